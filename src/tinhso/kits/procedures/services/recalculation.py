"""Due times counted again after the calendar changed: one line more in each ledger, nothing of what stood before.

A change of the calendar moves nothing by itself: what was promised stands, under the edition by which it was
counted. Who answers for the calendar then decides to count the open dossiers again, and says why.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, islice
from operator import attrgetter
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Invalid
from tinhso.kernel.identity.actor import SYSTEM, Actor
from tinhso.kernel.worktime.calculator import UnknownYear, WorkCalendar
from tinhso.kernel.worktime.permissions import MANAGE
from tinhso.kernel.worktime.queries import current_calendar, edition
from tinhso.kits.procedures import clocks, events
from tinhso.kits.procedures.definition import ClockRules
from tinhso.kits.procedures.models import ClockEvent, Dossier, DossierStep, ProcedureVersion
from tinhso.kits.procedures.services.steps import put_work_item
from tinhso.kits.procedures.services.transition import Transition, lock
from tinhso.kits.procedures.states import OPEN, ClockEventKind, StepState
from tinhso.kits.procedures.versions import definition_of

ACT = "recount"


@dataclass(frozen=True)
class Moved:
    """An open dossier whose due time no longer follows from the calendar in force."""

    dossier_id: UUID
    code: str
    due_at: datetime
    fresh: datetime


def moved(*, most: int | None = None) -> list[Moved]:
    """Return the open dossiers that a recount would move; those whose clock stands still are counted when it runs on.

    Only ledgers whose last line was counted by another edition are replayed.
    """
    return list(islice(_moved(current_calendar()), most))


def count_moved() -> int:
    """Return how many open dossiers a recount would move."""
    return sum(1 for _item in _moved(current_calendar()))


def _moved(calendar: WorkCalendar) -> Iterator[Moved]:
    open_ones = Dossier.objects.filter(status__in=OPEN, due_at__isnull=False)
    heads = {
        key: (code, version, due_at)
        for key, code, version, due_at in open_ones.values_list("id", "code", "version", "due_at")
    }
    wanted = ProcedureVersion.objects.filter(id__in={version for _code, version, _due in heads.values()})
    rules = {version.id: definition_of(version).clock for version in wanted}
    lines = ClockEvent.objects.filter(dossier__in=open_ones).order_by("dossier_id", "position")
    for key, group in groupby(lines.iterator(chunk_size=5000), key=attrgetter("dossier_id")):
        ledger = list(group)
        # A dossier that was received between the two questions was counted by the calendar in force anyway.
        if key not in heads or ledger[-1].calendar == calendar.stamp:
            continue
        code, version, due_at = heads[key]
        fresh = _replayed(calendar, rules[version], ledger)
        if due_at is not None and fresh is not None and fresh != due_at:
            yield Moved(key, code, due_at, fresh)


def _replayed(calendar: WorkCalendar, rules: ClockRules, ledger: list[ClockEvent]) -> datetime | None:
    try:
        return clocks.replay(calendar, rules, ledger).due_at
    except UnknownYear:
        # A year that the table lost again: the promise stands until the table is mended.
        return None


def recount(actor: Actor, *, reason: str, told: Callable[[int, int], None] = lambda _done, _moved: None) -> int:
    """Count the open dossiers' due times again by the calendar in force; return how many moved.

    ``told`` hears after each dossier how many were done and how many of them moved.

    Each dossier is a transaction of its own, so a recount that was broken off is taken up by running it again.
    Raises ``Forbidden``, or ``Invalid`` without a reason.
    """
    actor.demand(MANAGE)
    if not reason.strip():
        raise Invalid({"reason": _("Hãy ghi lý do tính lại hạn.")})
    count = 0
    for done, item in enumerate(moved(), 1):
        count += _recount_one(actor, item.dossier_id, reason.strip())
        told(done, count)
    return count


@transaction.atomic
def _recount_one(actor: Actor, dossier_id: UUID, reason: str) -> bool:
    dossier = lock(SYSTEM, dossier_id)
    ledger = list(ClockEvent.objects.filter(dossier=dossier).order_by("position"))
    definition = definition_of(dossier.version)
    calendar = current_calendar()
    # Somebody may have acted on the dossier, or counted it again, since the list was made.
    if dossier.status not in OPEN or dossier.due_at is None:
        return False
    if _replayed(calendar, definition.clock, ledger) in (None, dossier.due_at):
        return False
    before = edition(ledger[-1].calendar)
    change = Transition(
        dossier=dossier,
        definition=definition,
        actor=actor,
        act=ACT,
        at=clock.now(),
        status_before=dossier.status,
        event=events.RECOUNTED,
        reason=reason,
        unit=dossier.agency,
        details={"due_before": dossier.due_at.isoformat()},
    )
    change.tick(ClockEventKind.RECOUNT, reason)
    dossier.save(update_fields=["due_at"])
    for step in DossierStep.objects.filter(dossier=dossier, state=StepState.OPEN).select_related("unit", "account"):
        if step.due_at is not None and before is not None:
            share = before.working_minutes(step.first_opened_at, step.due_at)
            step.due_at = calendar.add_minutes(step.first_opened_at, share)
            step.save(update_fields=["due_at"])
        put_work_item(change, step)
    change.write()
    return True
