"""Rows of a file whose key is known: which record each of them is, and what it would change of it.

An empty cell leaves the value alone. Everything is asked of all rows of a batch at once; what may be changed, and by
whom, is what ``registers.services.change`` allows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext as _

from tinhso.kernel.foundation.clock import VIETNAM
from tinhso.kernel.identity.actor import Actor
from tinhso.kits.registers import validation
from tinhso.kits.registers.definition import Definition, Field
from tinhso.kits.registers.imports.batches import Batch
from tinhso.kits.registers.imports.keys import usable_keys
from tinhso.kits.registers.imports.reading import NOTHING, Problem
from tinhso.kits.registers.imports.staging import Stage
from tinhso.kits.registers.imports.states import WORDS, Fault
from tinhso.kits.registers.kinds.base import EMPTY
from tinhso.kits.registers.models import Register, Status
from tinhso.kits.registers.pointing import point_rows
from tinhso.kits.registers.queries import visible_to
from tinhso.kits.registers.services.writing import stamp

if TYPE_CHECKING:
    from tinhso.kits.registers.imports.checking import Checker

KIT_COLUMNS = ("revision", "updated_at", "changed_by", "reason", "search_text", "sort_key")
"""What a change writes besides the fields."""


@dataclass
class Change:
    """A record as it is to stand, and what is different."""

    place: int
    row: Any
    before: dict[str, Any]
    """The values that stand, by field, of what changes."""
    after: dict[str, Any]
    """The values that are to stand, of the same fields."""


@dataclass
class Found:
    """The records that rows of a batch are, by place; ``named`` are the fields of the first key that found each."""

    records: dict[int, Any] = field(default_factory=dict)
    named: dict[int, set[str]] = field(default_factory=dict)
    at_key: dict[int, str] = field(default_factory=dict)
    """The field at whose cell a row's key is shown."""
    problems: list[Problem] = field(default_factory=list)


