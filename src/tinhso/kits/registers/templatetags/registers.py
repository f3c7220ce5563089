"""Rows of long lists, drawn at once: a node of a template for each of their values would take most of a page's time."""

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from tinhso.kernel.web.templatetags.tinhso import status
from tinhso.kits.registers.shown import Cell, Line

register = template.Library()


@register.simple_tag
def row_cells(line: Line) -> SafeString:
    """Return the cells of a row: the first leads to its page."""
    return mark_safe("".join(_cell(line, cell) for cell in line.cells))  # noqa: S308 - each is escaped


def _cell(line: Line, cell: Cell) -> str:
    text = escape(cell.text) or "–"
    if cell.look == "lead":
        shown = f' class="ts-lead"><a href="{line.address}" data-open>{text}</a>'
    elif cell.look == "number":
        shown = f' class="ts-number">{text}'
    elif cell.look == "status":
        shown = f">{status('', cell.text, 'success' if line.row.status == 'in_force' else 'neutral')}"
    else:
        shown = f">{text}"
    return f'<td data-label="{cell.label}"{shown}</td>'
