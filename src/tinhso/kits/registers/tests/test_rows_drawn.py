"""Rows of lists, drawn at once: whatever stands in them is text."""

from types import SimpleNamespace

import pytest
from django.utils.html import escape

from tinhso.kits.registers.shown import Cell, Line
from tinhso.kits.registers.templatetags.registers import row_cells

BAD = '<b onclick="x">Nguyễn & Lê</b>'


@pytest.mark.parametrize("look", ["lead", "number", "status", ""])
@pytest.mark.parametrize("status", ["in_force", "ended"])
def test_text_and_label_stay_text(look, status):
    line = Line(SimpleNamespace(status=status), BAD, "/so/1/", [Cell(escape('Tên "gọi"'), BAD, look)])
    drawn = str(row_cells(line))
    assert "<b" not in drawn
    assert escape(BAD) in drawn
    assert 'data-label="Tên &quot;gọi&quot;"' in drawn


def test_what_is_empty_is_a_dash_and_the_first_leads_to_the_row():
    line = Line(SimpleNamespace(status="ended"), "", "/so/1/", [Cell("Tên", "", "lead"), Cell("Số", "", "number")])
    assert str(row_cells(line)) == (
        '<td data-label="Tên" class="ts-lead"><a href="/so/1/" data-open>–</a></td>'
        '<td data-label="Số" class="ts-number">–</td>'
    )