class Changer:
    """Finds and changes the known records of one file."""

    def __init__(self, checker: Checker, actor: Actor, reason: str) -> None:
        self._checker = checker
        self._definition = checker.definition
        self._actor, self._reason = actor, reason
        self.stage = Stage(checker.definition, of_known=True)
        self._keys = usable_keys(checker.definition, list(checker.reader.places))
        rights = checker.definition.rights
        self._change_units = None if actor.is_system else actor.unit_ids(rights.change)
        self._personal_units = None if actor.is_system else actor.unit_ids(rights.see_personal)
        self._columns = [
            column.attname for column in self._definition.model._meta.local_concrete_fields if not column.generated
        ]

    def find(self, batch: Batch, values: Mapping[str, Sequence[Any]], left_out: Set[int], *, lock: bool) -> Found:
        """Return which records the rows are; with ``lock`` they are held until the transaction ends."""
        keys, named, at_key = self._keys_of_records(batch, values, left_out)
        found = Found(named=named, at_key=at_key)
        if not keys:
            return found
        rows = visible_to(self._actor, self._definition).filter(pk__in={key for some in keys.values() for key in some})
        rows = rows.order_by("pk")
        seen = {row.pk: row for row in (rows.select_for_update(of=("self",)) if lock else rows)}
        for place, some in keys.items():
            told = self._why_not(some, seen)
            if told is None:
                found.records[place] = seen[next(iter(some))]
                continue
            code, words = told
            name = at_key[place]
            column = self._checker.reader.places.get(name, -1)
            raw = batch.cell(name, place)[:120]
            found.problems.append(Problem(batch.numbers[place], column, name, code, words[:300], raw))
        return found

    def _keys_of_records(
        self, batch: Batch, values: Mapping[str, Sequence[Any]], left_out: Set[int]
    ) -> tuple[dict[int, set[UUID]], dict[int, set[str]], dict[int, str]]:
        keys: dict[int, set[UUID]] = {}
        named: dict[int, set[str]] = {}
        at_key: dict[int, str] = {}
        for names, among in self._keys:
            spread: list[Sequence[Any]] = []
            for name in names:
                spread += self._spread(self._definition.field(name), values, len(batch))
            rows = [
                (place, *cells)
                for place, cells in enumerate(zip(*spread, strict=True))
                if batch.numbers[place] not in left_out and not any(cell in EMPTY for cell in cells)
            ]
            if not rows:
                continue
            columns = [column for name in names for column in self._definition.field(name).columns]
            standing = f"status = '{Status.IN_FORCE.value}'" if among else ""
            for place, key in self.stage.known(columns, standing, list(zip(*rows, strict=True))):
                keys.setdefault(place, set()).add(key)
                named.setdefault(place, set(names))
                at_key.setdefault(place, next((name for name in names if name in values), names[0]))
        return keys, named, at_key

    def _spread(self, found: Field, values: Mapping[str, Sequence[Any]], count: int) -> Sequence[Sequence[Any]]:
        if found.name in values:
            return found.kind.spread_column(found, values[found.name])
        return [[column] * count for column in found.kind.spread(found, self._checker.unit)]

    def _why_not(self, keys: Set[UUID], seen: Mapping[UUID, Any]) -> tuple[Fault, str] | None:
        """Return why a row cannot change the records that its keys name."""
        if len(keys) > 1:
            return Fault.STORED, _("Các khóa của dòng này thuộc về những bản ghi khác nhau trong sổ.")
        row = seen.get(next(iter(keys)))
        if row is None:
            return Fault.STORED, _("Đã có trong sổ, ở đơn vị mà quý vị chưa được giao xem.")
        if row.status != Status.IN_FORCE:
            return Fault.STORED, _("Bản ghi có khóa này không còn hiệu lực nên không sửa được nữa.")
        if self._change_units is not None and row.unit_id not in self._change_units:
            return Fault.UNIT, _("Quý vị chưa được giao sửa bản ghi của đơn vị này.")
        return None

    def plan(
        self,
        batch: Batch,
        values: Mapping[str, Sequence[Any]],
        found: Found,
        problems: list[Problem],
        seen: Mapping[int, int] | None,
    ) -> tuple[list[Change], list[int]]:
        """Leave the changed records in the stage; return them, and the numbers of the rows that change nothing.

        ``seen`` are the revisions by row that the check saw: a record that is another by now is left alone.
        """
        self._demand_personal(batch, found, problems)
        bad = {problem.row for problem in problems}
        places = self._once(batch, found, sorted(at for at in found.records if batch.numbers[at] not in bad), problems)
        new = self._differing(batch, values, found.records, places)
        same = [batch.numbers[place] for place in places if place not in new]
        changes = []
        for place, after in new.items():
            row = found.records[place]
            if "unit" in after and not self._may_move(after["unit"]):
                self._tell(batch, place, "unit", Fault.UNIT, _("Quý vị chưa được giao sửa bản ghi của đơn vị này."),
                           problems)  # fmt: skip
            else:
                changes.append((place, row, after))
        point_rows(self._definition, [row for _place, row, _after in changes])
        # Whoever wrote a record last is told by name: taken down before this change is written upon it.
        last = {place: self._changed_since(batch, place, row) for place, row, _after in changes if seen is not None}
        planned = [self._changed(place, row, after) for place, row, after in changes]
        allowed = self._allowed(batch, planned, problems)
        if seen is None:
            return allowed, same
        stale = {one.place for one in allowed if seen.get(batch.numbers[one.place]) != one.row.revision - 1}
        problems += [last[place] for place in sorted(stale)]
        if stale:
            self.stage.remove(sorted(stale))
        return [change for change in allowed if change.place not in stale], same

    def _demand_personal(self, batch: Batch, found: Found, problems: list[Problem]) -> None:
        """Refuse cells of personal fields whose values the actor may not see, whatever stands there.

        What a record was found by is no change of it.
        """
        if self._personal_units is None:
            return
        filled = [one.name for one in self._checker.reader.filled if one.personal]
        for place, row in found.records.items():
            if row.unit_id in self._personal_units:
                continue
            for name in filled:
                if name not in found.named[place] and batch.cell(name, place) not in NOTHING:
                    self._tell(batch, place, name, Fault.RIGHT, str(WORDS[Fault.RIGHT]), problems)

    def _once(self, batch: Batch, found: Found, places: Sequence[int], problems: list[Problem]) -> list[int]:
        """Return those of the places that are the first of their record; the others are refused."""
        first: dict[UUID, int] = {}
        left = []
        for place in places:
            number = first.setdefault(found.records[place].pk, batch.numbers[place])
            if number == batch.numbers[place]:
                left.append(place)
            else:
                words = _("Trùng với dòng %(row)s của tệp.") % {"row": number}
                self._tell(batch, place, found.at_key[place], Fault.IN_FILE, words, problems)
        return left

    def _differing(
        self, batch: Batch, values: Mapping[str, Sequence[Any]], records: Mapping[int, Any], places: Sequence[int]
    ) -> dict[int, dict[str, Any]]:
        """Return by place the new values of what differs, column by column."""
        new: dict[int, dict[str, Any]] = {}
        for found in self._checker.reader.filled:
            cells, column = batch.cells[found.name], values[found.name]
            spread = found.kind.spread_column(found, column)
            for place in places:
                if cells[place] in NOTHING:
                    continue
                row = records[place]
                if any(part[place] != getattr(row, name) for part, name in zip(spread, found.columns, strict=True)):
                    new.setdefault(place, {})[found.name] = column[place]
        return dict(sorted(new.items()))

    def _may_move(self, unit: Any) -> bool:
        return self._change_units is None or unit.pk in self._change_units

    def _changed_since(self, batch: Batch, place: int, row: Any) -> Problem:
        when = row.updated_at.astimezone(VIETNAM)
        words = _("{who} đã ghi bản ghi này lúc {when}, sau khi tệp được kiểm tra. Hãy kiểm tra lại tệp.").format(
            who=row.changed_by or _("Người khác"), when=f"{when:%H:%M %d/%m/%Y}"
        )
        return Problem(batch.numbers[place], -1, "", Fault.CHANGED, words[:300])

    def _tell(self, batch: Batch, place: int, name: str, code: Fault, words: str, problems: list[Problem]) -> None:
        column = self._checker.reader.places.get(name, -1)
        raw = batch.cell(name, place)[:120]
        problems.append(Problem(batch.numbers[place], column, name, code, words[:300], raw))

    def _changed(self, place: int, row: Any, after: Mapping[str, Any]) -> Change:
        """Write the values upon the record in memory, as ``services.change`` does."""
        fields = [self._definition.field(name) for name in after]
        before = {found.name: found.kind.value_of(found, row) for found in fields}
        for found in fields:
            if found.target is not None:
                setattr(row, found.name, after[found.name])
            else:
                for column, value in zip(found.columns, found.kind.spread(found, after[found.name]), strict=True):
                    setattr(row, column, value)
        row.revision += 1
        stamp(self._actor, row, self._reason)
        return Change(place, row, before, dict(after))

    def _allowed(self, batch: Batch, changes: list[Change], problems: list[Problem]) -> list[Change]:
        """Return the changes that the register's rules, its CHECKs and keys allow; they lie in the stage."""
        dependents = self._checker.dependents
        for change in changes if dependents.names else ():
            values = validation.values_of(self._definition, change.row, dependents.names)
            for name, words in dependents.wrong(values).items():
                self._tell(batch, change.place, name, Fault.RULE, words, problems)
        bad = {problem.row for problem in problems}
        changes = [change for change in changes if batch.numbers[change.place] not in bad]
        if self._definition.model.check_row is not Register.check_row and changes:
            told = self._definition.model.check_rows([change.row for change in changes])
            for change, wrong in zip(changes, told, strict=True):
                for name, words in wrong.items():
                    self._tell(batch, change.place, name, Fault.RULE, str(words), problems)
            bad = {problem.row for problem in problems}
            changes = [change for change in changes if batch.numbers[change.place] not in bad]
        self.lay(batch, [change.place for change in changes], [change.row for change in changes], problems)
        bad = {problem.row for problem in problems}
        return [change for change in changes if batch.numbers[change.place] not in bad]

    def lay(self, batch: Batch, places: Sequence[int], rows: Sequence[Any], problems: list[Problem]) -> None:
        """Put records into the stage, with what follows from their values, and take out what cannot stand."""
        self.stage.empty(self._columns, {})
        if not rows:
            return
        derive(self._definition, rows)
        columns = {name: [getattr(row, name) for row in rows] for name in self._columns}
        self._checker.fill(self.stage, places, columns, batch, problems)
        bad = self._checker.beyond(self.stage, batch, problems) | self._checker.standing(self.stage, batch, problems)
        if bad:
            self.stage.remove(sorted(bad))


def derive(definition: Definition, rows: Sequence[Any]) -> None:
    """Write upon rows in memory the columns that follow from their values."""
    needed = [definition.field(name) for name in sorted(validation.needed_for_derived(definition))]
    known = {found.name: [found.kind.value_of(found, row) for row in rows] for found in needed}
    for name, column in validation.derived_columns(definition, known, len(rows)).items():
        for row, value in zip(rows, column, strict=True):
            setattr(row, name, value)
