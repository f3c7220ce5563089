"""The end of a day: numbers that nobody called end with it, counters close, missed appointments are noted."""

from datetime import timedelta

from django.db import transaction

from tinhso.government.queue.models import Booking, Sitting, Ticket
from tinhso.government.queue.services.bookings import LATE
from tinhso.government.queue.states import BookingState, TicketState
from tinhso.kernel.foundation import clock


@transaction.atomic
def close_past_days() -> int:
    """End what is left of the days before today; return how many numbers. Running it again changes nothing."""
    now, today = clock.now(), clock.today()
    past = Ticket.objects.filter(day__lt=today)
    ended = past.filter(state=TicketState.WAITING).update(state=TicketState.EXPIRED, ended_at=now)
    ended += past.filter(state=TicketState.CALLED).update(state=TicketState.NO_SHOW, ended_at=now)
    ended += past.filter(state=TicketState.SERVING).update(state=TicketState.DONE, ended_at=now)
    midnight = now.astimezone(clock.VIETNAM).replace(hour=0, minute=0, second=0, microsecond=0)
    Sitting.objects.filter(ended_at=None, began_at__lt=midnight).update(ended_at=midnight)
    Booking.objects.filter(state=BookingState.BOOKED, starts_at__lt=now - LATE - timedelta(minutes=1)).update(
        state=BookingState.MISSED
    )
    return ended
