"""Undoing a whole import: its records go, with what history kept of them; what it changed gets its former values.

Records that were changed or used since stay as they are, and say why.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import pghistory.core
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from tinhso.kernel.audit.services import record
from tinhso.kernel.events.services import publish
from tinhso.kernel.foundation import clock
from tinhso.kernel.identity.actor import Actor
from tinhso.kits.registers.definition import Definition
from tinhso.kits.registers.imports import audit_events as happened
from tinhso.kits.registers.imports import events, queries, spool
from tinhso.kits.registers.imports.models import ImportBatch, ImportRun, KeptRow
from tinhso.kits.registers.imports.services import planning, restoring
from tinhso.kits.registers.imports.services.receiving import locked
from tinhso.kits.registers.imports.states import State

UNDOABLE = (State.DONE, State.PAUSED)


@transaction.atomic
def start(actor: Actor, key: UUID) -> ImportRun:
    """Begin to take an import back, in the background.

    Raise ``Forbidden`` without the right to end its records, or to change them when it changed some.
    """
    run = locked(actor, key, UNDOABLE)
    rights = queries.definition_for(run).rights
    actor.demand(rights.end, run.unit)
    if run.rows_changed:
        actor.demand(rights.change, run.unit)
    run.state, run.moved_at = State.UNDOING, clock.now()
    run.save(update_fields=["state", "moved_at"])
    from tinhso.kits.registers.imports.jobs import undo_import  # the job imports this service

    undo_import.later(run_id=run.pk)
    record(
        actor, happened.UNDO_STARTED, subject_kind="registers_imports.run", subject_id=run.pk, subject_label=str(run),
        unit_id=run.unit_id, register=run.register,
    )  # fmt: skip
    return run


def undo(run_id: UUID) -> None:
    """Take back what is still to be taken back, the last batch first, each in a transaction of its own."""
    run = ImportRun.objects.select_related("file", "unit", "account").get(pk=run_id)
    if run.state != State.UNDOING:
        return
    definition = queries.definition_for(run)
    _ease(definition.model)
    while _undo_batch(run_id, definition):
        pass
    _finish(run_id)
    _uneased(definition.model)


def _ease(model: Any) -> None:
    """Make a small index of the rows that were merged into others, for as long as rows go.

    The database asks for each row that goes whether another was merged into it: without an index, by reading the whole
    table. Hardly any row was, so the index is made in a moment and costs nobody anything.
    """
    table, column = model._meta.db_table, model._meta.get_field("merged_into").column
    with transaction.atomic(), connection.cursor() as cursor:
        # A table whose foreign keys are still to be asked takes no index.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            f'CREATE INDEX IF NOT EXISTS "{_easing(model)}" ON "{table}" ("{column}") WHERE "{column}" IS NOT NULL'
        )


def _uneased(model: Any) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f'DROP INDEX IF EXISTS "{_easing(model)}"')


def _easing(model: Any) -> str:
    return f"{model._meta.db_table[:50]}_while_undone"


@transaction.atomic
def _undo_batch(run_id: UUID, definition: Definition) -> bool:
    """Take one batch back; false when none is left."""
    run = ImportRun.objects.select_for_update(of=("self",)).select_related("file", "account").get(pk=run_id)
    batch = ImportBatch.objects.filter(run=run, undone=False).order_by("-number").first()
    if run.state != State.UNDOING or batch is None:
        return False
    model = definition.model
    rows = list(model._default_manager.select_for_update(of=("self",)).filter(pk__in=batch.keys))
    changed = [row for row in rows if row.revision != 1 or row.status != "in_force"]
    kept = [
        KeptRow(run=run, record_id=row.pk, label=str(row)[:200], why=_("Đã được sửa sau khi nhập")) for row in changed
    ]
    untouched = {row.pk: row for row in rows if row.revision == 1 and row.status == "in_force"}
    removed = 0
    pending = [list(untouched)]
    while pending:
        part = pending.pop()
        if not part:
            continue
        try:
            removed += _remove(model, part)
        except IntegrityError:
            # Something refers to one of them: found by halving.
            if len(part) == 1:
                row = untouched[part[0]]
                kept.append(
                    KeptRow(run=run, record_id=row.pk, label=str(row)[:200], why=_("Đã được nơi khác dùng đến"))
                )
            else:
                middle = len(part) // 2
                pending += [part[:middle], part[middle:]]
    restored, left = restoring.restore(run, definition, batch, queries.actor_of(run))
    kept += left
    KeptRow.objects.bulk_create(kept)
    batch.undone = True
    batch.save(update_fields=["undone"])
    run.removed_total += removed
    run.restored_total += restored
    run.kept_total += len(kept)
    run.moved_at = clock.now()
    run.save(update_fields=["removed_total", "restored_total", "kept_total", "moved_at"])
    return True


def _remove(model: Any, keys: Sequence[UUID]) -> int:
    """Delete records, and what history kept of them: they were never changed, and the file they came from stays.

    Raise ``IntegrityError`` when something refers to one of them.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f'DELETE FROM "{model._meta.db_table}" WHERE id = ANY(%s)', [list(keys)])  # noqa: S608 - a model's own table
        removed = int(cursor.rowcount)
        # Foreign keys are asked at the end of the transaction: here they must answer now.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for history in pghistory.core.event_models(tracks_model=model):
            table = history._meta.db_table
            cursor.execute(f'DELETE FROM "{table}" WHERE pgh_obj_id = ANY(%s)', [list(keys)])  # noqa: S608 - a model's own table
        return removed


@transaction.atomic
def _finish(run_id: UUID) -> None:
    run = ImportRun.objects.select_for_update(of=("self",)).select_related("file", "unit").get(pk=run_id)
    if run.state != State.UNDOING:
        return
    run.state, run.undone_at, run.moved_at = State.UNDONE, clock.now(), clock.now()
    run.save(update_fields=["state", "undone_at", "moved_at"])
    actor = queries.actor_of(run)
    record(
        actor, happened.UNDONE, subject_kind="registers_imports.run", subject_id=run.pk, subject_label=str(run),
        unit_id=run.unit_id, register=run.register, removed=run.removed_total,
        restored=run.restored_total, kept=run.kept_total,
    )  # fmt: skip
    planning.close(run)
    transaction.on_commit(lambda: spool.forget(run))
    publish(
        events.UNDONE, run.pk, actor=actor, register=run.register, removed=run.removed_total,
        restored=run.restored_total,
    )  # fmt: skip
