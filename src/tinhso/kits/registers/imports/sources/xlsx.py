"""Reading XLSX row by row: values as they were last computed, dates as dates, any of several sheets."""

import posixpath
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
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
from tinhso.kits.registers.imports.sources.sifting import Sifter, plain_row, plain_strings
from tinhso.kits.registers.imports.sources.strings import Strings

_DATE_FORMATS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
"""The built-in number formats that show a moment (ECMA-376 part 1, 18.8.30)."""
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_DIMENSION = re.compile(rb'<(?:\w+:)?dimension ref="[A-Z]+\d+:[A-Z]+(\d{1,9})"')
_LETTERS = re.compile(r"[A-Z]+")


class Workbook:
    """An XLSX file. Raises ``Unreadable``."""

    def __init__(self, path: Path) -> None:
        self._archive = Archive(path)
        self._parts: list[str] = []
        self.sheets: list[SheetInfo] = []
        self._epoch = datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet's day has no zone
        self._read_workbook()
        self._dates = self._read_styles()
        self._strings: Strings | None = None

    def rows(self, sheet: int = 0) -> Iterator[Row]:
        """Give the rows of a sheet that hold something."""
        if self._strings is None:
            self._strings = self._read_strings()
        reader = _SheetReader(self._strings, self._dates, self._epoch)
        sifter = Sifter(b"</row>", reader.take)
        for _piece in self._archive.parse(self._parts[sheet], reader.attach, sifter):
            if reader.done:
                yield from reader.done
                reader.done = []

    def hint(self, sheet: int = 0) -> int:
        """Return the last row that the sheet itself names at its beginning."""
        with self._archive.open(self._parts[sheet]) as part:
            found = _DIMENSION.search(part.read(4096))
        return min(int(found[1]), MOST_ROWS) if found else 0

    def _read_workbook(self) -> None:
        found: list[tuple[str, str, bool]] = []
        targets: dict[str, str] = {}

        def sheet(name: str, attributes: dict[str, str]) -> None:
            if local(name) == "sheet":
                relation = next((value for key, value in attributes.items() if local(key) == "id"), "")
                hidden = attributes.get("state", "visible") != "visible"
                found.append((attributes.get("name", ""), relation, hidden))
            elif local(name) == "workbookPr" and attributes.get("date1904") in {"1", "true"}:
                self._epoch = datetime(1904, 1, 1)  # noqa: DTZ001 - a spreadsheet's day has no zone

        def relation(name: str, attributes: dict[str, str]) -> None:
            if local(name) == "Relationship" and attributes.get("TargetMode") != "External":
                targets[attributes.get("Id", "")] = attributes.get("Target", "")

        self._archive.whole("xl/workbook.xml", lambda parser: setattr(parser, "StartElementHandler", sheet))
        self._archive.whole(
            "xl/_rels/workbook.xml.rels", lambda parser: setattr(parser, "StartElementHandler", relation)
        )
        for name, key, hidden in found:
            target = targets.get(key, "")
            part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
            if part in self._archive.names and "chartsheets" not in part:
                self._parts.append(part)
                self.sheets.append(SheetInfo(name, hidden))

    def _read_styles(self) -> set[str]:
        """Return the numbers of the cell styles that show a moment."""
        if "xl/styles.xml" not in self._archive.names:
            return set()
        codes: dict[int, str] = {}
        styles: list[int] = []
        within = False

        def start(name: str, attributes: dict[str, str]) -> None:
            nonlocal within
            name = local(name)
            if name == "numFmt":
                codes[_number(attributes.get("numFmtId"))] = attributes.get("formatCode", "")
            elif name == "cellXfs":
                within = True
            elif name == "xf" and within:
                styles.append(_number(attributes.get("numFmtId")))

        def end(name: str) -> None:
            nonlocal within
            if local(name) == "cellXfs":
                within = False

        def build(parser: Any) -> None:
            parser.StartElementHandler, parser.EndElementHandler = start, end

        self._archive.whole("xl/styles.xml", build)
        return {str(place) for place, code in enumerate(styles) if _shows_moment(code, codes)}

    def _read_strings(self) -> Strings:
        strings = Strings()
        if "xl/sharedStrings.xml" not in self._archive.names:
            return strings
        reader = _StringReader(strings)
        self._archive.whole("xl/sharedStrings.xml", reader.attach, Sifter(b"</si>", reader.take, many=True))
        return strings


