"""What screens, API and the services read of imports."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tinhso.kernel.files.services import content_path
from tinhso.kernel.foundation.errors import NotFound
from tinhso.kernel.identity.actor import SYSTEM, Actor
from tinhso.kernel.identity.queries import actor_for
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kits.registers import catalogues, shown
from tinhso.kits.registers.definition import REGISTERS, Definition
from tinhso.kits.registers.imports import headers, permissions
from tinhso.kits.registers.imports.keys import keys_of
from tinhso.kits.registers.imports.matching import Matcher
from tinhso.kits.registers.imports.models import (
    AlikeRow,
    ColumnMemory,
    ImportFault,
    ImportRun,
    KeptRow,
    PlannedChange,
    ValueMemory,
)
from tinhso.kits.registers.imports.sources import Row, Source, open_source
from tinhso.kits.registers.imports.sources.text_files import TextTable
from tinhso.kits.registers.imports.states import Fault
from tinhso.kits.registers.queries import register_named, visible_to

SAMPLES = 3
MOST_FAULTS = 20_000
"""Faults of one import that are kept with their cells; beyond these they are only counted."""
_MASK = "***"


def registers_for(actor: Actor) -> list[Definition]:
    """Return the registers into which the actor may bring rows, by title."""
    found = [definition for definition in REGISTERS.values() if actor.may(definition.rights.add)]
    return sorted(found, key=lambda definition: str(definition.title))


def register_for(actor: Actor, code: str) -> Definition:
    """Return a register into which the actor may bring rows; raise ``NotFound`` or ``Forbidden``."""
    definition = register_named(code)
    actor.demand(definition.rights.add)
    return definition


def units_of(actor: Actor, permission: str) -> QuerySet[OrganizationUnit]:
    """Return the units over which the actor holds a right, in the order of the alphabet."""
    units = OrganizationUnit.objects.on().order_by("sort_key", "id")
    return units if actor.is_system else units.filter(pk__in=actor.unit_ids(permission))


def unit_for(actor: Actor, key: UUID) -> OrganizationUnit:
    """Return a unit whose rows the actor may bring in; raise ``NotFound``."""
    found = units_of(actor, permissions.IMPORT).filter(pk=key).first()
    if found is None:
        raise NotFound(_("Không có đơn vị này trong phạm vi được giao nhập dữ liệu."))
    return found


def visible_runs(actor: Actor) -> QuerySet[ImportRun]:
    """Return the imports that the actor may look at: those into registers and units where he may add rows himself."""
    runs = ImportRun.objects.select_related("file", "unit")
    if actor.is_system:
        return runs
    found = runs.none()
    reached = actor.unit_ids(permissions.IMPORT)
    for definition in registers_for(actor):
        units = actor.unit_ids(definition.rights.add) & reached
        found = found | runs.filter(register=definition.code, unit_id__in=units)
    return found


def run_for(actor: Actor, key: UUID) -> ImportRun:
    """Return an import; raise ``NotFound`` for one that the actor may not look at."""
    found = visible_runs(actor).filter(pk=key).first()
    if found is None:
        raise NotFound
    return found


def definition_for(run: ImportRun) -> Definition:
    """Return the register of an import; raise ``NotFound`` when its module is switched off."""
    return register_named(run.register)


def actor_of(run: ImportRun) -> Actor:
    """Return who imports, with the rights that he holds now."""
    return actor_for(run.account, strong=True) if run.account is not None else SYSTEM


def may_see_personal(actor: Actor, run: ImportRun) -> bool:
    """Tell whether the actor may read the cells of personal fields: it is his own file, or he holds the right."""
    if actor.is_system or (run.account_id is not None and run.account_id == actor.account_id):
        return True
    return actor.may(definition_for(run).rights.see_personal, run.unit)


def opened(run: ImportRun) -> Source:
    """Open an import's file; raise ``Unreadable``."""
    return open_source(content_path(run.file), run.file.media_type, encoding=run.encoding, delimiter=run.delimiter)


