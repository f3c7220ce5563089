"""The slots of appointments: when, and how many places are left."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count

from tinhso.government.queue.hours import hours_of
from tinhso.government.queue.models import Booking, Service
from tinhso.government.queue.states import BookingState
from tinhso.kernel.foundation import clock
from tinhso.kernel.worktime.calculator import UnknownYear
from tinhso.kernel.worktime.queries import current_calendar

DAYS_AHEAD = 14
"""How many days from today on appointments are taken."""

_KEPT = (BookingState.BOOKED, BookingState.ARRIVED)


@dataclass(frozen=True)
class Slot:
    """A slot of a day with the places that are left."""

    starts_at: datetime
    left: int


def days_of(service: Service) -> list[date]:
    """Return the days on which appointments may be had, from tomorrow on."""
    today = clock.today()
    found = []
    for ahead in range(1, DAYS_AHEAD + 1):
        day = today + timedelta(days=ahead)
        try:
            if service.slot_places and hours_of(service.hall, day) is not None:
                found.append(day)
        except UnknownYear:
            break
    return found


def times_of(service: Service, day: date) -> list[datetime]:
    """Return when the slots of a day begin: within working time, whole slots only; none when it takes none."""
    if day not in days_of(service):
        return []
    calendar = current_calendar(day)
    hours = hours_of(service.hall, day)
    step = timedelta(minutes=service.slot_minutes)
    found = []
    moment = hours.opening if hours else None
    while hours and moment and moment + step <= hours.closing:
        # A slot that reaches into the noon break is left out.
        if calendar.working_minutes(moment, moment + step) == service.slot_minutes:
            found.append(moment)
        moment += step
    return found


def slots_of(service: Service, day: date) -> list[Slot]:
    """Return the slots of a day, full ones too."""
    times = times_of(service, day)
    if not times:
        return []
    rows = Booking.objects.filter(service=service, starts_at__in=times, state__in=_KEPT)
    taken = dict(rows.values_list("starts_at").annotate(count=Count("id")))
    return [Slot(moment, max(0, service.slot_places - taken.get(moment, 0))) for moment in times]


def taken_places(service: Service, starts_at: datetime) -> int:
    """Return how many places of a slot are taken."""
    return Booking.objects.filter(service=service, starts_at=starts_at, state__in=_KEPT).count()