def _number(text: str | None) -> int:
    return int(text) if text and text.isdigit() else 0


def _shows_moment(code: int, codes: dict[int, str]) -> bool:
    if code in codes:
        return bool(set(_QUOTED.sub("", codes[code]).lower()) & set("ymdhs"))
    return code in _DATE_FORMATS


def _is_text(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


class _StringReader:
    """Collects ``<si>`` elements: the runs of rich text joined, the phonetic guides left out."""

    def __init__(self, strings: Strings) -> None:
        self._strings = strings
        self._pieces: list[str] = []
        self._taking = False
        self._phonetic = 0

    def attach(self, parser: Any) -> None:
        """Hang the handlers on a parser."""
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._text

    def take(self, piece: bytes) -> bool:
        """Keep plain strings; tell whether there was nothing else."""
        found = plain_strings(piece)
        if found is None or not (piece.isascii() or _is_text(piece)) or any(len(text) > MOST_CELL for text in found):
            return False
        self._strings.extend_bytes(found)
        return True

    def _start(self, name: str, _attributes: dict[str, str]) -> None:
        name = local(name)
        if name == "si":
            self._pieces = []
        elif name == "rPh":
            self._phonetic += 1
        elif name == "t":
            self._taking = not self._phonetic

    def _end(self, name: str) -> None:
        name = local(name)
        if name == "si":
            text = "".join(self._pieces)
            if len(text) > MOST_CELL:
                raise too_long_cell(len(self._strings))
            self._strings.append(text)
        elif name == "rPh":
            self._phonetic -= 1
        elif name == "t":
            self._taking = False

    def _text(self, data: str) -> None:
        if self._taking:
            self._pieces.append(data)


class _SheetReader:
    """Collects the rows of one sheet as the parser meets them."""

    def __init__(self, strings: Strings, dates: set[str], epoch: datetime) -> None:
        self._strings, self._dates, self._epoch = strings, dates, epoch
        self.done: list[Row] = []
        self._number = 0
        self._cells: list[str] = []
        self._faults: dict[int, str] | None = None
        self._column = -1
        self._kind = self._style = ""
        self._pieces: list[str] = []
        self._taking = self._formula = False
        self._columns: dict[str, int] = {}
        self._names: dict[str, str] = {}
        self._phonetic = 0

    def attach(self, parser: Any) -> None:
        """Hang the handlers on a parser."""
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._text

    def take(self, piece: bytes) -> bool:
        """Read a plain row; tell whether that was all that there is to it."""
        found = plain_row(piece)
        if found is None:
            return False
        number = found[0] or self._number + 1
        strings, kept, places, dates = self._strings, self._strings.kept, self._columns, self._dates
        cells: list[str] = []
        self._faults = None
        width = 0
        for letters, style, kind, value, inline in found[1]:
            column = places.get(letters)
            if column is None:
                column = self._place(letters)
            if kind == "s":
                if not value.isdigit():
                    return False
                text = kept.get(int(value))
                if text is None:
                    text = strings.find(int(value))
                    if text is None:
                        return False
            elif kind == "inlineStr":
                text = inline
            elif kind == "" or kind == "n":
                if not value:
                    continue
                self._column = column
                text = self._moment(value) if style in dates else Number(plain_number(value))
            else:
                return False
            if column >= MOST_COLUMNS or len(text) > MOST_CELL:
                return False
            if column > width:
                cells.extend([""] * (column - width))
                width = column
            if column == width:
                cells.append(text)
                width += 1
            else:
                cells[column] = text
        if number > MOST_ROWS:
            return False
        self._number = number
        if any(cells) or self._faults:
            self.done.append(Row(number, cells, self._faults))
        return True

    def _local(self, name: str) -> str:
        found = self._names[name] = local(name)
        return found

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = self._names.get(name) or self._local(name)
        if name == "c":
            place = attributes.get("r")
            self._column = self._place(place) if place else self._column + 1
            self._kind = attributes.get("t", "n")
            self._style = attributes.get("s", "")
            self._pieces = []
            self._formula = False
        elif name == "v" or (name == "t" and not self._phonetic):
            self._taking = True
        elif name == "f":
            self._formula = True
        elif name == "rPh":
            self._phonetic += 1
        elif name == "row":
            given = attributes.get("r", "")
            self._number = int(given) if given.isdigit() else self._number + 1
            if self._number > MOST_ROWS:
                raise too_wide()
            self._cells, self._faults, self._column = [], None, -1

    def _end(self, name: str) -> None:
        name = self._names.get(name) or self._local(name)
        if name == "v" or name == "t":
            self._taking = False
        elif name == "c":
            if self._pieces or self._formula:
                self._put()
        elif name == "rPh":
            self._phonetic -= 1
        elif name == "row" and (any(self._cells) or self._faults):
            self.done.append(Row(self._number, self._cells, self._faults))

    def _text(self, data: str) -> None:
        if self._taking:
            self._pieces.append(data)

    def _place(self, reference: str) -> int:
        letters = reference.rstrip("0123456789")
        found = self._columns.get(letters)
        if found is None:
            if not _LETTERS.fullmatch(letters) or len(letters) > 3:
                raise bad_place(reference)
            found = 0
            for letter in letters:
                found = found * 26 + ord(letter) - 64
            found -= 1
            self._columns[letters] = found
        return found

    def _put(self) -> None:
        column, cells = self._column, self._cells
        if column >= MOST_COLUMNS:
            if not "".join(self._pieces).strip():
                return
            raise too_wide()
        text = self._value("".join(self._pieces))
        if len(text) > MOST_CELL:
            raise too_long_cell(self._number)
        while len(cells) < column:
            cells.append("")
        if column < len(cells):
            cells[column] = text
        else:
            cells.append(text)

    def _value(self, text: str) -> str:
        kind = self._kind
        if kind == "s":
            try:
                return self._strings[int(text)]
            except (ValueError, IndexError):
                return self._fault("unreadable", text)
        if kind == "n":
            if not text:
                return self._fault("formula-unread", "") if self._formula else ""
            return self._moment(text) if self._style in self._dates else Number(plain_number(text))
        if kind == "b":
            return "1" if text == "1" else "0"
        if kind == "e":
            return self._fault("formula-error", text)
        if kind == "d":
            return moment_text(text)
        if self._formula and not text and kind == "str":
            return ""
        return text

    def _fault(self, code: str, text: str) -> str:
        if self._faults is None:
            self._faults = {}
        self._faults[self._column] = code
        return text or "?"

    def _moment(self, text: str) -> str:
        try:
            days = float(text)
            if not 0 < days < 2_958_466:
                return plain_number(text)
            # Excel counts a 29 February 1900 that never was; days before it lie one further on.
            if days < 61 and self._epoch.year == 1899:
                days += 1
            return day_text(self._epoch + timedelta(seconds=round(days * 86400)))
        except (ValueError, OverflowError):
            return self._fault("unreadable", text)


def bad_place(reference: str) -> Unreadable:
    """Return the refusal of a cell whose place is none."""
    return Unreadable(
        _("Bảng tính có ô ở vị trí lạ (%(place)s). Hãy mở bằng Excel, lưu lại rồi gửi lại.") % {"place": reference[:20]}
    )


def plain_number(text: str) -> str:
    """Return a number as a reader writes it: ``3.8087E10`` → ``38087000000``, ``12.0`` → ``12``."""
    if text.isdigit():
        return text
    try:
        value = float(text)
    except ValueError:
        return text
    if value.is_integer() and abs(value) < 1e18:
        return str(int(value))
    return repr(value) if abs(value) < 1e18 else text


def day_text(moment: datetime) -> str:
    """Return ``21/11/2026``, with the time when there is one."""
    if moment.hour or moment.minute or moment.second:
        return moment.strftime("%d/%m/%Y %H:%M:%S")
    return moment.strftime("%d/%m/%Y")


def moment_text(text: str) -> str:
    """Return an ISO date as a reader writes it; what is none stays as it is."""
    try:
        return day_text(datetime.fromisoformat(text).replace(tzinfo=None))
    except ValueError:
        return text
