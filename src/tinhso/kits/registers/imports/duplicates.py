"""Finding rows of one file that are the same thing: by key, and by likeness to each other and to what stands there.

Of each row only a number of 64 bits and the row's own number are kept, so that millions fit in memory.
"""

import hashlib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

import numpy as np

from tinhso.kernel.foundation.text import fold
from tinhso.kits.registers.definition import Field

MOST_CANDIDATES = 100_000
_ALIKE_WORDS = 0.5


class SeenKeys:
    """The keys of a file's rows."""

    def __init__(self) -> None:
        self._hashes: dict[str, array[int]] = {}
        self._rows: dict[str, array[int]] = {}

    def add(self, key: str, pairs: Iterable[tuple[int, int]]) -> None:
        """Note rows with the number of their key."""
        hashes = self._hashes.setdefault(key, array("q"))
        rows = self._rows.setdefault(key, array("I"))
        for row, number in pairs:
            hashes.append(number)
            rows.append(row)

    def repeated(self) -> dict[int, tuple[str, int]]:
        """Return the rows whose key an earlier row has: the key's name and that row."""
        found: dict[int, tuple[str, int]] = {}
        for key, kept in self._hashes.items():
            hashes = np.frombuffer(kept, dtype=np.int64)
            twice = _twice(hashes)
            if not len(twice):
                continue
            rows = np.frombuffer(self._rows[key], dtype=np.uint32)
            # The rows were noted as they stand in the file, so the first with a key is the first that is met.
            places = np.searchsorted(twice, hashes)
            places[places == len(twice)] = 0
            first: dict[int, int] = {}
            for place in np.flatnonzero(twice[places] == hashes).tolist():
                number, row = int(hashes[place]), int(rows[place])
                earlier = first.setdefault(number, row)
                if earlier != row:
                    found.setdefault(row, (key, earlier))
        return found


def _twice(hashes: Any) -> Any:
    """Return the numbers that occur more than once, in order."""
    ordered = np.sort(hashes)
    return np.unique(ordered[1:][ordered[1:] == ordered[:-1]])


def block(fields: Sequence[Field], values: Sequence[Any]) -> int | None:
    """Return the number under which rows that may be alike meet: the name without marks, and the year of a day."""
    name = year = ""
    for found, value in zip(fields, values, strict=True):
        if not name and found.kind.code in {"name", "text"} and value:
            name = fold(str(value))
        elif not year and value and found.kind.code in {"date", "partial_date"}:
            year = _day(value)[:4]
    if not name:
        return None
    digest = hashlib.blake2b(f"{name}|{year}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little", signed=True)


def agreeing(fields: Sequence[Field], ours: Sequence[Any], theirs: Sequence[Any]) -> list[str] | None:
    """Return the fields in which two rows of one block agree, besides the name; None when they are not alike."""
    agree, compared, named = [], 0, False
    for found, mine, other in zip(fields, ours, theirs, strict=True):
        if not named and found.kind.code in {"name", "text"} and mine:
            named = True
            continue
        if mine in (None, "") or other in (None, ""):
            continue
        compared += 1
        if _agree(found, mine, other):
            agree.append(found.title)
    if agree or (not compared and len(fields) == 1):
        return agree
    return None


def _agree(found: Field, mine: Any, other: Any) -> bool:
    if found.kind.code in {"date", "partial_date"}:
        left, right = _day(mine), _day(other)
        return len(left) > 4 and len(right) > 4 and (left.startswith(right) or right.startswith(left))
    if found.kind.code in {"text", "long_text", "name"}:
        left_words, right_words = set(fold(str(mine)).split()), set(fold(str(other)).split())
        return len(left_words & right_words) >= _ALIKE_WORDS * len(left_words | right_words)
    return bool(mine == other)


def _day(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def comparable(fields: Sequence[Field], values: Sequence[Any]) -> tuple[Any, ...]:
    """Return values as they stand in the columns, so that a row and a record compare."""
    return tuple(found.kind.spread(found, value)[0] for found, value in zip(fields, values, strict=True))


class SeenBlocks:
    """The blocks of a file's rows."""

    def __init__(self) -> None:
        self._numbers = array("q")

    def add(self, number: int) -> None:
        """Note a row's block."""
        self._numbers.append(number)

    def candidates(self, standing: Iterator[Sequence[tuple[int, Any]]]) -> tuple[set[int], dict[int, list[Any]]]:
        """Return the blocks with several rows or with a record, and the records by block.

        ``standing`` gives the register's records in batches: the number of the block, and whatever is to be kept.
        """
        numbers = np.sort(np.frombuffer(self._numbers, dtype=np.int64)) if self._numbers else np.empty(0, np.int64)
        repeated = np.unique(numbers[1:][numbers[1:] == numbers[:-1]])
        wanted = set(repeated[:MOST_CANDIDATES].tolist())
        records: dict[int, list[Any]] = {}
        kept = 0
        for batch in standing:
            if not len(numbers) or kept > MOST_CANDIDATES:
                break
            theirs = np.array([number for number, _record in batch], dtype=np.int64)
            places = np.searchsorted(numbers, theirs)
            places[places == len(numbers)] = 0
            for place in np.flatnonzero(numbers[places] == theirs).tolist():
                number, record = batch[place]
                records.setdefault(number, []).append(record)
                kept += 1
        return wanted | set(records), records
