"""Halls, counters and who sits at them."""

from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from tinhso.government.queue import permissions
from tinhso.government.queue.models import Booking, Counter, Hall, Service, Sitting, Ticket
from tinhso.government.queue.states import AT_COUNTER, BookingState
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import NotFound
from tinhso.kernel.identity.actor import Actor


def open_halls() -> QuerySet[Hall]:
    """Return the halls in use, by centre, for everybody."""
    return Hall.objects.filter(in_use=True).select_related("unit").order_by("unit__identifier", "name")


def visible_to(actor: Actor, permission: str) -> QuerySet[Hall]:
    """Return the halls over whose centre the actor holds ``permission``."""
    rows = Hall.objects.select_related("unit").order_by("unit__identifier", "name")
    return rows if actor.is_system else rows.filter(unit_id__in=actor.unit_ids(permission))


def hall_for(actor: Actor, permission: str, slug: str = "") -> Hall | None:
    """Return the hall of the address, or the first one, that the actor has a right over; none when he has none."""
    rows = visible_to(actor, permission)
    if not slug:
        sitting = sitting_for(actor)
        return sitting.counter.hall if sitting is not None else rows.filter(in_use=True).first()
    hall = rows.filter(slug=slug).first()
    if hall is None:
        raise NotFound
    return hall


def hall_by_slug(slug: str) -> Hall:
    """Return the hall in use at a public address; raise ``NotFound``."""
    hall = open_halls().filter(slug=slug).first()
    if hall is None:
        raise NotFound(_("Không có sảnh nào ở địa chỉ này."))
    return hall


def hall_by_kiosk_key(key: str) -> Hall:
    """Return the hall whose kiosk has this secret address; raise ``NotFound``."""
    hall = open_halls().filter(kiosk_key=key).first()
    if hall is None:
        raise NotFound(_("Địa chỉ máy lấy số không đúng. Hãy hỏi người quản trị của trung tâm."))
    return hall


def services_of(hall: Hall) -> list[Service]:
    """Return the services in use, in their order, with their fields."""
    return list(
        hall.services.filter(in_use=True).order_by("position", "code").select_related("hall").prefetch_related("fields")
    )


def service_of(hall: Hall, service_id: UUID) -> Service:
    """Return a service in use of a hall; raise ``NotFound``."""
    service = hall.services.filter(id=service_id, in_use=True).select_related("hall__unit").first()
    if service is None:
        raise NotFound(_("Dịch vụ này không còn ở sảnh."))
    return service


def counters_of(hall: Hall) -> list[Counter]:
    """Return the counters with their services and with ``sitting``: the open sitting, or none."""
    rows: QuerySet[Any] = hall.counters.order_by("number").prefetch_related(
        Prefetch("services", Service.objects.order_by("position", "code")),
        Prefetch(
            "sittings",
            Sitting.objects.filter(ended_at=None).select_related("account__person"),
            to_attr="open_sittings",
        ),
    )
    found: list[Counter] = list(rows)
    for counter in found:
        counter.sitting = next(iter(counter.open_sittings), None)  # type: ignore[attr-defined]
    return found


def sitting_for(actor: Actor) -> Sitting | None:
    """Return where the officer sits now, if anywhere."""
    if actor.account_id is None:
        return None
    rows = Sitting.objects.filter(account_id=actor.account_id, ended_at=None)
    return rows.select_related("counter__hall__unit").first()


def current_ticket(counter: Counter) -> Ticket | None:
    """Return the number that is at a counter."""
    rows = Ticket.objects.filter(counter=counter, state__in=AT_COUNTER, day=clock.today())
    return rows.select_related("service", "hall", "series").first()


def ticket_by_token(token: str) -> Ticket:
    """Return the number behind a secret address; raise ``NotFound``."""
    rows = Ticket.objects.select_related("hall__unit", "service", "counter", "rating")
    ticket = rows.filter(token=token).first()
    if ticket is None:
        raise NotFound(_("Không có số thứ tự nào ở địa chỉ này."))
    return ticket


def own_tickets(actor: Actor) -> list[Ticket]:
    """Return the numbers of today that the actor took by telephone."""
    rows = Ticket.objects.filter(account_id=actor.own_id, day=clock.today())
    return list(rows.select_related("hall__unit", "service").order_by("-taken_at")[:10])


def own_bookings(actor: Actor) -> list[Booking]:
    """Return the appointments that the actor has before him, and those of today."""
    midnight = clock.now().astimezone(clock.VIETNAM).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = Booking.objects.filter(account_id=actor.own_id, starts_at__gte=midnight).exclude(
        state=BookingState.CANCELLED
    )
    return list(rows.select_related("service__hall__unit", "ticket").order_by("starts_at"))


def serves_here(actor: Actor, hall: Hall) -> bool:
    """Tell whether the actor may serve in the hall."""
    return actor.may(permissions.SERVE, hall.unit)
