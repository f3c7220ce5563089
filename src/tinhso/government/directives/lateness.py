"""How a directive stands at a moment: its state, its working days late, its light."""

from bisect import bisect_right
from datetime import date, datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

from django.db.models import Case, CharField, F, Q, QuerySet, Value, When

from tinhso.government.directives.states import Light, Phase, State
from tinhso.kernel.foundation import clock
from tinhso.kernel.worktime.calculator import VIETNAM, UnknownYear, WorkCalendar
from tinhso.kernel.worktime.queries import current_calendar

AMBER_DAYS = 2
"""A light turns amber this many working days before the due time."""


class Standing(Protocol):
    """What the state follows from."""

    @property
    def phase(self) -> str: ...
    @property
    def due_at(self) -> datetime | None: ...
    @property
    def reported_at(self) -> datetime | None: ...


class Days:
    """Counts working days between two days by looking up, not walking."""

    def __init__(self, calendar: WorkCalendar) -> None:
        self._years = calendar.years
        self._working: list[date] = []
        for year in sorted(calendar.years):
            day = date(year, 1, 1)
            while day.year == year:
                if calendar.is_working_day(day):
                    self._working.append(day)
                day += timedelta(days=1)

    def between(self, after: date, until: date) -> int:
        """Return how many working days lie after ``after`` up to and with ``until``; raise ``UnknownYear``."""
        for day in (after, until):
            if day.year not in self._years:
                raise UnknownYear(day.year, self._years)
        return max(0, bisect_right(self._working, until) - bisect_right(self._working, after))

    def shifted(self, day: date, count: int) -> date:
        """Return the ``count``-th working day after ``day``."""
        index = bisect_right(self._working, day) + count - 1
        if index >= len(self._working):
            raise UnknownYear(max(self._years) + 1, self._years)
        return self._working[index]


_kept: dict[UUID | None, Days] = {}


def days() -> Days:
    """Return the counter of the calendar in force, made once for each of its editions."""
    calendar = current_calendar()
    found = _kept.get(calendar.stamp)
    if found is None:
        _kept.clear()
        found = _kept[calendar.stamp] = Days(calendar)
    return found


def local_day(moment: datetime) -> date:
    """Return the day of a moment in Viet Nam."""
    return moment.astimezone(VIETNAM).date()


def state_of(row: Standing, now: datetime | None = None) -> State:
    """Return the published state at ``now``.

    A report counts from when it was made: one that waits for its confirmation is late only if it came late.
    """
    phase, due_at = row.phase, row.due_at
    if phase == Phase.SUSPENDED:
        return State.SUSPENDED
    if phase == Phase.CANCELLED:
        return State.CANCELLED
    moment = row.reported_at if phase in (Phase.REPORTED, Phase.DONE) else now or clock.now()
    late = due_at is not None and moment is not None and moment > due_at
    if phase == Phase.DONE:
        return State.DONE_LATE if late else State.DONE_ON_TIME
    if late:
        return State.OVERDUE
    return State.NOT_STARTED if phase == Phase.WAITING else State.DOING


def days_late(row: Standing, now: datetime | None = None, counter: Days | None = None) -> int:
    """Return the working days after the due day until it was done, reported, or now; 0 when not late.

    Late on the due day itself, or on days off after it, is late by no working day.
    """
    if row.due_at is None or row.phase in (Phase.SUSPENDED, Phase.CANCELLED):
        return 0
    moment = row.reported_at if row.phase in (Phase.REPORTED, Phase.DONE) else now or clock.now()
    if moment is None or moment <= row.due_at:
        return 0
    return (counter or days()).between(local_day(row.due_at), local_day(moment))


def light_of(row: Standing, now: datetime | None = None) -> Light:
    """Return the traffic light: of what is open, how near its due time is."""
    moment = now or clock.now()
    if row.phase not in (Phase.WAITING, Phase.DOING, Phase.REPORTED) or row.due_at is None:
        return Light.NONE
    if state_of(row, moment) == State.OVERDUE:
        return Light.RED
    if row.phase == Phase.REPORTED:
        return Light.GREEN
    near = days().between(local_day(moment), local_day(row.due_at)) <= AMBER_DAYS
    return Light.AMBER if near else Light.GREEN


def amber_until(now: datetime) -> datetime:
    """Return the end of the last day whose due times are amber at ``now``."""
    last = days().shifted(local_day(now), AMBER_DAYS)
    return datetime(last.year, last.month, last.day, 23, 59, 59, 999999, tzinfo=VIETNAM)


def in_state(state: str, now: datetime) -> Q:
    """Return the condition of standing in ``state`` at ``now``: the same rule as ``state_of``, for the database."""
    reported_late = Q(phase__in=[Phase.REPORTED, Phase.DONE], due_at__isnull=False, reported_at__gt=F("due_at"))
    open_late = Q(phase__in=[Phase.WAITING, Phase.DOING], due_at__lt=now)
    conditions = {
        State.SUSPENDED: Q(phase=Phase.SUSPENDED),
        State.CANCELLED: Q(phase=Phase.CANCELLED),
        State.DONE_LATE: Q(phase=Phase.DONE) & reported_late,
        State.DONE_ON_TIME: Q(phase=Phase.DONE) & (Q(due_at=None) | Q(reported_at__lte=F("due_at"))),
        State.OVERDUE: open_late | Q(phase=Phase.REPORTED) & reported_late,
        State.NOT_STARTED: Q(phase=Phase.WAITING) & (Q(due_at=None) | Q(due_at__gte=now)),
        State.DOING: Q(phase=Phase.DOING) & (Q(due_at=None) | Q(due_at__gte=now))
        | Q(phase=Phase.REPORTED) & (Q(due_at=None) | Q(reported_at__lte=F("due_at"))),
    }
    return conditions[State(state)]


def with_state(rows: QuerySet[Any], now: datetime) -> QuerySet[Any]:
    """Return the rows with their ``state``."""
    whens = [When(in_state(state, now), then=Value(str(state))) for state in State]
    told: QuerySet[Any] = rows.annotate(state=Case(*whens, default=Value(""), output_field=CharField()))
    return told