def data_rows(run: ImportRun, *, after: int = 0) -> Iterator[Row]:
    """Give the rows of data behind row ``after``."""
    first = max(run.first_row, after + 1)
    return (row for row in opened(run).rows(run.sheet) if row.number >= first)


@dataclass(frozen=True)
class Column:
    """A column of a file, as the page of matching shows it."""

    place: int
    letter: str
    heading: str
    samples: list[str]
    field: str


@dataclass(frozen=True)
class Preview:
    """The beginning of a file: its sheets, headings and first values."""

    sheets: list[str]
    encoding: str
    delimiter: str
    columns: list[Column]
    top: list[Row]


def read_top(source: Source, sheet: int) -> list[Row]:
    """Return the first rows of a sheet."""
    return list(islice(source.rows(sheet), headers.LOOKED_AT + 10))


def matcher_for(definition: Definition, source: str) -> Matcher:
    """Return the matcher of a register, with what was chosen before for the same source."""
    rows = ColumnMemory.objects.filter(register=definition.code, source=source).values_list("heading", "field")
    return Matcher(definition, dict(rows))


def remembered_values(register: str, source: str) -> dict[str, dict[str, str]]:
    """Return what values of a source stand for, by field."""
    found: dict[str, dict[str, str]] = {}
    rows = ValueMemory.objects.filter(register=register, source=source)
    for name, raw, value in rows.values_list("field", "raw", "value")[:20_000]:
        found.setdefault(name, {})[raw] = value
    return found


def preview(run: ImportRun) -> Preview:
    """Return the beginning of an import's file; raise ``Unreadable``."""
    source = opened(run)
    top = read_top(source, run.sheet)
    data = [row for row in top if row.number >= run.first_row][:SAMPLES]
    columns = [
        Column(
            place,
            letter_of(place),
            heading or _("(không có tiêu đề)"),
            [row.cells[place][:60] for row in data if place < len(row.cells) and row.cells[place]],
            run.columns[place] if place < len(run.columns) else "",
        )
        for place, heading in enumerate(run.headings)
    ]
    table = source if isinstance(source, TextTable) else None
    return Preview(
        sheets=[sheet.name for sheet in source.sheets],
        encoding=table.encoding.code if table else "",
        delimiter=table.delimiter if table else "",
        columns=[column for column in columns if column.samples or run.headings[column.place]],
        top=top[:12],
    )


def letter_of(place: int) -> str:
    """Return a column's letters as spreadsheets show them: 0 → A, 27 → AB; nothing for a whole row."""
    letters = ""
    place += 1
    while place > 0:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def faults(run: ImportRun, *, code: str = "", field: str = "") -> QuerySet[ImportFault]:
    """Return the faults that are kept, as they stand in the file."""
    rows = ImportFault.objects.filter(run=run)
    if code:
        rows = rows.filter(code=code)
    return rows.filter(field=field) if field else rows


def shown_faults(actor: Actor, run: ImportRun, rows: Sequence[ImportFault]) -> list[dict[str, Any]]:
    """Return faults as a page or a program is told of them: personal values masked for who may not see them."""
    definition = definition_for(run)
    hidden = frozenset() if may_see_personal(actor, run) else definition.personal_fields
    return [
        {
            "row": fault.row,
            "column": letter_of(fault.column),
            "heading": run.headings[fault.column] if 0 <= fault.column < len(run.headings) else "",
            "field": fault.field,
            "code": fault.code,
            "kind": str(Fault(fault.code).label),
            "message": str(Fault(fault.code).label) if fault.field in hidden else fault.message,
            "raw": _MASK if fault.field in hidden and fault.raw else fault.raw,
        }
        for fault in rows
    ]


def summary(run: ImportRun) -> list[dict[str, Any]]:
    """Return the counts of faults by kind and field, the most frequent first."""
    definition = definition_for(run)
    rows = []
    for key, count in run.fault_counts.items():
        code, _bar, name = key.partition("|")
        label = definition.by_name[name].title if name in definition.by_name else _("cả dòng")
        rows.append({"code": code, "kind": str(Fault(code).label), "field": name, "label": label, "count": count})
    return sorted(rows, key=lambda row: (-row["count"], row["label"], row["code"]))


