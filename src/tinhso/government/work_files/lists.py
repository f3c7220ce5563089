"""The search list of files as XLSX, CSV, DOCX or PDF (Decree 30/2020, Annex VI asks for the last two)."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from tinhso.government.work_files import docx, law, papers
from tinhso.government.work_files.models import WorkFile
from tinhso.kernel.files.kinds import PDF
from tinhso.kernel.web import exports

MOST = 2000
"""Most rows of a list that is typeset; a longer one is exported as XLSX or CSV."""


def columns() -> list[exports.Column]:
    """Return the columns of the inventory of files (Decree 30/2020, Annex V), and what screens show besides."""
    return [
        (_("Số, ký hiệu"), "symbol"),
        (_("Năm"), lambda row: str(row.year)),
        (_("Tiêu đề hồ sơ"), "title"),
        (_("Đơn vị"), lambda row: row.unit.name),
        (_("Thời gian"), _time),
        (_("Thời hạn bảo quản"), _term),
        (_("Số tài liệu"), "documents"),
        (_("Số trang"), "pages"),
        (_("Ghi chú"), lambda row: row.get_state_display()),
    ]


def _time(row: WorkFile) -> str:
    closed = row.closed_on.strftime("%d/%m/%Y") if row.closed_on else ""
    return f"{row.opened_on:%d/%m/%Y} – {closed}"


def _term(row: WorkFile) -> str:
    found = law.term(row.term)
    return found.name if found else ""


def asked(request: HttpRequest, rows: Iterable[WorkFile], title: str = "") -> HttpResponseBase | None:
    """Return the file that the address asks for, ``None`` when it asks for none."""
    kind = exports.asked(request)
    if not kind:
        return None
    title = title or _("Mục lục hồ sơ")
    if kind not in {"docx", "pdf"}:
        return exports.export(request, "muc-luc-ho-so", columns(), rows)
    head = [_("STT"), *(heading for heading, _source in columns())]
    lines = [
        [str(number), *(_cell(row, source) for _heading, source in columns())]
        for number, row in enumerate(islice(rows, MOST), 1)
    ]
    if kind == "docx":
        content, media_type = docx.table(title, head, lines), docx.DOCX
    else:
        content, media_type = papers.table(title, [], head, lines, [0.6, 1.4, 0.8, 4, 2.4, 2, 1.4, 0.9, 0.9, 1.4]), PDF
    answer = HttpResponse(content, content_type=media_type)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'muc-luc-ho-so.{kind}')}"
    return answer


def _cell(row: WorkFile, source: object) -> str:
    return str(source(row) if callable(source) else getattr(row, str(source)))
