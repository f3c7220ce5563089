"""Reading ODS row by row: values as they were last computed, repetitions written out within limits."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from tinhso.kits.registers.imports.sources.archives import Archive, local
from tinhso.kits.registers.imports.sources.rows import (
    MOST_CELL,
    MOST_COLUMNS,
    MOST_ROWS,
    Number,
    Row,
    SheetInfo,
    Unreadable,
    too_long_cell,
    too_wide,
)
from tinhso.kits.registers.imports.sources.xlsx import moment_text, plain_number

MOST_REPEATS = 10_000
"""How often one row that holds something may be repeated by a single mark."""


class Spreadsheet:
    """An ODS file. Raises ``Unreadable``."""

    def __init__(self, path: Path) -> None:
        self._archive = Archive(path)
        if "content.xml" not in self._archive.names:
            raise Unreadable(_("Tệp không phải bảng tính OpenDocument (ODS)."))
        self.sheets: list[SheetInfo] = []

        def start(name: str, attributes: dict[str, str]) -> None:
            if local(name) == "table" and "table:name" in attributes:
                self.sheets.append(SheetInfo(attributes["table:name"]))

        self._archive.whole("content.xml", lambda parser: setattr(parser, "StartElementHandler", start))

    def hint(self, sheet: int = 0) -> int:  # noqa: ARG002 - every source has sheets
        """Tell nothing: the format does not say before its end."""
        return 0

    def rows(self, sheet: int = 0) -> Iterator[Row]:
        """Give the rows of a sheet that hold something."""
        reader = _Reader(sheet)
        for _piece in self._archive.parse("content.xml", reader.attach):
            if reader.done:
                yield from reader.done
                reader.done = []
            if reader.past:
                return


class _Reader:
    """Collects the rows of the table with a given place in the document."""

    def __init__(self, sheet: int) -> None:
        self._wanted, self._table, self._depth = sheet, -1, 0
        self.past = False
        self.done: list[Row] = []
        self._number = 0
        self._repeat_row = 1
        self._cells: list[str] = []
        self._faults: dict[int, str] = {}
        self._cell: dict[str, str] | None = None
        self._lines: list[str] = []
        self._pieces: list[str] = []
        self._length = 0
        self._taking = self._note = 0

    def attach(self, parser: Any) -> None:
        """Hang the handlers on a parser."""
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._text

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = local(name)
        if name == "table":
            self._depth += 1
            if self._depth == 1:
                self._table += 1
                self._number = 0
        elif self._table != self._wanted or self._depth != 1:
            return
        elif name == "table-row":
            self._repeat_row = _repeats(attributes, "rows")
            self._cells, self._faults = [], {}
        elif name in {"table-cell", "covered-table-cell"}:
            self._cell, self._lines, self._length = attributes, [], 0
        elif name == "annotation":
            self._note += 1
        elif name == "p" and not self._note:
            self._pieces = []
            self._taking += 1
        elif name == "s" and self._taking:
            self._pieces.append(" " * min(int(attributes.get("text:c", "1") or 1), 100))
        elif name in {"tab", "line-break"} and self._taking:
            self._pieces.append(" ")

    def _end(self, name: str) -> None:
        name = local(name)
        if name == "table":
            self._depth -= 1
            if self._depth == 0 and self._table == self._wanted:
                self.past = True
        elif self._table != self._wanted or self._depth != 1:
            return
        elif name == "p" and not self._note and self._taking:
            self._taking -= 1
            self._lines.append("".join(self._pieces))
        elif name == "annotation":
            self._note -= 1
        elif name in {"table-cell", "covered-table-cell"} and self._cell is not None:
            self._put(self._cell)
            self._cell = None
        elif name == "table-row":
            self._finish()

    def _text(self, data: str) -> None:
        if self._taking:
            self._length += len(data)
            if self._length > MOST_CELL:
                raise too_long_cell(self._number + 1)
            self._pieces.append(data)

    def _put(self, attributes: dict[str, str]) -> None:
        text = self._value(attributes)
        repeats = _repeats(attributes, "columns")
        if not text:
            # Formatted emptiness up to the last column is written as one repeated cell.
            self._cells.extend([""] * min(repeats, MOST_COLUMNS - min(len(self._cells), MOST_COLUMNS)))
            return
        if len(self._cells) + repeats > MOST_COLUMNS:
            raise too_wide()
        if text.startswith("#") and attributes.get("table:formula") and text[-1:] in "!?A0":
            self._faults[len(self._cells)] = "formula-error"
        self._cells.extend([text] * repeats)

    def _value(self, attributes: dict[str, str]) -> str:
        kind = attributes.get("office:value-type", "")
        if kind == "date":
            return moment_text(attributes.get("office:date-value", ""))
        if kind in {"float", "currency", "percentage"}:
            return Number(plain_number(attributes.get("office:value", "")))
        if kind == "boolean":
            return "1" if attributes.get("office:boolean-value") == "true" else "0"
        return "\n".join(self._lines)

    def _finish(self) -> None:
        cells = self._cells
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            if self._repeat_row > MOST_REPEATS:
                raise Unreadable(
                    _("Dòng %(row)s được lặp lại %(count)s lần trong tệp. Hãy xóa các dòng lặp rồi lưu lại.")
                    % {"row": self._number + 1, "count": self._repeat_row}
                )
            for place in range(self._repeat_row):
                self.done.append(Row(self._number + place + 1, list(cells), dict(self._faults) or None))
        self._number += self._repeat_row
        if self._number > MOST_ROWS:
            self._number = MOST_ROWS


def _repeats(attributes: dict[str, str], what: str) -> int:
    text = attributes.get(f"table:number-{what}-repeated", "1")
    return max(1, min(int(text), 1 << 30)) if text.isdigit() and len(text) < 12 else 1
