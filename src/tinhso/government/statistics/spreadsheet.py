"""The form as a spreadsheet, laid out as the law prints it."""

from collections.abc import Sequence
from tempfile import TemporaryFile
from typing import Any, BinaryIO, cast

from django.conf import settings
from django.http import FileResponse
from django.utils import translation
from django.utils.translation import gettext as _

from tinhso.government.statistics import law
from tinhso.government.statistics.asked import BY_FIELD, Asked
from tinhso.government.statistics.figures import COLUMNS, Figures
from tinhso.kernel.foundation.clock import VIETNAM
from tinhso.kernel.web.exports import XLSX, workbook
from tinhso.kernel.web.site import site

_LAST = len(COLUMNS) + 1
_NUMBERS = ("(1)", "(2)", *(f"({column.number})" for column in COLUMNS))


def form_response(asked: Asked, lines: Sequence[tuple[str, Figures]], whole: Figures) -> FileResponse:
    """Return the form of a period as XLSX: head, columns with their numbers, lines, the sum, who answers for it.

    It is Vietnamese whatever language the one who asks for it reads: it goes to the ministry.
    """
    with translation.override(settings.LANGUAGE_CODE):
        return _form(asked, lines, whole)


def _form(asked: Asked, lines: Sequence[tuple[str, Figures]], whole: Figures) -> FileResponse:
    file = cast(BinaryIO, TemporaryFile())  # noqa: SIM115 - the response closes it
    book = workbook(file)
    sheet = book.add_worksheet(law.sheet("form").code.replace("/", "-")[:31])
    _page(sheet)
    formats = _formats(book)
    row = _head(sheet, formats, asked)
    row = _columns(sheet, formats, row, _("Lĩnh vực giải quyết") if asked.by == BY_FIELD else _("Đơn vị"))
    for index, (name, figures) in enumerate(lines, 1):
        _line(sheet, formats, row, index, name, figures)
        row += 1
    _line(sheet, formats, row, None, _("Tổng số"), whole, bold=True)
    _foot(sheet, formats, row + 2, asked)
    book.close()
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"thong-ke-{asked.period.code}.xlsx", content_type=XLSX)


def _page(sheet: Any) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_column(0, 0, 6)
    sheet.set_column(1, 1, 44)
    sheet.set_column(2, _LAST, 10)


def _formats(book: Any) -> dict[str, Any]:
    base = {"font_name": "Times New Roman", "font_size": 12}
    grid = base | {"border": 1, "valign": "vcenter"}
    return {
        "plain": book.add_format(base | {"text_wrap": True}),
        "strong": book.add_format(base | {"bold": True, "text_wrap": True}),
        "title": book.add_format(base | {"bold": True, "align": "center", "text_wrap": True, "font_size": 13}),
        "italic": book.add_format(base | {"italic": True, "align": "center"}),
        "head": book.add_format(grid | {"bold": True, "align": "center", "text_wrap": True}),
        "number": book.add_format(grid | {"num_format": "#,##0"}),
        "name": book.add_format(grid | {"text_wrap": True}),
        "sum": book.add_format(grid | {"num_format": "#,##0", "bold": True}),
        "sum_name": book.add_format(grid | {"bold": True}),
    }


def _head(sheet: Any, formats: dict[str, Any], asked: Asked) -> int:
    form = law.sheet("form")
    unit = asked.scope.unit.name if asked.scope.unit else site().name
    sheet.merge_range(0, 0, 0, 2, _("Biểu số {code}").format(code=form.code), formats["strong"])
    sheet.merge_range(1, 0, 1, 2, _("Theo {source}").format(source=form.source.words), formats["plain"])
    sheet.merge_range(0, 3, 1, 9, form.title.upper(), formats["title"])
    sheet.set_row(0, 34)
    sheet.set_row(1, 34)
    period = f"{asked.period.label} ({asked.period.span})"
    sheet.merge_range(2, 3, 2, 9, period, formats["italic"])
    sheet.merge_range(0, 10, 1, _LAST, _("Đơn vị báo cáo: {unit}").format(unit=unit), formats["plain"])
    sheet.merge_range(3, 10, 3, _LAST, _("Đơn vị tính: Số hồ sơ TTHC"), formats["plain"])
    return 4


def _columns(sheet: Any, formats: dict[str, Any], row: int, name: str) -> int:
    sheet.merge_range(row, 0, row + 1, 0, _("STT"), formats["head"])
    sheet.merge_range(row, 1, row + 1, 1, name, formats["head"])
    first = 2
    groups = list(dict.fromkeys(str(column.group) for column in COLUMNS))
    for group in groups:
        count = sum(str(column.group) == group for column in COLUMNS)
        sheet.merge_range(row, first, row, first + count - 1, group, formats["head"])
        first += count
    for index, column in enumerate(COLUMNS):
        sheet.write_string(row + 1, 2 + index, str(column.label), formats["head"])
    sheet.set_row(row + 1, 50)
    for index, number in enumerate(_NUMBERS):
        sheet.write_string(row + 2, index, number, formats["head"])
    sheet.freeze_panes(row + 3, 2)
    sheet.repeat_rows(row, row + 2)
    return row + 3


def _line(
    sheet: Any, formats: dict[str, Any], row: int, index: int | None, name: str, figures: Figures, *, bold: bool = False
) -> None:
    number, words = formats["sum" if bold else "number"], formats["sum_name" if bold else "name"]
    if index is None:
        sheet.write_blank(row, 0, None, words)
    else:
        sheet.write_number(row, 0, index, number)
    sheet.write_string(row, 1, name, words)
    for place, column in enumerate(COLUMNS):
        sheet.write_number(row, 2 + place, getattr(figures, column.figure), number)


def _foot(sheet: Any, formats: dict[str, Any], row: int, asked: Asked) -> None:
    if asked.closing is not None:
        words = _("Chốt lúc {when} bởi {who}; bản {number}; mã băm {digest}").format(
            when=asked.closing.closed_at.astimezone(VIETNAM).strftime("%H:%M %d/%m/%Y"),
            who=asked.closing.closed_by_name,
            number=asked.closing.number,
            digest=asked.closing.digest,
        )
    else:
        words = _("Số liệu chưa chốt, tính đến {when}").format(
            when=asked.until.astimezone(VIETNAM).strftime("%H:%M %d/%m/%Y")
        )
    sheet.merge_range(row, 0, row, _LAST, words, formats["plain"])
    sheet.merge_range(row + 2, 1, row + 2, 3, _("Người lập biểu"), formats["title"])
    sheet.merge_range(row + 2, 9, row + 2, _LAST, _("Thủ trưởng đơn vị"), formats["title"])
