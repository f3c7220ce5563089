"""What the tests of races and kills share: acts at one moment, and what must hold of a dossier at every moment."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Model

from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.events.models import OutboxEvent
from tinhso.kernel.foundation.errors import Refused
from tinhso.kernel.inbox.models import WorkItem
from tinhso.kits.procedures import inbox_kinds
from tinhso.kits.procedures.audit_events import DOSSIER_ACT
from tinhso.kits.procedures.models import ClockEvent, Dossier, DossierLogEntry, DossierStep
from tinhso.kits.procedures.rules import FOLLOWERS
from tinhso.kits.procedures.states import Status, StepState

WORKED_ON = {Status.RECEIVED, Status.PROCESSING, Status.FINISHED}
"""The statuses in which a step is somebody's work."""


def at_once(*acts: Callable[[], Any], held: Model | None = None) -> list[Any]:
    """Do the acts at one moment, each on a connection of its own; return what each gave, a refusal as itself.

    With ``held`` all of them come while somebody else keeps that row locked, and go on together when he lets go:
    the narrowest moment there is.
    """
    start = threading.Barrier(len(acts) + 1)

    def one(act: Callable[[], Any]) -> Any:
        try:
            start.wait(timeout=20)
            return act()
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        with _holding(held):
            given = [pool.submit(one, act) for act in acts]
            start.wait(timeout=20)
            if held is not None:
                _wait_until_waiting(len(acts))
        return [answer.result(timeout=60) for answer in given]


@contextmanager
def _holding(row: Model | None) -> Iterator[None]:
    if row is None:
        yield
        return
    with transaction.atomic():
        type(row)._default_manager.select_for_update(of=("self",)).get(pk=row.pk)
        yield


def _wait_until_waiting(count: int) -> None:
    end = time.monotonic() + 20
    while time.monotonic() < end:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[0] >= count:
                return
        time.sleep(0.01)
    raise AssertionError("the acts do not wait for the row")


def broken(dossier_id: UUID) -> list[str]:
    """Return what does not hold of a dossier: its story, events, audit, ledger, steps and work must tell one tale."""
    dossier = Dossier.objects.get(id=dossier_id)
    log = list(DossierLogEntry.objects.filter(dossier=dossier).order_by("at", "id"))
    return [*_story(dossier, log), *_ledger(dossier), *_work(dossier)]


def _story(dossier: Dossier, log: Sequence[DossierLogEntry]) -> list[str]:
    found = []
    if len(log) != dossier.revision + 1:
        found.append(f"revision {dossier.revision}, but {len(log)} lines of log")
    status: int | None = None
    for line in log:
        if line.status_before != status:
            found.append(f"{line.act} starts from {line.status_before}, not {status}")
        if status is not None and line.status_after != status and not _may_follow(status, line.status_after):
            found.append(f"{line.act}: {line.status_after} may not follow {status}")
        status = line.status_after
    if dossier.status != status:
        found.append(f"status {dossier.status}, but the log ends at {status}")
    if log and (dossier.last_actor, dossier.last_acted_at) != (log[-1].actor_name, log[-1].at):
        found.append(f"last act by {dossier.last_actor}, but the log says {log[-1].actor_name}")
    told = list(
        OutboxEvent.objects.filter(subject_id=dossier.id, name__startswith="procedures.dossier-")
        .exclude(name="procedures.dossier-rated")
        .order_by("at", "id")
    )
    if [event.data["status"] for event in told] != [line.status_after for line in log]:
        found.append(f"{len(told)} events for {len(log)} lines of log")
    audited = AuditEntry.objects.filter(subject_id=dossier.id, code=DOSSIER_ACT).order_by("at", "id")
    if [entry.details["act"] for entry in audited] != [line.act for line in log]:
        found.append(f"{len(audited)} audit entries for {len(log)} lines of log")
    return found


def _may_follow(before: int, after: int) -> bool:
    """Whether ``after`` may follow; signing passes through "being processed"."""
    follows = FOLLOWERS[Status(before)]
    return after in follows or (after == Status.FINISHED and Status.PROCESSING in follows and before == Status.RECEIVED)


def _ledger(dossier: Dossier) -> list[str]:
    lines = list(ClockEvent.objects.filter(dossier=dossier).order_by("position"))
    found = []
    if [line.position for line in lines] != list(range(1, len(lines) + 1)):
        found.append("the ledger has gaps")
    kinds = [line.kind for line in lines]
    if bool(kinds) != (dossier.received_at is not None) or (kinds and kinds[0] != "start"):
        found.append(f"ledger {kinds}, received at {dossier.received_at}")
    if lines and lines[-1].due_after != dossier.due_at:
        found.append(f"due {dossier.due_at}, but the ledger says {lines[-1].due_after}")
    stopped = kinds.count("stop")
    ended = dossier.status in (Status.FINISHED, Status.HANDED_OVER, Status.WITHDRAWN, Status.STOPPED)
    if stopped != int(ended and dossier.received_at is not None):
        found.append(f"the clock was stopped {stopped} times in status {dossier.status}")
    return found


def _work(dossier: Dossier) -> list[str]:
    steps = DossierStep.objects.filter(dossier=dossier, state=StepState.OPEN)
    items = WorkItem.objects.filter(subject_id=dossier.id, closed_at__isnull=True)
    if dossier.status == Status.SUBMITTED:
        wanted = {(inbox_kinds.RECEIVE, "", dossier.reception_unit_id, None)}
    elif dossier.status in WORKED_ON:
        wanted = {(inbox_kinds.STEP, step.code, step.unit_id, step.account_id) for step in steps}
    else:
        wanted = set()
    standing = [(item.kind, item.slot, item.unit_id, item.account_id) for item in items]
    found = []
    if sorted(map(str, standing)) != sorted(map(str, wanted)):
        found.append(f"inbox {standing}, but the open steps want {wanted}")
    if dossier.status in WORKED_ON and not steps:
        found.append("nobody has the dossier to do")
    if dossier.status not in WORKED_ON | {Status.SUPPLEMENT} and steps:
        found.append(f"an open step in status {dossier.status}")
    return found


def numbers_of(codes: Sequence[str]) -> dict[str, list[int]]:
    """Return the numbers of the day behind dossier codes, sorted, for each unit."""
    found: dict[str, list[int]] = {}
    for code in codes:
        unit, _day, number = code.rsplit("-", 2)
        found.setdefault(unit, []).append(int(number))
    return {unit: sorted(numbers) for unit, numbers in found.items()}
