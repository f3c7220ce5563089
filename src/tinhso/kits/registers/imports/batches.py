"""Rows of a file a few thousand at a time, turned into columns: what is done to a whole column costs little a cell."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, zip_longest
from operator import itemgetter
from typing import Any

from tinhso.kits.registers.imports.sources import Row
from tinhso.kits.registers.imports.sources.rows import Number

SIZE = 5_000
"""Rows of a batch: what one transaction stores, and what a worker that is killed loses at most."""


@dataclass(frozen=True)
class Batch:
    """Rows of a file: of each only the columns that fill a field, by the field's name."""

    numbers: Sequence[int]
    """The rows' numbers in the file, rising."""
    cells: dict[str, list[str]]
    """The texts of the cells, without spaces around them."""
    faults: dict[str, dict[int, str]] = field(default_factory=dict)
    """Why cells could not be read: a code of ``Fault`` by the row's place in the batch."""
    counted: dict[str, frozenset[int]] = field(default_factory=dict)
    """Which cells the spreadsheet holds as numbers, by their place: they may have lost zeros in front."""

    def __len__(self) -> int:
        return len(self.numbers)

    def cell(self, name: str, place: int) -> str:
        """Return what the file says in a field of a row; nothing for a field that has no column."""
        column = self.cells.get(name)
        return column[place] if column else ""


def taken(column: Sequence[Any], places: Sequence[int]) -> Sequence[Any]:
    """Return what stands at rising places of a column: the column itself when that is all of it."""
    if len(places) == len(column):
        return column
    if len(places) < 2:
        return [column[place] for place in places]
    picked: tuple[Any, ...] = itemgetter(*places)(column)
    return picked


def batch_of(rows: Sequence[Row], places: dict[str, int]) -> Batch:
    """Turn rows into columns; ``places`` says which column of the file fills a field."""
    columns = list(zip_longest(*[row.cells for row in rows], fillvalue=""))
    cells: dict[str, list[str]] = {}
    counted: dict[str, frozenset[int]] = {}
    for name, place in places.items():
        column = columns[place] if place < len(columns) else ("",) * len(rows)
        if Number in set(map(type, column)):
            counted[name] = frozenset(index for index, cell in enumerate(column) if type(cell) is Number)
        cells[name] = [cell.strip() for cell in column]
    faults: dict[str, dict[int, str]] = {}
    for index, row in enumerate(rows):
        if row.faults:
            for name, place in places.items():
                if place in row.faults:
                    faults.setdefault(name, {})[index] = row.faults[place]
    return Batch([row.number for row in rows], cells, faults, counted)


def batches(rows: Iterable[Row], places: dict[str, int], size: int = 0) -> Iterator[Batch]:
    """Give rows a batch at a time."""
    rows = iter(rows)
    while some := list(islice(rows, size or SIZE)):
        yield batch_of(some, places)