def unknown_values(run: ImportRun) -> list[dict[str, Any]]:
    """Return the values of lists that were not recognised, with what they may stand for."""
    definition = definition_for(run)
    found = []
    for name, counts in run.unknown_values.items():
        field = definition.by_name.get(name)
        if field is None:
            continue
        options: list[tuple[str, str]] = []
        if field.choices:
            options = [(str(value), str(label)) for value, label in field.choices]
        elif field.catalogue:
            options = list(catalogues.entries(field.catalogue).items())
        ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        found.append({"field": name, "label": field.title, "options": options[:500], "values": ordered})
    return found


def alikes(actor: Actor, run: ImportRun) -> list[dict[str, Any]]:
    """Return the first rows that are like another row or record; a record is named only to who may see it."""
    definition = definition_for(run)
    rows = list(AlikeRow.objects.filter(run=run).order_by("row")[:50])
    keys = [row.record_id for row in rows if row.record_id]
    seen = visible_to(actor, definition).filter(pk__in=keys).values_list("pk", flat=True) if keys else ()
    visible = set(seen)
    return [
        {"row": row.row, "other_row": row.other_row, "record_id": row.record_id if row.record_id in visible else None,
         "in_register": row.record_id is not None, "why": row.why}
        for row in rows
    ]  # fmt: skip


def changes(run: ImportRun) -> QuerySet[PlannedChange]:
    """Return what rows would change, or changed, of known records: those that are kept."""
    return PlannedChange.objects.filter(run=run)


def may_change_known(actor: Actor, run: ImportRun) -> bool:
    """Tell whether the actor may let the file change records that stand: the register knows its rows by a key."""
    definition = definition_for(run)
    return bool(keys_of(definition)) and actor.may(definition.rights.change, run.unit)


def shown_changes(
    actor: Actor, run: ImportRun, rows: Sequence[PlannedChange], *, opened_records: Collection[UUID] = ()
) -> list[dict[str, Any]]:
    """Return changes as a page or a program is told of them.

    Personal values are masked but for ``opened_records``; a record is named only to who may see it.
    """
    definition = definition_for(run)
    keys = [row.record_id for row in rows]
    records = {row.pk: row for row in visible_to(actor, definition).filter(pk__in=keys)}
    found = []
    for row in rows:
        record, open_ = records.get(row.record_id), row.record_id in opened_records
        values = {**row.fields, **row.personal} if open_ else row.fields
        fields = [
            {"field": name, "label": definition.by_name[name].title, "before": before, "after": after}
            for name, (before, after) in values.items()
            if record is not None and name in definition.by_name
        ]
        title = shown.title(definition, record, open_=open_) if record is not None else ""
        found.append({"row": row.row, "record_id": row.record_id, "name": title, "fields": fields})
    return found


def kept(run: ImportRun) -> QuerySet[KeptRow]:
    """Return the records that undoing left where they are."""
    return KeptRow.objects.filter(run=run)


def sources_of(actor: Actor) -> list[str]:
    """Return the names of sources that were used before."""
    names = visible_runs(actor).exclude(source="").order_by("source").values_list("source", flat=True)
    return list(names.distinct()[:50])


def titles() -> dict[str, str]:
    """Return the titles of the registers by code."""
    return {definition.code: str(definition.title) for definition in REGISTERS.values()}


def shown_kept(actor: Actor, run: ImportRun, rows: Sequence[KeptRow]) -> list[dict[str, Any]]:
    """Return the records that undoing left, named only to who may see them."""
    definition = definition_for(run)
    visible = set(
        visible_to(actor, definition).filter(pk__in=[row.record_id for row in rows]).values_list("pk", flat=True)
    )
    return [
        {"record_id": row.record_id, "label": row.label if row.record_id in visible else "", "why": row.why}
        for row in rows
    ]
