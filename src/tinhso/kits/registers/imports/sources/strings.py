"""The shared strings of a workbook, on disk: millions of them must not fill the memory."""

import os
from array import array
from tempfile import TemporaryFile

_KEPT = 40_000
"""Strings kept at hand: headings and choices come again and again, names do not."""
_AT_ONCE = 64


class Strings:
    """Texts by number; appended in order, read at random."""

    def __init__(self) -> None:
        self._file = TemporaryFile()  # noqa: SIM115 - lives as long as the workbook
        self._ends = array("Q", [0])
        self._kept: dict[int, str] = {}
        self._pending: list[bytes] = []
        self._size = 0

    def append(self, text: str) -> None:
        """Add the next text."""
        self.append_bytes(text.encode("utf-8", "surrogatepass"))

    def append_bytes(self, content: bytes) -> None:
        """Add the next text, in UTF-8."""
        self._ends.append(self._ends[-1] + len(content))
        self._pending.append(content)
        self._size += len(content)
        if self._size > 1 << 20:
            self._flush()

    def _flush(self) -> None:
        self._file.write(b"".join(self._pending))
        self._file.flush()
        self._pending, self._size = [], 0

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, number: int) -> str:
        found = self._kept.get(number)
        if found is not None:
            return found
        if self._pending:
            self._flush()
        if not 0 <= number < len(self):
            raise IndexError(number)
        # Sheets mostly name their strings one after another: the next ones are read along.
        last = min(number + _AT_ONCE, len(self))
        start = self._ends[number]
        content = os.pread(self._file.fileno(), self._ends[last] - start, start)
        if len(self._kept) >= _KEPT:
            self._kept.clear()
        for place in range(number, last):
            piece = content[self._ends[place] - start : self._ends[place + 1] - start]
            self._kept[place] = piece.decode("utf-8", "replace")
        return self._kept[number]
