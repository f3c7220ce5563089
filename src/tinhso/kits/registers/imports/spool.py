"""The rows of a spreadsheet as they were read, kept beside the files while an import is under way.

Taking a workbook apart costs more than all that is done with its rows; the dry run does it once, and what comes after
reads this. It may be lost at any time: then the file itself is read again.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from tinhso.kernel.files import vault
from tinhso.kernel.foundation.ids import new_id
from tinhso.kits.registers.imports import queries
from tinhso.kits.registers.imports.models import ImportRun
from tinhso.kits.registers.imports.sources import Row
from tinhso.kits.registers.imports.sources.rows import Number
from tinhso.kits.registers.imports.sources.text_files import TextTable


def _place(run: ImportRun) -> Path:
    return vault.folder("imports") / f"{run.pk}.rows"


class Spool:
    """Writes the rows of an import, batch by batch; they stand for readers after ``end``."""

    def __init__(self, run: ImportRun) -> None:
        self._place = _place(run)
        self._part = self._place.with_suffix(f".{new_id()}.part")
        self._whole = False

    def __enter__(self) -> "Spool":
        forget_path(self._place)
        self._file = self._part.open("w", encoding="utf-8")
        return self

    def write(self, batch: Sequence[Row]) -> None:
        """Add rows."""
        lines = [
            (number, cells, faults, [place for place, cell in enumerate(cells) if type(cell) is Number])
            for number, cells, faults in batch
        ]
        self._file.write(json.dumps(lines, ensure_ascii=False, separators=(",", ":")))
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


def rows(run: ImportRun, *, after: int = 0) -> Iterator[Row]:
    """Give the rows of data behind row ``after``: from the spool when there is one, else from the file."""
    place = _place(run)
    if not place.exists():
        yield from queries.data_rows(run, after=after)
        return
    with place.open(encoding="utf-8") as file:
        for line in file:
            for number, cells, faults, numbers in json.loads(line):
                if number <= after:
                    continue
                for column in numbers:
                    cells[column] = Number(cells[column])
                yield Row(number, cells, {int(column): code for column, code in faults.items()} if faults else None)


def worth(run: ImportRun) -> bool:
    """Tell whether reading the file costs enough for a spool: a CSV is as quickly read as one."""
    return not isinstance(queries.opened(run), TextTable)


def forget(run: ImportRun) -> None:
    """Remove an import's spool."""
    forget_path(_place(run))


def forget_path(path: Path) -> None:
    """Remove a file that may be gone."""
    with suppress(FileNotFoundError):
        path.unlink()
