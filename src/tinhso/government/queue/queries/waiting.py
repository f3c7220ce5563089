"""Who waits, in what order, and about how long: the waiting line of a hall, counted forward counter by counter.

The forecast plays the line: each open counter becomes free when the service under way has lasted its usual time, takes
the next number that it may call, and so on. Usual times are the middle of those measured in the last weeks.
"""

import heapq
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil
from uuid import UUID

from django.db.models import Aggregate, Count, F, FloatField
from django.db.models.functions import Extract

from tinhso.government.queue.models import Counter, Hall, Service, Ticket
from tinhso.government.queue.queries.halls import counters_of, services_of
from tinhso.government.queue.services.calling import in_order
from tinhso.government.queue.states import AT_COUNTER, OPEN, TicketState
from tinhso.kernel.foundation import clock

WEEKS = timedelta(weeks=4)
FEW = 5
"""Fewer measured services than this say nothing yet: what was declared is used."""


class Median(Aggregate):
    """The middle value."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


@dataclass
class Place:
    """Where a waiting number stands: how many are called before it, and when it may be called (none: no counter)."""

    ticket: Ticket
    ahead: int
    expected_at: datetime | None

    @property
    def minutes(self) -> int | None:
        """The expected wait from now, in whole minutes."""
        if self.expected_at is None:
            return None
        return max(0, ceil((self.expected_at - clock.now()).total_seconds() / 60))


@dataclass
class Line:
    """The hall at this moment: counters, who is at them, who waits."""

    hall: Hall
    services: list[Service]
    counters: list[Counter]
    at_counters: list[Ticket]
    places: list[Place]
    away: list[Ticket]
    """The numbers that did not come when called: they may be put back."""
    usual: dict[UUID, float] = field(default_factory=dict)

    def of(self, ticket: Ticket) -> Place | None:
        """Return where a number stands; none when it does not wait."""
        return next((place for place in self.places if place.ticket.id == ticket.id), None)

    def waiting(self, service: Service) -> int:
        """Return how many wait for a service."""
        return sum(1 for place in self.places if place.ticket.service_id == service.id)

    def minutes_for_newcomer(self, service: Service) -> int | None:
        """Return about how long somebody waits who takes a number now; none when no counter is open."""
        now = clock.now()
        stand_in = Ticket(hall=self.hall, service=service, rank=9, queued_at=now, taken_at=now, day=clock.today())
        waiting = [place.ticket for place in self.places]
        last = _play(self.counters, self.at_counters, [*waiting, stand_in], self.usual, now)[-1]
        return last.minutes


def usual_minutes(hall: Hall, services: list[Service]) -> dict[UUID, float]:
    """Return the usual minutes of serving one person, for each service."""
    rows = Ticket.objects.filter(
        hall=hall, day__gte=clock.today() - WEEKS, state=TicketState.DONE, served_at__isnull=False
    )
    lasted = Extract(F("ended_at") - F("served_at"), "epoch")
    measured = rows.values("service_id").annotate(usual=Median(lasted), many=Count("id"))
    found = {row["service_id"]: row["usual"] / 60 for row in measured if row["many"] >= FEW}
    return {service.id: max(0.5, found.get(service.id, service.expected_minutes)) for service in services}


def line_of(hall: Hall, services: list[Service] | None = None) -> Line:
    """Return the hall at this moment, with a forecast for everybody who waits.

    ``services`` are those in use, when the caller has read them already.
    """
    now = clock.now()
    rows = Ticket.objects.filter(hall=hall, day=clock.today(), state__in=(*OPEN, TicketState.NO_SHOW))
    tickets = list(in_order(rows, now).select_related("service", "counter"))
    services = services if services is not None else services_of(hall, fields=False)
    counters = counters_of(hall)
    at_counters = [ticket for ticket in tickets if ticket.state in AT_COUNTER]
    waiting = [ticket for ticket in tickets if ticket.state == TicketState.WAITING]
    away = [ticket for ticket in tickets if ticket.state == TicketState.NO_SHOW]
    usual = usual_minutes(hall, services)
    places = _play(counters, at_counters, waiting, usual, now)
    return Line(hall, services, counters, at_counters, places, away, usual)


def _play(
    counters: list[Counter], at_counters: list[Ticket], waiting: list[Ticket], usual: dict[UUID, float], now: datetime
) -> list[Place]:
    """Play the line: who is called when, if nobody else comes."""
    held = {ticket.counter_id: ticket for ticket in at_counters}
    open_counters = {counter.id: counter for counter in counters if counter.in_use and counter.sitting is not None}  # type: ignore[attr-defined]
    serves = {key: {service.id for service in counter.services.all()} for key, counter in open_counters.items()}
    free: list[tuple[datetime, int, UUID]] = []
    for key, counter in open_counters.items():
        until, current = now, held.get(key)
        if current is not None:
            began = current.served_at or current.last_called_at or now
            until = max(now, began + timedelta(minutes=usual.get(current.service_id, 5.0)))
        heapq.heappush(free, (until, counter.number, key))
    left = list(enumerate(waiting))
    expected: dict[int, datetime] = {}
    while free and left:
        until, number, key = heapq.heappop(free)
        mine = next((pair for pair in left if _may_call(pair[1], key, serves[key])), None)
        if mine is None:
            continue
        left.remove(mine)
        expected[mine[0]] = until
        after = until + timedelta(minutes=usual.get(mine[1].service_id, 5.0))
        heapq.heappush(free, (after, number, key))
    return [
        Place(ticket, _ahead(ticket, waiting[:index], serves), expected.get(index))
        for index, ticket in enumerate(waiting)
    ]


def _may_call(ticket: Ticket, counter_id: UUID, services: set[UUID]) -> bool:
    return ticket.service_id in services and ticket.counter_id in (None, counter_id)


def _ahead(ticket: Ticket, before: list[Ticket], serves: dict[UUID, set[UUID]]) -> int:
    """Return how many of those before it stand in the way: they may be called at a counter that may call it."""
    ways = [(key, services) for key, services in serves.items() if _may_call(ticket, key, services)]
    if not ways:
        return sum(1 for other in before if other.service_id == ticket.service_id)
    return sum(1 for other in before if any(_may_call(other, key, services) for key, services in ways))


def last_called(hall: Hall, most: int = 8) -> list[Ticket]:
    """Return the numbers called last, the newest first, for the board."""
    rows = Ticket.objects.filter(hall=hall, day=clock.today(), last_called_at__isnull=False, counter__isnull=False)
    rows = rows.exclude(state__in=(TicketState.WAITING, TicketState.CANCELLED))
    return list(rows.select_related("counter", "service").order_by("-last_called_at")[:most])


def next_labels(hall: Hall, most: int) -> list[str]:
    """Return the numbers that are called next, in order, for the board."""
    rows = Ticket.objects.filter(hall=hall, day=clock.today(), state=TicketState.WAITING)
    return list(in_order(rows, clock.now()).values_list("label", flat=True)[:most])
