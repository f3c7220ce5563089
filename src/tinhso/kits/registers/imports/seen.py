"""Which rows of one file share a key, or may be like another row or a record: what was seen of millions of them.

Of each row only a number of 64 bits and the row's own number are kept, and not in memory, so that millions fit.
"""

import os
import tempfile
from collections.abc import Iterator, Sequence
from typing import Any
from weakref import finalize

import numpy as np

from tinhso.kernel.files import vault
from tinhso.kits.registers.imports.likeness import MOST_CANDIDATES

_PAIR = np.dtype([("number", np.int64), ("row", np.uint32)])
_PIECE = 1 << 16


class _Pairs:
    """Numbers of 64 bits with the rows that bear them, in the order of the file.

    They wait in a file without a name. Kept in memory they would stand between all that each batch needs for a moment
    and leaves again, and take up three times their own room.
    """

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(dir=vault.folder("imports"))  # noqa: SIM115 - closed with the object
        finalize(self, self._file.close)

    def add(self, rows: Sequence[int], numbers: Sequence[int]) -> None:
        pairs = np.empty(len(rows), _PAIR)
        pairs["row"], pairs["number"] = rows, numbers
        self._file.write(pairs.tobytes())

    def _pieces(self) -> Iterator[Any]:
        self._file.seek(0)
        while piece := self._file.read(_PIECE * _PAIR.itemsize):
            yield np.frombuffer(piece, _PAIR)

    def ordered(self) -> Any:
        """Return the numbers in order."""
        ordered = np.empty(self._file.seek(0, os.SEEK_END) // _PAIR.itemsize, np.int64)
        end = 0
        for piece in self._pieces():
            begin, end = end, end + len(piece)
            ordered[begin:end] = piece["number"]
        ordered.sort()
        return ordered

    def among(self, wanted: Any) -> tuple[Any, Any]:
        """Return the rows whose number is one of ``wanted``, and their numbers."""
        count = sum(int(np.count_nonzero(_among(piece["number"], wanted))) for piece in self._pieces())
        rows, numbers = np.empty(count, np.uint32), np.empty(count, np.int64)
        end = 0
        for piece in self._pieces():
            held = piece[_among(piece["number"], wanted)]
            begin, end = end, end + len(held)
            rows[begin:end], numbers[begin:end] = held["row"], held["number"]
        return rows, numbers


class SeenKeys:
    """The keys of a file's rows."""

    def __init__(self) -> None:
        self._kept: dict[str, _Pairs] = {}

    def add(self, key: str, pairs: Sequence[tuple[int, int]]) -> None:
        """Note rows, rising, each with the number of its key."""
        if pairs:
            rows, numbers = zip(*pairs, strict=True)
            self._kept.setdefault(key, _Pairs()).add(rows, numbers)

    def repeated(self) -> dict[int, tuple[str, int]]:
        """Return the rows whose key an earlier row has: the key's name and that row."""
        found: dict[int, tuple[str, int]] = {}
        for key, kept in self._kept.items():
            # The rows were noted as they stand in the file, so the first with a key is the first that is met.
            first: dict[int, int] = {}
            for row, number in zip(*(some.tolist() for some in kept.among(_twice(kept.ordered()))), strict=True):
                earlier = first.setdefault(number, row)
                if earlier != row:
                    found.setdefault(row, (key, earlier))
        return found


class SeenBlocks:
    """The blocks of a file's rows."""

    def __init__(self) -> None:
        self._kept = _Pairs()

    def add(self, rows: Sequence[int], numbers: Sequence[int | None]) -> None:
        """Note rows, rising, with their blocks."""
        named = [pair for pair in zip(rows, numbers, strict=True) if pair[1] is not None]
        if named:
            self._kept.add([row for row, _number in named], [number or 0 for _row, number in named])

    def candidates(self, standing: Iterator[Sequence[tuple[int, Any]]]) -> tuple[Any, Any, dict[int, list[Any]]]:
        """Return the rows that may be like another row or a record, rising; their blocks; and the records by block.

        ``standing`` gives the register's records in batches: the number of the block, and whatever is to be kept.
        """
        ordered = self._kept.ordered()
        records: dict[int, list[Any]] = {}
        kept = 0
        for batch in standing:
            if not len(ordered) or kept > MOST_CANDIDATES:
                break
            theirs = np.array([number for number, _record in batch], dtype=np.int64)
            for place in np.flatnonzero(_among(theirs, ordered)).tolist():
                number, record = batch[place]
                records.setdefault(number, []).append(record)
                kept += 1
        twice = _twice(ordered)[:MOST_CANDIDATES]
        del ordered
        return *self._kept.among(np.union1d(twice, np.array(sorted(records), dtype=np.int64))), records


def _twice(ordered: Any) -> Any:
    """Return the numbers that occur more than once."""
    again = ordered[1:] == ordered[:-1]
    # Of each run of equal numbers the first repetition alone: most of the file may be repeated.
    again[1:] &= ordered[2:] != ordered[:-2]
    return ordered[1:][again]


def _among(numbers: Any, ordered: Any) -> Any:
    """Tell for each number whether it is one of ``ordered``."""
    if not len(ordered):
        return np.zeros(len(numbers), dtype=bool)
    places = np.searchsorted(ordered, numbers)
    places[places == len(ordered)] = 0
    return ordered[places] == numbers
