"""The real run: batches of rows, each one transaction that stores them and moves the import's position behind them.

A worker that is killed loses at most the batch under way, whose transaction never was; the next one goes on from the
position. Two workers on one import wait for each other at its row, and the second finds the position moved.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from uuid import UUID

import pghistory
from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.kernel.audit.services import record
from tinhso.kernel.events.declarations import subscribers_of
from tinhso.kernel.events.services import publish
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Refused
from tinhso.kernel.identity.actor import Actor
from tinhso.kits.registers.definition import Definition
from tinhso.kits.registers.imports import audit_events as happened
from tinhso.kits.registers.imports import events, queries, spool
from tinhso.kits.registers.imports.batches import Batch
from tinhso.kits.registers.imports.checking import Checked, Checker
from tinhso.kits.registers.imports.models import ImportBatch, ImportFault, ImportRun
from tinhso.kits.registers.imports.reading import Problem, Read
from tinhso.kits.registers.imports.services import changing, planning
from tinhso.kits.registers.imports.services.checking import (
    LARGE,
    alike_numbers,
    checker_for,
    read_batches,
    repeated_rows,
    unswept,
)
from tinhso.kits.registers.imports.services.faults import keep
from tinhso.kits.registers.imports.services.receiving import locked
from tinhso.kits.registers.imports.states import Fault, State
from tinhso.kits.registers.models import Register


@transaction.atomic
def start(actor: Actor, key: UUID, *, skip_alike: bool | None = None) -> ImportRun:
    """Begin to store the rows that were found right, in the background; ``skip_alike`` leaves likely doubles out."""
    run = locked(actor, key, (State.CHECKED,))
    if run.change_known:
        actor.demand(queries.definition_for(run).rights.change, run.unit)
    if skip_alike is not None:
        run.skip_alike = skip_alike
    if run.rows_good <= run.rows_same:
        raise Refused(_("Tệp không có dòng nào đúng để nhập. Hãy sửa tệp rồi tải lên lại."), code="nothing-to-import")
    run.state, run.started_at, run.moved_at = State.STORING, clock.now(), clock.now()
    rows = run.rows_good
    # What is wrong is written anew as the rows are stored: the register may have changed since the dry run.
    ImportFault.objects.filter(run=run).delete()
    run.position = run.rows_read = run.rows_bad = run.rows_stored = run.rows_skipped = run.faults_total = 0
    run.rows_changed = run.rows_same = 0
    run.fault_counts = {}
    run.marked = None
    run.save()
    _queue(run)
    record(
        actor, happened.STARTED, subject_kind="registers_imports.run", subject_id=run.pk, subject_label=str(run),
        unit_id=run.unit_id, register=run.register, rows=rows,
    )  # fmt: skip
    return run


@transaction.atomic
def pause(actor: Actor, key: UUID) -> ImportRun:
    """Stop behind the batch that is under way."""
    run = locked(actor, key, (State.STORING,))
    run.state, run.moved_at = State.PAUSED, clock.now()
    run.save(update_fields=["state", "moved_at"])
    return run


@transaction.atomic
def resume(actor: Actor, key: UUID) -> ImportRun:
    """Go on behind the last batch that was stored."""
    run = locked(actor, key, (State.PAUSED,))
    run.state, run.problem, run.moved_at = State.STORING, "", clock.now()
    run.save(update_fields=["state", "problem", "moved_at"])
    _queue(run)
    return run


def _queue(run: ImportRun) -> None:
    from tinhso.kits.registers.imports.jobs import store_rows  # the job imports this service

    store_rows.later(run_id=run.pk)


def store(run_id: UUID) -> None:
    """Store what is still to be stored of an import."""
    run = ImportRun.objects.select_related("file", "unit", "account").defer(*LARGE).get(pk=run_id)
    if run.state != State.STORING:
        return
    definition, actor = queries.definition_for(run), queries.actor_of(run)
    try:
        actor.demand(definition.rights.add, run.unit)
        if run.change_known:
            actor.demand(definition.rights.change, run.unit)
        checker, repeated = checker_for(run, definition), repeated_rows(run)
        alike = alike_numbers(run) if run.skip_alike else None
        position = run.position
        with unswept(), pghistory.context(user=str(run.account_id or ""), import_run=str(run.pk)):
            for batch, read in read_batches(run, checker, after=position):
                done = _store_batch(run_id, position, batch, read, checker, repeated, alike, actor)
                if not done:
                    return
                position = batch.numbers[-1]
        _finish(run_id, actor)
    except Refused as refusal:
        ImportRun.objects.filter(pk=run_id, state=State.STORING).update(
            state=State.PAUSED, problem=refusal.message[:500], moved_at=clock.now()
        )


@transaction.atomic
def _store_batch(
    run_id: UUID,
    position: int,
    batch: Batch,
    read: Read,
    checker: Checker,
    repeated: dict[int, str],
    alike: "array[int] | None",
    actor: Actor,
) -> bool:
    """Store a batch; false when the import was stopped, or when another worker has been here."""
    run = ImportRun.objects.select_for_update(of=("self",)).select_related("file").defer(*LARGE).get(pk=run_id)
    if run.state != State.STORING or run.position != position:
        return False
    skipped = set() if alike is None else _within(alike, batch.numbers)
    seen = planning.seen(run, batch) if run.change_known else None
    checked = checker.check(batch, read, known_bad=repeated, left_out=skipped, seen=seen)
    stored = _write(checker, batch, checked)
    changed = changing.write(checker, batch, checked)
    if run.change_known:
        planning.settle(run, batch, changed)
    keep(run, checked.problems)
    if stored or changed:
        ImportBatch.objects.create(
            run=run, number=batch.numbers[0], first_row=batch.numbers[0], last_row=batch.numbers[-1], keys=stored,
            changed=[change.row.pk for change in changed], revisions=[change.row.revision for change in changed],
        )  # fmt: skip
    run.rows_read += len(batch)
    run.rows_skipped += len(skipped)
    run.rows_bad += len(checked.bad)
    run.rows_stored += len(stored)
    run.rows_changed += len(changed)
    run.rows_same += len(checked.same)
    run.position, run.moved_at = batch.numbers[-1], clock.now()
    run.save()
    _tell(checker.definition, stored, actor)
    rows = [(change.row, sorted(change.after)) for change in changed]
    changing.tell(checker.definition, rows, actor)
    return True


def _within(rising: "array[int]", numbers: Sequence[int]) -> set[int]:
    """Return those that lie between the first and the last of ``numbers``."""
    return set(rising[bisect_left(rising, numbers[0]) : bisect_right(rising, numbers[-1])])


def _write(checker: Checker, batch: Batch, checked: Checked) -> list[UUID]:
    """Store what lies in the stage; a row that somebody else stored meanwhile becomes a problem."""
    if not checked.keys or checker.stage.store() == len(checked.keys):
        return checked.keys
    there = checker.stage.standing_keys(checked.keys)
    for key, place in zip(checked.keys, checked.places, strict=True):
        if key not in there:
            words = _("Người khác vừa ghi bản ghi này vào sổ, hoặc dòng trùng trong tệp.")
            checked.problems.append(Problem(batch.numbers[place], -1, "", Fault.STORED, words))
    return [key for key in checked.keys if key in there]


def _tell(definition: Definition, stored: Sequence[UUID], actor: Actor) -> None:
    """Do for each row what adding one does besides writing it, where somebody waits for that."""
    model = definition.model
    follows = model.after_write is not Register.after_write and "add" in model.followed
    told = bool(subscribers_of(definition.events.added))
    if not (follows or told) or not stored:
        return
    for row in model._default_manager.filter(pk__in=stored):
        if told:
            publish(definition.events.added, row.pk, actor=actor, unit=str(row.unit_id), revision=row.revision)
        if follows:
            row.after_write(actor, "add")


@transaction.atomic
def _finish(run_id: UUID, actor: Actor) -> None:
    run = ImportRun.objects.select_for_update(of=("self",)).select_related("file").defer(*LARGE).get(pk=run_id)
    if run.state != State.STORING:
        return
    run.state, run.finished_at, run.moved_at = State.DONE, clock.now(), clock.now()
    run.rows_total = run.rows_read
    run.save()
    planning.close(run)
    record(
        actor, happened.FINISHED, subject_kind="registers_imports.run", subject_id=run.pk, subject_label=str(run),
        unit_id=run.unit_id, register=run.register, stored=run.rows_stored, bad=run.rows_bad,
        changed=run.rows_changed,
    )  # fmt: skip
    transaction.on_commit(lambda: spool.forget(run))
    publish(
        events.IMPORTED, run.pk, actor=actor, register=run.register, stored=run.rows_stored, changed=run.rows_changed
    )
