"""Checking a batch of rows: what was read of its cells becomes rows of the stage, and is tried beside the register."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import DataError, transaction
from django.db.models.base import ModelState
from django.utils.translation import gettext as _

from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.ids import new_id
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kits.registers import validation
from tinhso.kits.registers.definition import Definition, Field
from tinhso.kits.registers.dependent import Dependents
from tinhso.kits.registers.imports import likeness
from tinhso.kits.registers.imports.batches import Batch, taken
from tinhso.kits.registers.imports.known import Change, Changer, Found
from tinhso.kits.registers.imports.reading import Problem, Read, Reader
from tinhso.kits.registers.imports.staging import Key, Stage
from tinhso.kits.registers.imports.states import Fault
from tinhso.kits.registers.models import Register


@dataclass
class Checked:
    """A batch that was checked: its rows lie in the stage, those with problems left out."""

    places: list[int]
    """The places in the batch of the rows in the stage, in the order of ``keys``."""
    keys: list[UUID]
    problems: list[Problem] = field(default_factory=list)
    unknown: dict[str, dict[str, int]] = field(default_factory=dict)
    blocks: list[int | None] = field(default_factory=list)
    """For each row in the stage the number under which those like it meet; empty where nobody asks."""
    changes: list[Change] = field(default_factory=list)
    """What rows change of known records."""
    same: list[int] = field(default_factory=list)
    """The numbers of the rows that change nothing of theirs."""
    records: dict[int, UUID] = field(default_factory=dict)
    """By number the known record of each row that is changed or the same."""

    @property
    def bad(self) -> set[int]:
        """The numbers of the rows with problems."""
        return {problem.row for problem in self.problems}


class Checker:
    """Checks the rows of one file. It remembers what it looked up, so one serves the whole file."""

    def __init__(
        self,
        definition: Definition,
        actor: Actor,
        *,
        unit: OrganizationUnit,
        columns: Sequence[str],
        value_map: Mapping[str, Mapping[str, str]] | None = None,
        reason: str = "",
        change_known: bool = False,
    ) -> None:
        """``change_known``: a row whose key is known changes its record; otherwise it is refused."""
        self.definition = definition
        self.stage = Stage(definition)
        self.reader = Reader(definition, actor, columns=columns, value_map=value_map or {})
        self._places = self.reader.places
        self.unit = unit
        self._fields = [found for found in definition.fields if not found.kit]
        self._unfilled = {found.name: self._empty(found) for found in self._fields if found.name not in self._places}
        self._needed = [definition.field(name) for name in sorted(validation.needed_for_derived(definition))]
        self.alike = [definition.field(name) for name in definition.alike]
        self.dependents = Dependents(definition)
        self._has_rules = definition.model.check_row is not Register.check_row
        by_row, same = self._other_columns(actor, reason)
        self._made_by_row, self._same = by_row, same
        self.changer = Changer(self, actor, reason) if change_known else None
        self._blank = {**{n: v for n, v in vars(definition.model()).items() if n != "_state"}, **same}

    def _empty(self, found: Field) -> Any:
        """Return the value of a field without a column."""
        if found.name == "unit":
            return self.unit
        if found.default is not None:
            return found.default
        try:
            return validation.clean_value(found, "")
        except ValueError:
            # A required field without a column is refused before any row is read.
            return found.kind.empty

    def _other_columns(self, actor: Actor, reason: str) -> tuple[list[Any], dict[str, Any]]:
        """Return the columns that no cell fills: those whose value is made row by row, and the values of the others."""
        from_cells = {name for found in self.reader.filled for name in found.columns}
        same: dict[str, Any] = {}
        for name, value in self._unfilled.items():
            found = self.definition.field(name)
            same.update(zip(found.columns, found.kind.spread(found, value), strict=True))
        same.update(changed_by=actor.name[:120], reason=reason[: _limit("reason")])
        apart = {"id", "created_at", "updated_at", "search_text", "sort_key", *from_cells, *same}
        by_row = []
        for column in self.definition.model._meta.local_concrete_fields:
            if column.generated or column.attname in apart:
                continue
            if column.has_default() and callable(column.default):
                by_row.append(column)
            else:
                same[column.attname] = column.get_default()
        return by_row, same

    def check(
        self,
        batch: Batch,
        read: Read,
        *,
        known_bad: Mapping[int, str] | None = None,
        left_out: Set[int] = frozenset(),
        seen: Mapping[int, int] | None = None,
    ) -> Checked:
        """Check a batch and leave what is right in the stage.

        ``known_bad`` are rows refused before, with why; ``left_out`` are rows that nobody wants. ``seen`` is given
        when rows are to be stored: the revisions of the records that they change, by row, as the check saw them.
        """
        whole, unknown = self.reader.complete(batch, read)
        values, problems = whole.values, [found for found in whole.problems if found.row not in left_out]
        if known_bad:
            place, name = self._key_place()
            problems += [
                Problem(number, place, name, Fault.IN_FILE, known_bad[number], batch.cell(name, at)[:120])
                for at, number in enumerate(batch.numbers)
                if number in known_bad and number not in left_out
            ]
        found = Found()
        if self.changer is not None:
            found = self.changer.find(batch, values, left_out | set(known_bad or ()), lock=seen is not None)
            problems = self._of_new_and_known(batch, problems, found, left_out, seen)
        bad = {problem.row for problem in problems} | left_out
        good = [at for at, number in enumerate(batch.numbers) if number not in bad and at not in found.records]
        columns = self._columns_of(good, values)
        if self.dependents.names:
            good = self._dependent(good, batch, values, problems)
            columns = self._columns_of(good, values)
        if self._has_rules:
            left = self._rules(good, batch, values, columns, problems)
            if len(left) < len(good):
                good, columns = left, self._columns_of(left, values)
        checked = self._try(good, batch, values, columns, problems)
        checked.unknown = unknown
        if self.changer is not None:
            checked.changes, checked.same = self.changer.plan(batch, values, found, checked.problems, seen)
            numbers = {*checked.same, *(batch.numbers[change.place] for change in checked.changes)}
            records = ((batch.numbers[place], row.pk) for place, row in found.records.items())
            checked.records = {number: key for number, key in records if number in numbers}
        return checked

    def _of_new_and_known(
        self,
        batch: Batch,
        problems: list[Problem],
        found: Found,
        left_out: Set[int],
        seen: Mapping[int, int] | None,
    ) -> list[Problem]:
        """Return what is wrong once known records are told from new ones.

        A known record needs no value that it has, and keeps its unit; a new one needs a column for all it must have.
        """
        known = {*(batch.numbers[place] for place in found.records), *(problem.row for problem in found.problems)}
        gone = {number for number in seen or () if number not in known and number in set(batch.numbers)} - left_out
        told = [
            problem for problem in problems
            if problem.row not in known | gone or problem.code not in {Fault.REQUIRED, Fault.UNIT}
        ]  # fmt: skip
        told += found.problems
        words = _("Bản ghi mà dòng này sửa không còn mang khóa ấy. Hãy kiểm tra lại tệp.")
        told += [Problem(number, -1, "", Fault.CHANGED, words) for number in sorted(gone)]
        settled = {problem.row for problem in told} | known | left_out
        missing = [one for one in self._fields if one.required and one.name != "unit" and one.name not in self._places]
        told += [
            Problem(number, -1, one.name, Fault.REQUIRED, one.kind.wanted(one)[:300])
            for number in batch.numbers
            if number not in settled
            for one in missing
        ]
        return told

    def _key_place(self) -> tuple[int, str]:
        known = [name for names in self.definition.keys for name in names]
        for name in [*known, *[found.name for found in self._fields if found.unique]]:
            if name in self._places:
                return self._places[name], name
        return -1, ""

    def _columns_of(self, good: Sequence[int], values: Mapping[str, Sequence[Any]]) -> dict[str, Sequence[Any]]:
        """Return what stands in the columns that cells fill for the rows at ``good``."""
        columns: dict[str, Sequence[Any]] = {}
        for found in self.reader.filled:
            spread = found.kind.spread_column(found, taken(values[found.name], good))
            columns.update(zip(found.columns, spread, strict=True))
        return columns

    def _dependent(
        self, good: Sequence[int], batch: Batch, values: Mapping[str, Sequence[Any]], problems: list[Problem]
    ) -> list[int]:
        """Ask what must and what may stand beside another value; return the places of the rows in which it does."""
        names = self.dependents.names
        columns = [self._column(self.definition.field(name), good, values) for name in names]
        known: dict[tuple[Any, ...], dict[str, str]] = {}
        left = []
        for index, row in zip(good, zip(*columns, strict=True), strict=True):
            wrong = known.get(row)
            if wrong is None:
                wrong = known[row] = self.dependents.wrong(dict(zip(names, row, strict=True)))
            if not wrong:
                left.append(index)
            for name, words in wrong.items():
                raw = batch.cell(name, index)[:120]
                place = self._places.get(name, -1)
                problems.append(Problem(batch.numbers[index], place, name, Fault.RULE, words[:300], raw))
        return left

    def _rules(
        self,
        good: Sequence[int],
        batch: Batch,
        values: Mapping[str, Sequence[Any]],
        columns: Mapping[str, Sequence[Any]],
        problems: list[Problem],
    ) -> list[int]:
        """Ask the register's own rule between fields of each row; return the places of those that it allows."""
        left = []
        pointed = [(found.name, values[found.name]) for found in self.reader.filled if found.target is not None]
        same = {name: value for name, value in self._unfilled.items() if self.definition.field(name).target is not None}
        model, blank, names = self.definition.model, self._blank, tuple(columns)
        for index, cells_of_row in zip(good, zip(*columns.values(), strict=True), strict=True):
            # As the model would make it, without asking each field: rules only read.
            row = model.__new__(model)
            row.__dict__.update(blank)
            row.__dict__.update(zip(names, cells_of_row, strict=True))
            row._state = ModelState()
            row._state.fields_cache = {**same, **{name: column[index] for name, column in pointed}}
            wrong = row.check_row()
            if not wrong:
                left.append(index)
            for name, words in wrong.items():
                raw = batch.cell(name, index)[:120]
                place = self._places.get(name, -1)
                problems.append(Problem(batch.numbers[index], place, name, Fault.RULE, str(words)[:300], raw))
        return left

    def _try(
        self,
        good: Sequence[int],
        batch: Batch,
        values: Mapping[str, Sequence[Any]],
        columns: dict[str, Sequence[Any]],
        problems: list[Problem],
    ) -> Checked:
        """Put the rows at ``good`` into the stage, and take out what the register would refuse."""
        keys = [new_id() for _place in good]
        known = {found.name: self._column(found, good, values) for found in self._needed}
        columns.update(validation.derived_columns(self.definition, known, len(good)))
        columns["id"] = keys
        for column in self._made_by_row:
            columns[column.attname] = [column.get_default() for _place in good]
        now = clock.now()
        self.stage.empty(list(columns), {**self._same, "created_at": now, "updated_at": now})
        self.fill(self.stage, good, columns, batch, problems)
        bad = self.beyond(self.stage, batch, problems) | self.standing(self.stage, batch, problems)
        if bad:
            self.stage.remove(sorted(bad))
        refused = {problem.row for problem in problems}
        blocks: list[int | None] = []
        if self.alike:
            blocks = likeness.blocks(self.alike, [self._column(found, good, values) for found in self.alike])
        if refused:
            kept = [at for at, place in enumerate(good) if batch.numbers[place] not in refused]
            blocks = list(taken(blocks, kept)) if blocks else blocks
            return Checked([good[at] for at in kept], [keys[at] for at in kept], problems, blocks=blocks)
        return Checked(list(good), keys, problems, blocks=blocks)

    def _column(self, found: Field, good: Sequence[int], values: Mapping[str, Sequence[Any]]) -> Sequence[Any]:
        """Return the values of a field for the rows at ``good``, whether a column fills it or not."""
        if found.name in values:
            return taken(values[found.name], good)
        return [self._unfilled[found.name]] * len(good)

    def fill(
        self,
        stage: Stage,
        good: Sequence[int],
        columns: Mapping[str, Sequence[Any]],
        batch: Batch,
        problems: list[Problem],
    ) -> None:
        """Fill a stage; rows with a value that no column holds are found by halving, and left out."""
        pending = [range(len(good))]
        while pending:
            part = pending.pop()
            if not part:
                continue
            try:
                with transaction.atomic():
                    some = {name: column[part.start : part.stop] for name, column in columns.items()}
                    stage.fill(good[part.start : part.stop], some)
            except DataError:
                if len(part) == 1:
                    number = batch.numbers[good[part.start]]
                    words = _("Dòng có giá trị vượt quá khả năng lưu của sổ.")
                    problems.append(Problem(number, -1, "", Fault.CONSTRAINT, words))
                else:
                    middle = len(part) // 2
                    pending += [part[middle:], part[:middle]]

    def beyond(self, stage: Stage, batch: Batch, problems: list[Problem]) -> set[int]:
        """Tell what the register's CHECKs refuse of a stage; return the places of those rows."""
        bad = set()
        for place, name in stage.beyond_constraints():
            bad.add(place)
            found = self._named_in(name)
            words, raw = self._constraint_words(name), batch.cell(found, place)[:120]
            column = self._places.get(found, -1)
            problems.append(Problem(batch.numbers[place], column, found, Fault.CONSTRAINT, words, raw))
        return bad

    def _named_in(self, constraint: str) -> str:
        """Return the filled field that a constraint's name speaks of, the longest name first."""
        for name in sorted(self._places, key=len, reverse=True):
            if name in constraint:
                return name
        return ""

    def _constraint_words(self, name: str) -> str:
        for constraint in self.definition.model._meta.constraints:
            if (
                constraint.name == name
                and constraint.violation_error_message != constraint.default_violation_error_message
            ):
                return str(constraint.get_violation_error_message())[:300]
        return _("Giá trị vượt giới hạn của sổ ({name}).").format(name=name)

    def standing(self, stage: Stage, batch: Batch, problems: list[Problem]) -> set[int]:
        """Tell which rows of a stage bear a key that another record bears; return their places."""
        bad: set[int] = set()
        for key in stage.keys:
            for place in stage.standing(key):
                if place not in bad:
                    bad.add(place)
                    number, words = batch.numbers[place], _("đã có trong sổ")
                    raw = batch.cell(self.shown_at(key), place)
                    problems.append(self.duplicate(key, number, raw, Fault.STORED, words))
        return bad

    def shown_at(self, key: Key) -> str:
        """Return the field at whose cell a duplicate of a key is shown: the first that has a column."""
        return next((name for name in self._names_of(key) if name in self._places), "")

    def _names_of(self, key: Key) -> list[str]:
        return [name for name, found in self.definition.by_name.items() if set(found.columns) & set(key.columns)]

    def duplicate(self, key: Key, row: int, raw: str, code: Fault, words: str) -> Problem:
        """Return the problem of a row whose key another one bears; ``raw`` is what stands at ``shown_at``."""
        names = self._names_of(key)
        place = self._places.get(self.shown_at(key), -1)
        labels = ", ".join(self.definition.field(name).title for name in names if name != "unit")
        message = f"{labels}: {words}." if labels else f"{words[:1].upper()}{words[1:]}."
        return Problem(row, place, names[0] if names else "", code, message[:300], raw[:120])


def _limit(name: str) -> int:
    """Return how many letters a column of every register holds."""
    return int(getattr(Register._meta.get_field(name), "max_length", None) or 300)
