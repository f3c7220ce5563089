"""Reading CSV: any usual encoding and separator, row by row."""

import codecs
import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.kits.registers.imports.sources.encodings import ENCODINGS, encoding_of
from tinhso.kits.registers.imports.sources.rows import (
    MOST_COLUMNS,
    Row,
    SheetInfo,
    Unreadable,
    too_long_cell,
    too_wide,
)

SAMPLE = 1 << 18
CHUNK = 1 << 18
DELIMITERS = {
    ",": gettext_lazy("dấu phẩy"),
    ";": gettext_lazy("dấu chấm phẩy"),
    "\t": gettext_lazy("dấu tab"),
    "|": gettext_lazy("dấu gạch đứng"),
}
MOST_LINE = 4 << 20
"""Characters without a line's end: such a file is no table."""


class TextTable:
    """A CSV file. ``encoding`` and ``delimiter`` are found out when they are not given. Raises ``Unreadable``."""

    def __init__(self, path: Path, *, encoding: str = "", delimiter: str = "") -> None:
        self._path = path
        with path.open("rb") as file:
            sample = file.read(SAMPLE)
            whole = not file.read(1)
        self.encoding = ENCODINGS[encoding or encoding_of(sample, whole=whole)]
        text = codecs.getincrementaldecoder(self.encoding.codec)(errors="replace").decode(sample)
        if _is_binary(text):
            raise Unreadable(_("Tệp không phải văn bản. Hãy mở bằng Excel rồi lưu lại thành XLSX hoặc CSV UTF-8."))
        self.delimiter = delimiter or sniff(text)
        self.sheets = [SheetInfo("")]
        self._sample_size, self._sample_lines = max(1, len(sample)), text.count("\n") or 1

    def hint(self, sheet: int = 0) -> int:  # noqa: ARG002 - every source has sheets
        """Return the size of the file by the length of its first lines."""
        return self._path.stat().st_size * self._sample_lines // self._sample_size

    def rows(self, sheet: int = 0) -> Iterator[Row]:  # noqa: ARG002 - every source has sheets
        """Give the rows that hold something."""
        convert = self.encoding.convert
        reader = csv.reader(self._lines(), delimiter=self.delimiter)
        number = 0
        try:
            for number, cells in enumerate(reader, start=1):
                if len(cells) > MOST_COLUMNS:
                    if any(cells[MOST_COLUMNS:]):
                        raise too_wide()
                    del cells[MOST_COLUMNS:]
                if any(cells):
                    yield Row(number, [cell if cell.isascii() else convert(cell) for cell in cells])
        except csv.Error as error:
            # The reader's own limit, a few times that of a spreadsheet: mostly a quote that nobody closed.
            raise too_long_cell(number + 1) from error

    def _lines(self) -> Iterator[str]:
        """Give the file's lines with their ends, as the CSV reader wants them."""
        decoder = codecs.getincrementaldecoder(self.encoding.codec)()
        rest, number = "", 0
        with self._path.open("rb") as file:
            try:
                while chunk := file.read(CHUNK):
                    text = rest + decoder.decode(chunk)
                    # A lone carriage return at the end may be the first half of a line's end.
                    lines = _split(text)
                    rest = lines.pop()
                    if len(rest) > MOST_LINE:
                        raise Unreadable(_("Tệp không chia thành dòng. Hãy lưu lại thành CSV hoặc XLSX."))
                    number += len(lines)
                    yield from lines
                rest += decoder.decode(b"", final=True)
            except UnicodeDecodeError as error:
                raise Unreadable(
                    _(
                        "Sau dòng %(row)s có ký tự không thuộc bảng mã %(encoding)s. Hãy chọn bảng mã khác hoặc lưu "
                        "lại tệp với UTF-8."
                    )
                    % {"row": number, "encoding": self.encoding.label}
                ) from error
        if rest:
            yield from (line for line in _split(rest + "\n") if line)


def _split(text: str) -> list[str]:
    """Split at line feeds, keeping them; the last piece is what has not ended. Old Macs end lines with returns."""
    if "\n" not in text and text.count("\r") > 1:
        pieces = text.split("\r")
        return [piece + "\n" for piece in pieces[:-1]] + [pieces[-1]]
    pieces = text.split("\n")
    return [piece + "\n" for piece in pieces[:-1]] + [pieces[-1]]


def sniff(text: str) -> str:
    """Return the separator that divides the first lines into the same number of cells most often."""
    lines = [line for line in text.splitlines()[:60] if line.strip()] or [""]
    first = lines[0].lower().replace(" ", "")
    if first.startswith("sep=") and len(first) == 5 and first[4] in DELIMITERS:
        return first[4]
    best, best_score = ",", 0.0
    for delimiter in DELIMITERS:
        try:
            widths = Counter(len(cells) for cells in csv.reader(lines, delimiter=delimiter))
        except csv.Error:
            continue
        width, often = max(((width, count) for width, count in widths.items()), key=lambda pair: (pair[0] > 1, pair[1]))
        score = often / len(lines) * (1 + min(width, 50) / 50) if width > 1 else 0.0
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _is_binary(text: str) -> bool:
    strange = sum(1 for char in text[:20_000] if char < " " and char not in "\t\r\n\x0b\x0c")
    return strange > max(20, len(text[:20_000]) // 50)
