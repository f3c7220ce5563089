"""What was read of a file, kept beside it while an import is under way: the rows' cells, and the values they hold.

Taking a workbook apart and reading its cells costs more than all that comes after; the dry run does it once. Values
that come from lists are not kept: they are looked up again each time, for lists change. It may be lost at any time,
and it counts for nothing once the register's fields have changed: then the file itself is read again.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from types import NoneType, TracebackType
from typing import Any

from tinhso.kernel.files import vault
from tinhso.kernel.foundation.ids import new_id
from tinhso.kits.registers.fields import Point
from tinhso.kits.registers.imports.batches import Batch
from tinhso.kits.registers.imports.models import ImportRun
from tinhso.kits.registers.imports.reading import Problem, Read
from tinhso.kits.registers.imports.states import Fault

_AS_THEY_ARE = frozenset({str, int, float, bool})
_WRITTEN: dict[str, tuple[type, Callable[[Any], Any], Callable[[Any], Any]]] = {
    "date": (date, date.isoformat, date.fromisoformat),
    "datetime": (datetime, datetime.isoformat, datetime.fromisoformat),
    "decimal": (Decimal, str, Decimal),
    "point": (Point, list, lambda pair: Point(*pair)),
}
"""How values that JSON does not know are written and read."""
_SAME = "same"
"""A column whose values are the texts of its cells."""


def _place(run: ImportRun) -> Path:
    return vault.folder("imports") / f"{run.pk}.rows"


class Spool:
    """Writes what was read of an import, batch by batch; it stands for readers after ``end``."""

    def __init__(self, run: ImportRun, mark: str) -> None:
        self._place, self._mark = _place(run), mark
        self._part = self._place.with_suffix(f".{new_id()}.part")
        self._whole = False

    def __enter__(self) -> "Spool":
        forget_path(self._place)
        self._file = self._part.open("w", encoding="utf-8")
        self._file.write(self._mark + "\n")
        return self

    def write(self, batch: Batch, read: Read) -> None:
        """Add a batch and what was read of it."""
        values = {name: _written(column, batch.cells[name]) for name, column in read.values.items()}
        values = {name: column for name, column in values.items() if column is not None}
        content = {
            "numbers": batch.numbers,
            "cells": batch.cells,
            "faults": batch.faults,
            "values": values,
            # A column that is not kept is read again, and tells its problems then.
            "problems": [asdict(problem) for problem in read.problems if problem.field in values],
        }
        # In front, so that a reader passes by what it does not want without taking it apart.
        self._file.write(f"{batch.numbers[0]} {batch.numbers[-1]} ")
        self._file.write(json.dumps(content, ensure_ascii=False, separators=(",", ":")))
        self._file.write("\n")

    def end(self) -> None:
        """Say that every row was written: until then nothing stands for readers."""
        self._whole = True

    def __exit__(self, kind: type[BaseException] | None, _error: object, _trace: TracebackType | None) -> None:
        self._file.close()
        if kind is None and self._whole:
            self._part.replace(self._place)
        else:
            forget_path(self._part)


def _written(column: Sequence[Any], cells: Sequence[str]) -> Any:
    """Return a column as JSON can carry it; None for one that must be read anew."""
    if column == cells:
        return _SAME
    kinds = set(map(type, column)) - {NoneType}
    if kinds <= _AS_THEY_ARE:
        return ["", column]
    for code, (kind, write, _read) in _WRITTEN.items():
        if kinds == {kind}:
            return [code, [None if value is None else write(value) for value in column]]
    return None


def _taken_up(written: Any, cells: list[str]) -> list[Any]:
    if written == _SAME:
        return cells
    code, column = written
    if not code:
        return list(column)
    read = _WRITTEN[code][2]
    known: dict[Any, Any] = {None: None}
    for value in column:
        if type(value) is list:
            return [None if pair is None else read(pair) for pair in column]
        if value not in known:
            known[value] = read(value)
    return [known[value] for value in column]


def written(run: ImportRun, mark: str, *, wanted: Callable[[int, int], bool]) -> Iterator[tuple[Batch, Read]] | None:
    """Give the batches with what was read of them; None when there is no spool, or one that ``mark`` does not fit.

    ``wanted`` is asked for each batch by its first and last row.
    """
    place = _place(run)
    if not place.exists():
        return None
    with place.open(encoding="utf-8") as file:
        if file.readline() != mark + "\n":
            return None
    return _batches(place, wanted)


def _batches(place: Path, wanted: Callable[[int, int], bool]) -> Iterator[tuple[Batch, Read]]:
    with place.open(encoding="utf-8") as file:
        next(file)
        for line in file:
            first, last, content = line.split(" ", 2)
            if not wanted(int(first), int(last)):
                continue
            kept = json.loads(content)
            faults = {name: {int(row): code for row, code in told.items()} for name, told in kept["faults"].items()}
            cells: dict[str, list[str]] = kept["cells"]
            values = {name: _taken_up(column, cells[name]) for name, column in kept["values"].items()}
            problems = [Problem(**{**told, "code": Fault(told["code"])}) for told in kept["problems"]]
            yield Batch(kept["numbers"], cells, faults), Read(values, problems)


def forget(run: ImportRun) -> None:
    """Remove an import's spool."""
    forget_path(_place(run))


def forget_path(path: Path) -> None:
    """Remove a file that may be gone."""
    with suppress(FileNotFoundError):
        path.unlink()
