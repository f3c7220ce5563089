"""Days of a queue that has been: people come, wait, are served, rate; drawn by chance, the same from the same seed."""

import heapq
import secrets
from collections import Counter as Count
from datetime import date, datetime, timedelta
from random import Random

from django.db import transaction

from tinhso.government.queue.models import Counter, CounterRating, Hall, Service, Ticket
from tinhso.government.queue.states import RANK_NORMAL, RANK_PRIORITY, TicketChannel, TicketState
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.ids import new_id
from tinhso.kernel.worktime.calculator import WorkCalendar
from tinhso.kernel.worktime.queries import current_calendar

DAYS = 14
PEOPLE_OF_A_COUNTER = 26
"""How many come on a day for each counter."""
_PRIORITY_SHARE, _AWAY_SHARE, _RATED_SHARE = 0.08, 0.04, 0.3
_RUSH = ((0.0, 0.35), (0.15, 0.8), (0.4, 0.93), (0.6, 1.0))
"""When people come, as shares of the working day: most in the first hour of each half."""


@transaction.atomic
def generate_tickets(*, seed: int = 20260701) -> int:
    """Write the numbers of the last weeks for every hall that has none; return how many."""
    random = Random(seed)  # noqa: S311 - a demonstration, not a secret
    calendar, today, written = current_calendar(), clock.today(), 0
    for hall in Hall.objects.filter(tickets__isnull=True).order_by("slug"):
        counters = list(hall.counters.prefetch_related("services"))
        for back in range(DAYS, 0, -1):
            day = today - timedelta(days=back)
            if counters and day.year in calendar.years and calendar.is_working_day(day):
                tickets = _day(random, hall, counters, day, calendar)
                Ticket.objects.bulk_create(tickets)
                CounterRating.objects.bulk_create(_ratings(random, tickets))
                written += len(tickets)
    return written


def _day(random: Random, hall: Hall, counters: list[Counter], day: date, calendar: WorkCalendar) -> list[Ticket]:
    services = [service for counter in counters for service in counter.services.all()]
    numbers: Count[str] = Count()
    tickets = []
    opening = calendar.opening(day)
    span = calendar.working_minutes(opening, calendar.closing(day))
    most = PEOPLE_OF_A_COUNTER * len(counters)
    shares = sorted(_share(random) for _person in range(random.randint(int(0.7 * most), most)))
    for share in shares:
        service = random.choice(services)
        numbers[service.code] += 1
        first = random.random() < _PRIORITY_SHARE
        taken = calendar.add_minutes(opening, max(1, int(share * span))) - timedelta(seconds=random.randint(0, 600))
        tickets.append(_ticket(random, hall, service, day, numbers[service.code], taken, first=first))
    _serve(random, tickets, counters, opening)
    return tickets


def _share(random: Random) -> float:
    """Draw when in the day somebody comes."""
    drawn, before = random.random(), 0.0
    for index, (start, upto) in enumerate(_RUSH):
        if drawn <= upto:
            end = _RUSH[index + 1][0] if index + 1 < len(_RUSH) else 0.9
            return start + (end - start) * (drawn - before) / (upto - before)
        before = upto
    return 0.9


def _ticket(
    random: Random, hall: Hall, service: Service, day: date, number: int, taken: datetime, *, first: bool
) -> Ticket:
    return Ticket(
        id=new_id(),
        hall=hall,
        series=service,
        service=service,
        day=day,
        number=number,
        label=f"{service.code}{number:03d}",
        token=secrets.token_urlsafe(12),
        channel=TicketChannel.KIOSK if random.random() < 0.8 else TicketChannel.STAFF,
        priority="nguoi-cao-tuoi" if first else "",
        rank=RANK_PRIORITY if first else RANK_NORMAL,
        queued_at=taken,
        taken_at=taken,
        created_at=taken,
    )


def _serve(random: Random, tickets: list[Ticket], counters: list[Counter], opening: datetime) -> None:
    """Let the counters call one after the other until nobody is left."""
    free = [(opening, counter.number, counter) for counter in counters]
    heapq.heapify(free)
    left = list(tickets)
    while free and left:
        at, number, counter = heapq.heappop(free)
        serves = {service.id for service in counter.services.all()}
        mine = [ticket for ticket in left if ticket.service_id in serves]
        if not mine:
            continue
        here = [ticket for ticket in mine if ticket.taken_at <= at]
        ticket = min(here or mine[:1], key=lambda each: (each.rank, each.queued_at))
        left.remove(ticket)
        called = max(at, ticket.taken_at + timedelta(seconds=20))
        ticket.counter, ticket.called_at, ticket.last_called_at, ticket.calls = counter, called, called, 1
        if random.random() < _AWAY_SHARE:
            ticket.state, ticket.ended_at = TicketState.NO_SHOW, called + timedelta(minutes=2)
        else:
            minutes = max(1.0, random.gauss(ticket.service.expected_minutes, ticket.service.expected_minutes / 3))
            ticket.state, ticket.served_at = TicketState.DONE, called + timedelta(seconds=30)
            ticket.ended_at = ticket.served_at + timedelta(minutes=minutes)
        heapq.heappush(free, (ticket.ended_at, number, counter))
    for ticket in left:
        ticket.state, ticket.ended_at = TicketState.EXPIRED, ticket.taken_at


def _ratings(random: Random, tickets: list[Ticket]) -> list[CounterRating]:
    rows = []
    for ticket in tickets:
        if ticket.state == TicketState.DONE and ticket.ended_at and random.random() < _RATED_SHARE:
            score = random.choices((5, 4, 3, 2, 1), weights=(55, 30, 9, 4, 2))[0]
            rows.append(CounterRating(id=new_id(), ticket=ticket, score=score, at=ticket.ended_at))
    return rows
