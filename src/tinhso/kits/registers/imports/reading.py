"""Reading the cells of a batch, column by column: texts become values, or problems at their cells."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import tinhso
from tinhso.kernel.identity.actor import Actor
from tinhso.kits.registers import validation
from tinhso.kits.registers.definition import Definition, Field
from tinhso.kits.registers.imports.batches import Batch
from tinhso.kits.registers.imports.states import WORDS, Fault

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffd\ufffe\uffff]")
_FIRST = frozenset("'=@+-")
"""Letters with which a command of a spreadsheet may begin."""
_FORMULA = re.compile(r"\s*(?:[=@]|[+\-]\s*[A-Za-z(\"'=@]|[+\-].*\|)")
_LED_NUMBER = re.compile(r"'[+\-0-9][\d\s.,()+\-]*")
NOTHING = frozenset({"", "-", "--"})
"""Cells in which nothing stands."""
_LISTED = frozenset({"choice", "catalogue", "area", "unit", "reference", "boolean"})
"""Kinds whose values come from a list: what is read once is remembered for the whole file."""
_NUMBERED = frozenset({"personal_number", "phone"})
_MOST_REMEMBERED = 50_000


@dataclass(frozen=True)
class Problem:
    """What is wrong with a cell of a row; ``column`` is its place in the file, -1 for the row as a whole."""

    row: int
    column: int
    field: str
    code: Fault
    message: str
    raw: str = ""


@dataclass
class Read:
    """The values of the columns of a batch by the field's name, and what is wrong with its cells."""

    values: dict[str, list[Any]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


class Reader:
    """Reads the columns of one file. It remembers what it looked up, so one serves the whole file."""

    def __init__(
        self,
        definition: Definition,
        actor: Actor,
        *,
        columns: Sequence[str],
        value_map: Mapping[str, Mapping[str, str]],
    ) -> None:
        self.places = {name: place for place, name in enumerate(columns) if name}
        self._value_map = value_map
        self._known: dict[str, dict[str, Any]] = {}
        self._wrong: dict[str, dict[str, str]] = {}
        self._units = None if actor.is_system else actor.unit_ids(definition.rights.add)
        self.filled = [found for found in definition.fields if not found.kit and found.name in self.places]

    @property
    def mark(self) -> str:
        """What tells whether values that were read before would be read so today: the fields and what was chosen."""
        fields = [
            (found.name, type(found.kind).__qualname__, found.required, found.null, found.most_letters, found.least,
             found.most, found.places, sorted(self._value_map.get(found.name, {}).items()))
            for found in self.filled
        ]  # fmt: skip
        content = repr((tinhso.__version__, sorted(self.places.items()), fields))
        return hashlib.sha256(content.encode()).hexdigest()

    def plain(self, batch: Batch) -> Read:
        """Return what stands in the cells by itself: the same whenever it is asked."""
        read = Read()
        for found in self.filled:
            if found.kind.code not in _LISTED:
                self._column(found, batch, read, {})
        return read

    def complete(self, batch: Batch, read: Read) -> tuple[Read, dict[str, dict[str, int]]]:
        """Add what depends on lists as they are now; return all, and the values that no list knows with how often."""
        whole = Read(dict(read.values), list(read.problems))
        unknown: dict[str, dict[str, int]] = {}
        for found in self.filled:
            if found.name not in whole.values:
                self._column(found, batch, whole, unknown)
        return whole, unknown

    def _column(self, found: Field, batch: Batch, read: Read, unknown: dict[str, dict[str, int]]) -> None:
        name, place, numbers = found.name, self.places[found.name], batch.numbers
        raws: list[Any] = batch.cells[name]
        refused = self._unsafe(found, batch)
        if refused is not None:
            raws, told = refused
            read.problems += told
        if mapped := self._value_map.get(name):
            raws = [mapped.get(raw, raw) for raw in raws]
        if found.kind.code in _LISTED:
            values, errors = self._listed(found, raws)
        else:
            if found.kind.code in _NUMBERED and name in batch.counted:
                counted = batch.counted[name]
                raws = [int(raw) if at in counted and raw.isdigit() else raw for at, raw in enumerate(raws)]
            cleaned = validation.clean_column(found, raws)
            values, errors = cleaned.values, cleaned.errors
        left_out = {problem.row for problem in refused[1]} if refused else ()
        for index, words in errors.items():
            if numbers[index] in left_out:
                continue
            raw = str(raws[index])
            code = Fault.REQUIRED if not raw else Fault.UNKNOWN if found.kind.code in _LISTED else Fault.VALUE
            read.problems.append(Problem(numbers[index], place, name, code, words[:300], raw[:120]))
            if code == Fault.UNKNOWN:
                counts = unknown.setdefault(name, {})
                counts[raw[:200]] = counts.get(raw[:200], 0) + 1
        if name == "unit":
            self._own_units(batch, raws, values, read.problems)
        read.values[name] = values

    def _unsafe(self, found: Field, batch: Batch) -> tuple[list[str], list[Problem]] | None:
        """Refuse cells that carry commands or cannot be read.

        Return the column with them empty, and what is wrong; None when nothing has to be done.
        """
        name, cells = found.name, batch.cells[found.name]
        unread = batch.faults.get(name, {})
        # A cell is looked at only where something is amiss somewhere in its column.
        if not unread and _FIRST.isdisjoint({cell[:1] for cell in cells}) and not _CONTROL.search("\n".join(cells)):
            return None
        raws, problems = list(cells), []
        many_lines = found.kind.code == "long_text"
        for index, raw in enumerate(cells):
            code: Fault | None = None
            if index in unread:
                code = Fault(unread[index])
            elif not raw:
                continue
            elif _CONTROL.search(raw):
                code = Fault.CONTROL
            elif _LED_NUMBER.fullmatch(raw):
                # An apostrophe keeps a spreadsheet from eating the zero in front.
                raws[index] = raw[1:]
            elif raw in NOTHING:
                raws[index] = ""
            elif _FORMULA.match(raw) and not (many_lines and raw.startswith("-")):
                code = Fault.FORMULA
            if code is not None:
                shown = _CONTROL.sub("�", raw)[:120]
                problems.append(Problem(batch.numbers[index], self.places[name], name, code, str(WORDS[code]), shown))
                raws[index] = ""
        return raws, problems

    def _listed(self, found: Field, raws: Sequence[str]) -> tuple[list[Any], dict[int, str]]:
        known = self._known.setdefault(found.name, {})
        wrong = self._wrong.setdefault(found.name, {})
        if len(known) + len(wrong) > _MOST_REMEMBERED:
            known.clear()
            wrong.clear()
        new = sorted({raw for raw in set(raws) if raw not in known and raw not in wrong})
        if new:
            cleaned = validation.clean_column(found, new)
            for index, raw in enumerate(new):
                if index in cleaned.errors:
                    wrong[raw] = cleaned.errors[index]
                else:
                    known[raw] = cleaned.values[index]
        values = [known.get(raw) for raw in raws]
        return values, {i: wrong[raw] for i, raw in enumerate(raws) if raw in wrong} if wrong else {}

    def _own_units(self, batch: Batch, raws: Sequence[str], values: Sequence[Any], problems: list[Problem]) -> None:
        if self._units is None:
            return
        for index, unit in enumerate(values):
            if unit is not None and unit.pk not in self._units:
                words = str(WORDS[Fault.UNIT])
                place = self.places["unit"]
                problems.append(Problem(batch.numbers[index], place, "unit", Fault.UNIT, words, raws[index][:120]))
