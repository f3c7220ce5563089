"""The shared strings of a workbook, on disk: millions of them must not fill the memory."""

import os
from array import array
from collections.abc import Sequence
from itertools import accumulate, pairwise
from tempfile import TemporaryFile

_KEPT = 150_000
"""Strings kept at hand: headings and choices come again and again, names do not."""
_AT_ONCE = 256


class Strings:
    """Texts by number; appended in order, read at random."""

    def __init__(self) -> None:
        self._file = TemporaryFile()  # noqa: SIM115 - lives as long as the workbook
        self._ends = array("Q", [0])
        self.kept: dict[int, str] = {}
        """Texts at hand: ``find`` gets the others."""
        self._pending: list[bytes] = []
        self._size = 0
        self._furthest = 0

    def append(self, text: str) -> None:
        """Add the next text."""
        self.extend_bytes([text.encode("utf-8", "surrogatepass")])

    def extend_bytes(self, contents: Sequence[bytes]) -> None:
        """Add the next texts, in UTF-8."""
        ends = list(accumulate(map(len, contents), initial=self._ends[-1]))
        self._ends.extend(ends[1:])
        self._pending.extend(contents)
        self._size += ends[-1] - ends[0]
        if self._size > 1 << 20:
            self._flush()

    def _flush(self) -> None:
        self._file.write(b"".join(self._pending))
        self._file.flush()
        self._pending, self._size = [], 0

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, number: int) -> str:
        found = self.find(number)
        if found is None:
            raise IndexError(number)
        return found

    def find(self, number: int) -> str | None:
        """Return a text; None when there is no such number."""
        found = self.kept.get(number)
        if found is not None:
            return found
        if self._pending:
            self._flush()
        if not 0 <= number < len(self):
            return None
        # Sheets mostly name new strings one after another: the next ones are read along. One that was named before
        # stands alone.
        last = min(number + _AT_ONCE, len(self)) if number >= self._furthest else number + 1
        self._furthest = max(self._furthest, last)
        ends = self._ends[number : last + 1].tolist()
        start = ends[0]
        content = os.pread(self._file.fileno(), ends[-1] - start, start)
        if len(self.kept) >= _KEPT:
            self.kept.clear()
        places = [(begin - start, end - start) for begin, end in pairwise(ends)]
        texts = [content[begin:end].decode("utf-8", "replace") for begin, end in places]
        self.kept.update(zip(range(number, last), texts, strict=True))
        return texts[0]
