"""Who held a dossier how long: working minutes of each unit at each step, what the citizen took left out.

A step is held by its unit from the moment it opens until it closes; before the receipt the desk holds the dossier.
Steps that run side by side are each held by their own unit, so the parts may come to more than the whole. Time in
which the clock waited (a supplement, a payment, a suspension) is nobody's. While other units are asked for their
opinion, they hold the dossier and not the one who asked.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_noop as kept

from tinhso.kernel.worktime.calculator import WorkCalendar, merged

RECEPTION = "tiep-nhan"
RECEPTION_NAME = kept("Tiếp nhận")
OPINION = "y-kien"
OPINION_NAME = kept("Cho ý kiến")
Interval = tuple[datetime, datetime]


@dataclass(frozen=True)
class Run:
    """A run of a step: where, from when, until when (none: it still runs), and by when it should have been done."""

    unit_id: UUID
    step: str
    name: str
    kind: str
    opened_at: datetime
    closed_at: datetime | None
    due_at: datetime | None = None
    away: tuple[tuple[datetime, datetime | None], ...] = ()
    """When others held it who had been asked for their opinion; an open end is still running."""


@dataclass
class Hold:
    """What one unit held at one step, in working minutes."""

    unit_id: UUID
    step: str
    name: str
    minutes: int = 0
    runs: int = 0
    late: bool = False
    running: bool = False


@dataclass
class Account:
    """Who held a dossier how long until a moment, and how long it waited for others."""

    holds: list[Hold] = field(default_factory=list)
    elapsed_minutes: int = 0
    """From sending to the end, in working minutes."""
    waited_minutes: int = 0
    """Of these, while the clock waited."""


@dataclass(frozen=True)
class Wait:
    """A time in which the dossier waited for the citizen; ``until`` is none while it waits."""

    since: datetime
    until: datetime | None


def account_for(
    calendar: WorkCalendar,
    *,
    desk_id: UUID,
    submitted_at: datetime,
    received_at: datetime | None,
    runs: Sequence[Run],
    waits: Iterable[Wait],
    until: datetime,
) -> Account:
    """Return who held the dossier how long from its sending until ``until``."""
    paused = merged((wait.since, wait.until or until) for wait in waits if wait.since < (wait.until or until))
    holds: dict[tuple[UUID, str], Hold] = {}

    def add(run: Run, end: datetime) -> None:
        hold = holds.setdefault((run.unit_id, run.step), Hold(run.unit_id, run.step, run.name))
        hold.runs += 1
        hold.running = hold.running or run.closed_at is None
        hold.late = hold.late or (run.due_at is not None and end > run.due_at)
        away = [(since, back or until) for since, back in run.away if since < (back or until)]
        hold.minutes += _without(calendar, (run.opened_at, end), merged([*paused, *away]) if away else paused)

    reception = Run(desk_id, RECEPTION, RECEPTION_NAME, "receive", submitted_at, received_at)
    add(reception, min(received_at or until, until))
    for run in sorted(runs, key=lambda run: run.opened_at):
        if run.kind != "hand_over" and run.opened_at <= until:
            add(run, min(run.closed_at or until, until))
    elapsed = calendar.working_minutes(submitted_at, until)
    return Account(list(holds.values()), elapsed, elapsed - _without(calendar, (submitted_at, until), paused))


def _without(calendar: WorkCalendar, interval: Interval, paused: Sequence[Interval]) -> int:
    """Return the working minutes of ``interval`` outside ``paused``, which are in order and apart."""
    begin, end = interval
    minutes = calendar.working_minutes(begin, end)
    for since, until in paused:
        minutes -= calendar.working_minutes(max(begin, since), min(end, until))
    return max(0, minutes)
