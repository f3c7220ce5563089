"""What a check says would change: kept for who decides, and asked again when it is stored."""

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from heapq import nsmallest
from typing import Any
from uuid import UUID

from django.db import transaction

from tinhso.kernel.identity.actor import Actor
from tinhso.kits.registers.definition import Definition, Field
from tinhso.kits.registers.imports import queries
from tinhso.kits.registers.imports.batches import Batch
from tinhso.kits.registers.imports.checking import Checked
from tinhso.kits.registers.imports.keys import keys_of
from tinhso.kits.registers.imports.known import Change
from tinhso.kits.registers.imports.models import ImportRun, KnownRows, PlannedChange
from tinhso.kits.registers.imports.queries import MOST_FAULTS
from tinhso.kits.registers.imports.staging import Key
from tinhso.kits.registers.pointing import point_rows
from tinhso.kits.registers.queries import visible_to
from tinhso.kits.registers.services.reading import open_many

RECORD = "record"
"""The name of the key that rows of one record share."""
MOST_CHANGES = MOST_FAULTS
"""Changes of one import that are told one by one; beyond these they are only counted."""
_MOST_LETTERS = 200


@dataclass
class Known:
    """The numbers of the rows that change a record, and of those that change nothing of theirs, as they come."""

    changed: "array[int]" = field(default_factory=lambda: array("I"))
    same: "array[int]" = field(default_factory=lambda: array("I"))


def hashes(checked: Checked) -> list[tuple[int, int]]:
    """Return the rows of known records, rising, each with a number that rows of one record share."""
    # The end of a key is made by chance; its beginning is the moment.
    found = ((number, int.from_bytes(key.bytes[8:], signed=True)) for number, key in checked.records.items())
    return sorted(found)


def key_of_records(definition: Definition) -> Key:
    """Return the key that rows of one record share, shown where the register's first key is."""
    names = next((names for names, _among in keys_of(definition)), ())
    return Key(RECORD, (), "", tuple(column for name in names for column in definition.field(name).columns))


def keep(run: ImportRun, definition: Definition, batch: Batch, checked: Checked, known: Known) -> None:
    """Keep what the rows of a batch would change, and the revisions that were seen."""
    known.changed.extend(batch.numbers[change.place] for change in checked.changes)
    known.same.extend(checked.same)
    if not checked.changes:
        return
    KnownRows.objects.create(
        run=run, first_row=batch.numbers[0], last_row=batch.numbers[-1],
        rows=[batch.numbers[change.place] for change in checked.changes],
        revisions=[change.row.revision - 1 for change in checked.changes],
    )  # fmt: skip
    room = max(0, MOST_CHANGES - (len(known.changed) - len(checked.changes)))
    PlannedChange.objects.bulk_create(
        [_told(run, definition, batch, change) for change in checked.changes[:room]], batch_size=2000
    )


def _told(run: ImportRun, definition: Definition, batch: Batch, change: Change) -> PlannedChange:
    told: dict[str, list[str]] = {}
    personal: dict[str, list[str]] = {}
    for name, before in change.before.items():
        found, after = definition.field(name), change.after[name]
        shown = [_short(found.kind.show(found, value)) for value in (before, after)]
        if found.personal:
            personal[name] = shown
            shown = [_masked(found, value) for value in (before, after)]
        told[name] = shown
    number = batch.numbers[change.place]
    return PlannedChange(run=run, row=number, record_id=change.row.pk, fields=told, personal=personal)


def _masked(found: Field, value: Any) -> str:
    return _short(found.kind.mask(found, value))


def _short(text: str) -> str:
    return text if len(text) <= _MOST_LETTERS else f"{text[: _MOST_LETTERS - 1]}…"


def leave_out(run: ImportRun, refused: Mapping[int, Any], known: Known) -> None:
    """Count rows that are refused after all no longer as changes; the caller saves the run."""
    run.rows_changed -= sum(number in refused for number in known.changed)
    run.rows_same -= sum(number in refused for number in known.same)
    PlannedChange.objects.filter(run=run, row__in=nsmallest(MOST_CHANGES, refused)).delete()


def seen(run: ImportRun, batch: Batch) -> dict[int, int]:
    """Return the revisions of the records that the rows of a batch change, by row, as the check saw them."""
    first, last = batch.numbers[0], batch.numbers[-1]
    found: dict[int, int] = {}
    for known in KnownRows.objects.filter(run=run, first_row__lte=last, last_row__gte=first):
        found.update(
            (row, revision) for row, revision in zip(known.rows, known.revisions, strict=True) if first <= row <= last
        )
    return found


def settle(run: ImportRun, batch: Batch, changed: Sequence[Change]) -> None:
    """Leave of what a check told about a batch that was stored only what was done."""
    done = [batch.numbers[change.place] for change in changed]
    told = PlannedChange.objects.filter(run=run, row__gte=batch.numbers[0], row__lte=batch.numbers[-1])
    told.exclude(row__in=done).delete()


def close(run: ImportRun) -> None:
    """Keep of a finished import only what lists may show: the register's history has the rest."""
    KnownRows.objects.filter(run=run).delete()
    PlannedChange.objects.filter(run=run).exclude(personal={}).update(personal={})


def forget(run: ImportRun) -> None:
    """Forget what a check said."""
    KnownRows.objects.filter(run=run).delete()
    PlannedChange.objects.filter(run=run).delete()


@transaction.atomic
def open_personal(actor: Actor, run: ImportRun, rows: Sequence[PlannedChange], purpose: str) -> frozenset[UUID]:
    """Note that the actor sees what personal data would change, and for what; return the records that he may see so.

    Raise ``Forbidden`` without the right anywhere, ``Invalid`` without a purpose.
    """
    definition = queries.definition_for(run)
    actor.demand(definition.rights.see_personal)
    keys = [row.record_id for row in rows if row.personal]
    records = list(visible_to(actor, definition).filter(pk__in=keys))
    point_rows(definition, records)
    return frozenset(row.pk for row in open_many(actor, definition, records, purpose))
