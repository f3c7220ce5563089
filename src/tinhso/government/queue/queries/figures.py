"""The load of halls: by day, hour, service and counter; how long people waited and were served."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Avg, Count, F, Q, QuerySet
from django.db.models.functions import Extract, ExtractHour

from tinhso.government.queue.models import Hall, Ticket
from tinhso.government.queue.queries.waiting import Median
from tinhso.government.queue.states import TicketState
from tinhso.kernel.foundation import clock

PROMISED_MINUTES = 30
"""What share of people waited no longer than this is shown."""


@dataclass(frozen=True)
class Load:
    """The figures of one hour, service or counter; times in minutes, none when nobody was measured."""

    label: str
    taken: int
    served: int
    away: int
    waited: float | None
    waited_middle: float | None
    served_for: float | None
    within: int
    called: int
    rating: float | None
    ratings: int

    @property
    def share_within(self) -> int | None:
        """How many percent of those called waited no longer than promised."""
        return round(100 * self.within / self.called) if self.called else None


def tickets(hall: Hall, first: date, last: date) -> QuerySet[Ticket]:
    """Return the numbers of a hall from one day to another, both included."""
    return Ticket.objects.filter(hall=hall, day__range=(first, last))


_WAITED = Extract(F("called_at") - F("taken_at"), "epoch")
_SERVED = Extract(F("ended_at") - F("served_at"), "epoch")
_MEASURED = {
    "taken": Count("id"),
    "served": Count("id", filter=Q(state=TicketState.DONE)),
    "away": Count("id", filter=Q(state=TicketState.NO_SHOW)),
    "called": Count("id", filter=Q(called_at__isnull=False)),
    "waited": Avg(_WAITED, filter=Q(called_at__isnull=False)),
    "waited_middle": Median(_WAITED, filter=Q(called_at__isnull=False)),
    "served_for": Avg(_SERVED, filter=Q(state=TicketState.DONE, served_at__isnull=False)),
    "within": Count("id", filter=Q(called_at__lte=F("taken_at") + timedelta(minutes=PROMISED_MINUTES))),
    "score": Avg("rating__score"),
    "ratings": Count("rating__id"),
}


def whole(rows: QuerySet[Ticket]) -> Load:
    """Return the figures of all the numbers together."""
    return _load("", rows.aggregate(**_MEASURED))


def by_hour(rows: QuerySet[Ticket]) -> list[Load]:
    """Return the figures by the hour in which the numbers were taken."""
    hour = ExtractHour("taken_at", tzinfo=clock.VIETNAM)
    found: Iterable[Any] = rows.annotate(hour=hour).values("hour").annotate(**_MEASURED).order_by("hour")
    return [_load(f"{row['hour']:02d}:00", row) for row in found]


def by_service(rows: QuerySet[Ticket]) -> list[Load]:
    """Return the figures by service."""
    found: Iterable[Any] = rows.values("service__code", "service__name").annotate(**_MEASURED).order_by("service__code")
    return [_load(f"{row['service__code']} · {row['service__name']}", row) for row in found]


def by_counter(rows: QuerySet[Ticket]) -> list[Load]:
    """Return the figures by counter; numbers that no counter called are left out."""
    called = rows.filter(counter__isnull=False, called_at__isnull=False)
    found: Iterable[Any] = called.values("counter__number").annotate(**_MEASURED).order_by("counter__number")
    return [_load(str(row["counter__number"]), row) for row in found]


def _load(label: str, row: dict[str, Any]) -> Load:
    def minutes(seconds: float | None) -> float | None:
        return round(float(seconds) / 60, 1) if seconds is not None else None

    return Load(
        label,
        row["taken"],
        row["served"],
        row["away"],
        minutes(row["waited"]),
        minutes(row["waited_middle"]),
        minutes(row["served_for"]),
        row["within"],
        row["called"],
        round(float(row["score"]), 1) if row["score"] is not None else None,
        row["ratings"],
    )
