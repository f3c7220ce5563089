"""Checking a batch of rows, column by column: texts become values, values become rows of the stage."""

import re
from collections.abc import Mapping, Sequence
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
from tinhso.kits.registers.imports.sources import Row
from tinhso.kits.registers.imports.sources.rows import Number
from tinhso.kits.registers.imports.staging import Key, Stage
from tinhso.kits.registers.imports.states import WORDS, Fault
from tinhso.kits.registers.kinds.base import Kind
from tinhso.kits.registers.models import Register

_SUSPECT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1e\x7f]|(?:^|\x1f)\s*['=@+\-]|[\ufffd\ufffe\uffff]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffd\ufffe\uffff]")
_FORMULA = re.compile(r"\s*(?:[=@]|[+\-]\s*[A-Za-z(\"'=@]|[+\-].*\|)")
_LED_NUMBER = re.compile(r"'[+\-0-9][\d\s.,()+\-]*")
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
class Checked:
    """A batch that was checked: its rows lie in the stage, those with problems left out."""

    rows: list[int]
    """The numbers of the rows in the stage, in the order of ``keys``."""
    keys: list[UUID]
    problems: list[Problem] = field(default_factory=list)
    unknown: dict[str, dict[str, int]] = field(default_factory=dict)
    alike: list[tuple[int, tuple[Any, ...]]] = field(default_factory=list)

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
    ) -> None:
        self.definition = definition
        self.stage = Stage(definition)
        self._actor, self._unit, self._reason = actor, unit, reason[: validation_limit()]
        self._places = {name: place for place, name in enumerate(columns) if name}
        self._value_map = value_map or {}
        self._known: dict[str, dict[str, Any]] = {}
        self._wrong: dict[str, dict[str, str]] = {}
        self._units = None if actor.is_system else actor.unit_ids(definition.rights.add)
        self._fields = [found for found in definition.fields if not found.kit]
        self._needed = [definition.field(name) for name in sorted(validation.needed_for_derived(definition))]
        self._alike = [definition.field(name) for name in definition.alike]
        self._blank = {name: value for name, value in vars(definition.model()).items() if name != "_state"}
        self._has_rules = definition.model.check_row is not Register.check_row

    def check(self, rows: Sequence[Row], *, known_bad: Mapping[int, str] | None = None) -> Checked:
        """Check a batch and leave what is right in the stage; ``known_bad`` are rows refused before, with why."""
        problems: list[Problem] = []
        unknown: dict[str, dict[str, int]] = {}
        values: dict[str, list[Any]] = {}
        for found in self._fields:
            values[found.name] = self._column(found, rows, problems, unknown)
        bad = {problem.row for problem in problems}
        for row in rows:
            if known_bad and row.number in known_bad:
                place, name = self._key_place()
                problems.append(Problem(row.number, place, name, Fault.IN_FILE, known_bad[row.number]))
        bad |= {row.number for row in rows if known_bad and row.number in known_bad}
        good = [place for place, row in enumerate(rows) if row.number not in bad]
        if self._has_rules:
            good = self._rules(good, rows, values, problems)
        checked = self._stage(good, rows, values, problems)
        checked.unknown = unknown
        return checked

    def _key_place(self) -> tuple[int, str]:
        known = [name for names in self.definition.keys for name in names]
        for name in [*known, *[found.name for found in self._fields if found.unique]]:
            if name in self._places:
                return self._places[name], name
        return -1, ""

    # -- one column ------------------------------------------------------------------------------------------------

    def _column(
        self, found: Field, rows: Sequence[Row], problems: list[Problem], unknown: dict[str, dict[str, int]]
    ) -> list[Any]:
        name, place = found.name, self._places.get(found.name)
        if place is None:
            return [self._unfilled(found)] * len(rows)
        raws: list[Any] = [_cell(row.cells, place) for row in rows]
        refused = self._unsafe(found, place, rows, raws, problems)
        if mapped := self._value_map.get(name):
            raws = [mapped.get(raw, raw) for raw in raws]
        if found.kind.code in _LISTED:
            values, errors = self._listed(found, raws)
        else:
            if found.kind.code in _NUMBERED:
                raws = [int(raw) if type(raw) is Number and raw.isdigit() else raw for raw in raws]
            cleaned = validation.clean_column(found, raws)
            values, errors = cleaned.values, cleaned.errors
        for index, words in errors.items():
            if index in refused:
                continue
            raw = str(raws[index])
            code = Fault.REQUIRED if not raw else Fault.UNKNOWN if found.kind.code in _LISTED else Fault.VALUE
            problems.append(Problem(rows[index].number, place, name, code, words[:300], raw[:120]))
            if code == Fault.UNKNOWN:
                counts = unknown.setdefault(name, {})
                counts[raw[:200]] = counts.get(raw[:200], 0) + 1
        if name == "unit":
            self._own_units(place, rows, raws, values, problems)
        return values

    def _unfilled(self, found: Field) -> Any:
        if found.name == "unit":
            return self._unit
        if found.default is not None:
            return found.default
        try:
            return validation.clean_value(found, "")
        except ValueError:
            # A required field without a column is refused before any row is read.
            return found.kind.empty

    def _unsafe(
        self, found: Field, place: int, rows: Sequence[Row], raws: list[Any], problems: list[Problem]
    ) -> set[int]:
        """Refuse cells that carry commands or cannot be read, and empty them; return their places in the batch."""
        refused: set[int] = set()

        def refuse(index: int, code: Fault) -> None:
            shown = _CONTROL.sub("�", str(raws[index]))[:120]
            problems.append(Problem(rows[index].number, place, found.name, code, str(WORDS[code]), shown))
            refused.add(index)
            raws[index] = ""

        for index, row in enumerate(rows):
            if row.faults and place in row.faults:
                refuse(index, Fault(row.faults[place]))
        if not _SUSPECT.search("\x1f".join(raws)):
            return refused
        many_lines = found.kind.code == "long_text"
        for index, raw in enumerate(raws):
            if not raw:
                continue
            if _CONTROL.search(raw):
                refuse(index, Fault.CONTROL)
            elif _LED_NUMBER.fullmatch(raw):
                # An apostrophe keeps a spreadsheet from eating the zero in front.
                raws[index] = raw[1:]
            elif raw in {"-", "--"}:
                raws[index] = ""
            elif _FORMULA.match(raw) and not (many_lines and raw.startswith("-")):
                refuse(index, Fault.FORMULA)
        return refused

    def _listed(self, found: Field, raws: Sequence[str]) -> tuple[list[Any], dict[int, str]]:
        known = self._known.setdefault(found.name, {})
        wrong = self._wrong.setdefault(found.name, {})
        if len(known) + len(wrong) > _MOST_REMEMBERED:
            known.clear()
            wrong.clear()
        new = sorted({raw for raw in raws if raw not in known and raw not in wrong})
        if new:
            cleaned = validation.clean_column(found, new)
            for index, raw in enumerate(new):
                if index in cleaned.errors:
                    wrong[raw] = cleaned.errors[index]
                else:
                    known[raw] = cleaned.values[index]
        return [known.get(raw) for raw in raws], {i: wrong[raw] for i, raw in enumerate(raws) if raw in wrong}

    def _own_units(
        self, place: int, rows: Sequence[Row], raws: Sequence[Any], values: Sequence[Any], problems: list[Problem]
    ) -> None:
        if self._units is None:
            return
        for index, unit in enumerate(values):
            if unit is not None and unit.pk not in self._units:
                words = str(WORDS[Fault.UNIT])
                problems.append(Problem(rows[index].number, place, "unit", Fault.UNIT, words, str(raws[index])[:120]))

    # -- whole rows ------------------------------------------------------------------------------------------------

    def _rules(
        self, good: Sequence[int], rows: Sequence[Row], values: Mapping[str, Sequence[Any]], problems: list[Problem]
    ) -> list[int]:
        """Ask the register's own rule between fields of each row; return the places of those that it allows."""
        left = []
        columns = self._columns_of(good, values)
        pointed = [(found.name, values[found.name]) for found in self._fields if found.target is not None]
        blank = self._blank
        names = tuple(columns)
        for index, cells_of_row in zip(good, zip(*columns.values(), strict=True), strict=True):
            # As the model would make it, without asking each field: rules only read.
            row = self.definition.model.__new__(self.definition.model)
            row.__dict__.update(blank)
            row.__dict__.update(zip(names, cells_of_row, strict=True))
            row._state = ModelState()
            row._state.fields_cache = {name: column[index] for name, column in pointed}
            wrong = row.check_row()
            if not wrong:
                left.append(index)
            for name, words in wrong.items():
                place = self._places.get(name, -1)
                cells = rows[index].cells
                raw = cells[place] if 0 <= place < len(cells) else ""
                problems.append(Problem(rows[index].number, place, name, Fault.RULE, str(words)[:300], raw[:120]))
        return left

    def _stage(
        self, good: Sequence[int], rows: Sequence[Row], values: Mapping[str, Sequence[Any]], problems: list[Problem]
    ) -> Checked:
        keys = [new_id() for _index in good]
        content = self._rows_of(good, keys, values)
        self._fill(content, dict(zip(keys, good, strict=True)), rows, problems)
        number = {key: rows[index].number for key, index in zip(keys, good, strict=True)}
        bad = self._beyond(number, rows, problems) | self._standing(number, rows, problems)
        refused = {problem.row for problem in problems}
        kept = [key for key in keys if number[key] not in refused]
        if bad:
            self.stage.remove(bad)
        alike = []
        if self._alike:
            places = dict(zip(keys, good, strict=True))
            alike = [(number[key], tuple(values[found.name][places[key]] for found in self._alike)) for key in kept]
        return Checked([number[key] for key in kept], kept, problems, alike=alike)

    def _rows_of(
        self, good: Sequence[int], keys: Sequence[UUID], values: Mapping[str, Sequence[Any]]
    ) -> list[tuple[Any, ...]]:
        """Return the rows in the order of the stage's columns."""
        now, count = clock.now(), len(good)
        columns = self._columns_of(good, values)
        needed = self._needed
        known = {found.name: [values[found.name][index] for index in good] for found in needed}
        columns.update(validation.derived_columns(self.definition, known, count))
        columns["id"] = keys
        fixed = {"created_at": now, "updated_at": now, "changed_by": self._actor.name[:120], "reason": self._reason}
        for name, value in fixed.items():
            columns[name] = [value] * count
        ordered: list[Sequence[Any]] = []
        for column in self.definition.model._meta.local_concrete_fields:
            if column.generated:
                continue
            given = columns.get(column.attname)
            if given is None:
                made = callable(column.default)
                given = [column.get_default() for _index in range(count)] if made else [column.get_default()] * count
            ordered.append(given)
        return list(zip(*ordered, strict=True)) if count else []

    def _columns_of(self, good: Sequence[int], values: Mapping[str, Sequence[Any]]) -> dict[str, Sequence[Any]]:
        """Return what stands in the columns of the fields for the rows at ``good``, column by column."""
        columns: dict[str, Sequence[Any]] = {}
        for found in self._fields:
            column, kind = values[found.name], found.kind
            if type(kind).spread is Kind.spread:
                columns[found.columns[0]] = [column[index] for index in good]
                continue
            pieces = [kind.spread(found, column[index]) for index in good]
            for place, name in enumerate(found.columns):
                columns[name] = [piece[place] for piece in pieces]
        return columns

    def _fill(
        self,
        content: list[tuple[Any, ...]],
        places: Mapping[UUID, int],
        rows: Sequence[Row],
        problems: list[Problem],
    ) -> None:
        """Fill the stage; rows with a value that no column holds are found by halving, and left out."""
        good: list[tuple[Any, ...]] = []
        pending = [content]
        try:
            with transaction.atomic():
                self.stage.fill(content)
            return
        except DataError:
            pass
        primary = self.stage.columns.index(self.stage.model._meta.pk.column)
        while pending:
            part = pending.pop()
            try:
                with transaction.atomic():
                    self.stage.fill(part)
                good.extend(part)
            except DataError:
                if len(part) == 1:
                    number = rows[places[part[0][primary]]].number
                    problems.append(
                        Problem(number, -1, "", Fault.CONSTRAINT, _("Dòng có giá trị vượt quá khả năng lưu của sổ."))
                    )
                else:
                    middle = len(part) // 2
                    pending += [part[middle:], part[:middle]]
        self.stage.fill(good)

    def _beyond(self, number: Mapping[UUID, int], rows: Sequence[Row], problems: list[Problem]) -> set[UUID]:
        cells = {row.number: row.cells for row in rows}
        bad = set()
        for key, name in self.stage.beyond_constraints():
            bad.add(key)
            found = self._named_in(name)
            words, place = self._constraint_words(name), self._places.get(found, -1)
            raw = _cell(cells[number[key]], place) if place >= 0 else ""
            problems.append(Problem(number[key], place, found, Fault.CONSTRAINT, words, raw[:120]))
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

    def _standing(self, number: Mapping[UUID, int], rows: Sequence[Row], problems: list[Problem]) -> set[UUID]:
        cells = {row.number: row.cells for row in rows}
        bad: set[UUID] = set()
        for key in self.stage.keys:
            for row, _record in self.stage.standing(key):
                if row in bad:
                    continue
                bad.add(row)
                problems.append(self.duplicate(key, number[row], cells[number[row]], Fault.STORED, _("đã có trong sổ")))
        return bad

    def duplicate(self, key: Key, row: int, cells: Sequence[str], code: Fault, words: str) -> Problem:
        """Return the problem of a row whose key another one bears."""
        names = [name for name, found in self.definition.by_name.items() if set(found.columns) & set(key.columns)]
        place = next((self._places[name] for name in names if name in self._places), -1)
        labels = ", ".join(self.definition.field(name).title for name in names if name != "unit")
        raw = cells[place] if 0 <= place < len(cells) else ""
        message = f"{labels}: {words}." if labels else f"{words[:1].upper()}{words[1:]}."
        return Problem(row, place, names[0] if names else "", code, message[:300], raw[:120])


def _cell(cells: Sequence[str], place: int) -> str:
    if place >= len(cells):
        return ""
    cell = cells[place]
    return cell if type(cell) is Number else cell.strip()


def validation_limit() -> int:
    """Return how many letters of a reason a record keeps."""
    return int(Register._meta.get_field("reason").max_length or 300)
