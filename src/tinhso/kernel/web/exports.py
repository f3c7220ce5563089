"""Every list exports what it shows: CSV as a stream, XLSX written row by row."""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from tempfile import TemporaryFile
from typing import Any, BinaryIO, cast
from urllib.parse import quote

from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.translation import gettext as _

from tinhso.kernel.foundation.clock import VIETNAM
from tinhso.kernel.foundation.errors import Refused

PARAMETER = "xuat"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Column = tuple[str, str | Callable[[Any], Any]]
"""A heading and what stands under it: an attribute's name, ``relation__field``, or a function of the row."""


def asked(request: HttpRequest) -> str:
    """Return ``csv`` or ``xlsx`` when the address asks for an export, else the empty string."""
    return request.GET.get(PARAMETER, "")


def export(request: HttpRequest, name: str, columns: Sequence[Column], rows: Iterable[Any]) -> HttpResponseBase:
    """Return the file that the address asks for; raise ``Refused`` for a kind that is not written."""
    kind = asked(request)
    if kind == "csv":
        return csv_response(name, columns, rows)
    if kind == "xlsx":
        return xlsx_response(name, columns, rows)
    raise Refused(_("Danh sách chỉ xuất được ra CSV hoặc XLSX."), code="bad-export")


def csv_response(name: str, columns: Sequence[Column], rows: Iterable[Any]) -> StreamingHttpResponse:
    """Return a CSV file (UTF-8 with mark, so that Excel reads Vietnamese), streamed row by row."""

    language = translation.get_language()

    def lines() -> Iterator[str]:
        writer = csv.writer(_Echo())
        yield "\ufeff" + str(writer.writerow([heading for heading, _source in columns]))
        for row in rows:
            # Lines are written after the request's own language has been laid aside.
            with translation.override(language):
                line = str(writer.writerow([_text(_cell(row, source)) for _heading, source in columns]))
            yield line

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = _disposition(f"{name}.csv")
    return response


def workbook(file: BinaryIO, **options: bool) -> Any:
    """Return an XLSX book to be written to ``file``, whose texts stay texts: no formula, no link is made of them."""
    # Loaded by who writes a sheet: every process names the exports.
    import xlsxwriter

    return xlsxwriter.Workbook(file, {"strings_to_formulas": False, "strings_to_urls": False, **options})


def xlsx_response(name: str, columns: Sequence[Column], rows: Iterable[Any]) -> FileResponse:
    """Return an XLSX file; it is written to disk row by row, so that its length does not fill the memory."""
    file = cast(BinaryIO, TemporaryFile())  # noqa: SIM115 - the response closes it
    book = workbook(file, constant_memory=True)
    sheet = book.add_worksheet()
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    formats = {
        date: book.add_format({"num_format": "dd/mm/yyyy"}),
        datetime: book.add_format({"num_format": "hh:mm dd/mm/yyyy"}),
        int: book.add_format({"num_format": "#,##0"}),
    }
    sheet.freeze_panes(1, 0)
    for column, (heading, _source) in enumerate(columns):
        sheet.set_column(column, column, min(48, max(14, len(heading) + 4)))
        sheet.write_string(0, column, heading, head)
    for line, row in enumerate(rows, start=1):
        for column, (_heading, source) in enumerate(columns):
            _put(sheet, line, column, _cell(row, source), formats)
    book.close()
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX)


def _put(sheet: Any, line: int, column: int, value: Any, formats: dict[type, Any]) -> None:
    if isinstance(value, datetime):
        sheet.write_datetime(line, column, value.astimezone(VIETNAM).replace(tzinfo=None), formats[datetime])
    elif isinstance(value, date):
        sheet.write_datetime(line, column, datetime(value.year, value.month, value.day), formats[date])  # noqa: DTZ001 - a day has no zone
    elif isinstance(value, int | float) and not isinstance(value, bool):
        sheet.write_number(line, column, value, formats[int] if isinstance(value, int) else None)
    elif value is not None and value != "":
        sheet.write_string(line, column, _plain(value))


class _Echo:
    """What ``csv`` writes to: it hands the line back."""

    def write(self, line: str) -> str:
        return line


def _cell(row: Any, source: str | Callable[[Any], Any]) -> Any:
    if callable(source):
        return source(row)
    value = row
    for part in source.split("__"):
        if value is None:
            return None
        value = value.get(part) if isinstance(value, dict) else getattr(value, part)
    return value() if callable(value) else value


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return _("có") if value else _("không")
    return str(value)


def _text(value: Any) -> str:
    """Return a CSV cell; a text that a spreadsheet would run as a formula is led by an apostrophe."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.astimezone(VIETNAM).strftime("%H:%M %d/%m/%Y")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    words = _plain(value)
    return "'" + words if isinstance(value, str) and words[:1] in {"=", "+", "-", "@", "\t", "\r"} else words


def _disposition(filename: str) -> str:
    return f"attachment; filename*=UTF-8''{quote(filename)}"
