"""Appointments: booking a place in a slot, cancelling it, coming for it."""

import secrets
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils.translation import gettext as _

from tinhso.government.queue import priority
from tinhso.government.queue.models import Booking, Service, Ticket
from tinhso.government.queue.queries.slots import taken_places, times_of
from tinhso.government.queue.services.tickets import take_booked
from tinhso.government.queue.states import BookingState
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Invalid, NotFound, Refused
from tinhso.kernel.identity.actor import ANONYMOUS, Actor

EARLY = timedelta(minutes=30)
"""How long before the hour the holder may report at the kiosk."""
LATE = timedelta(minutes=30)
"""How long after the hour the place is kept."""
_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


@transaction.atomic
def book(actor: Actor, service: Service, starts_at: datetime, *, name: str, priority_code: str = "") -> Booking:
    """Book a place; one for each person, service and day. Raise ``Invalid`` or ``Refused`` when it cannot be had."""
    account_id = actor.own_id
    if not name.strip():
        raise Invalid({"name": _("Hãy ghi họ và tên người đến làm việc.")})
    code = priority.checked(priority_code)
    # Bookings of one service wait for each other, so that a slot never has more people than places.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"queue.book {service.id}"])
    if not service.in_use or starts_at not in times_of(service, starts_at.astimezone(clock.VIETNAM).date()):
        raise Invalid({"starts_at": _("Khung giờ này không nhận hẹn; hãy chọn khung giờ khác.")})
    if taken_places(service, starts_at) >= service.slot_places:
        raise Refused(_("Khung giờ này vừa hết chỗ; hãy chọn khung giờ khác."), code="slot-full")
    day = starts_at.astimezone(clock.VIETNAM).date()
    if Booking.objects.filter(
        account_id=account_id, service=service, starts_at__date=day, state=BookingState.BOOKED
    ).exists():
        raise Refused(_("Quý vị đã có lịch hẹn dịch vụ này trong ngày đó."), code="already-booked")
    return Booking.objects.create(
        service=service,
        starts_at=starts_at,
        account_id=account_id,
        name=name.strip(),
        token=secrets.token_urlsafe(12),
        code="".join(secrets.choice(_LETTERS) for _position in range(6)),
        priority=code,
    )


@transaction.atomic
def cancel(actor: Actor, token: str) -> Booking:
    """Give a booked place back to others."""
    booking = _locked(token)
    if booking.account_id != actor.own_id:
        raise NotFound
    if booking.state != BookingState.BOOKED:
        raise Refused(_("Lịch hẹn này không còn hủy được."), code="wrong-state")
    booking.state = BookingState.CANCELLED
    booking.save(update_fields=["state"])
    return booking


@transaction.atomic
def arrive(code: str, *, hall_id: object, actor: Actor = ANONYMOUS) -> Ticket:
    """Report at the kiosk for an appointment, by its code, and get a number; again, and get the same one."""
    booking = _locked(code)
    if booking.service.hall_id != hall_id:
        raise Refused(_("Lịch hẹn này ở {hall}.").format(hall=booking.service.hall.name), code="other-hall")
    if booking.ticket is not None:
        return booking.ticket
    now = clock.now()
    if booking.state != BookingState.BOOKED or now > booking.starts_at + LATE:
        raise Refused(_("Lịch hẹn này đã qua hoặc đã hủy. Hãy lấy số như bình thường."), code="booking-over")
    if now < booking.starts_at - EARLY:
        raise Refused(
            _("Chưa đến giờ hẹn {at}. Hãy báo đã đến trong vòng 30 phút trước giờ hẹn.").format(
                at=booking.starts_at.astimezone(clock.VIETNAM).strftime("%H:%M %d/%m/%Y")
            ),
            code="too-early",
        )
    booking.ticket = take_booked(
        actor,
        booking.service,
        account_id=booking.account_id,
        priority_code=booking.priority,
        due=booking.starts_at,
    )
    booking.state = BookingState.ARRIVED
    booking.save(update_fields=["ticket", "state"])
    return booking.ticket


def _locked(word: str) -> Booking:
    """Return the appointment behind its short code or its secret address, locked."""
    rows = Booking.objects.select_for_update(of=("self",)).select_related("service__hall__unit__parent", "ticket")
    wanted = word.strip()
    booking = rows.filter(code=wanted.upper()).first() or rows.filter(token=wanted.rpartition("/")[2] or wanted).first()
    if booking is None:
        raise NotFound(_("Không có lịch hẹn nào mang mã này. Hãy xem lại mã, hoặc lấy số như bình thường."))
    return booking
