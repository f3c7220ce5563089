"""Halls, counters and who sits at them."""

from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from tinhso.government.queue import permissions
from tinhso.government.queue.models import Booking, Counter, Hall, Service, Sitting, Ticket
from tinhso.government.queue.states import AT_COUNTER, BookingState
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import NotFound
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.organizations.models import OrganizationUnit, UnitKind
from tinhso.kits.procedures.models import Dossier


def open_halls() -> QuerySet[Hall]:
    """Return the halls in use, by centre, for everybody."""
    return Hall.objects.filter(in_use=True).select_related("unit__parent").order_by("unit__identifier", "name")


def visible_to(actor: Actor, permission: str) -> QuerySet[Hall]:
    """Return the halls over whose centre the actor holds ``permission``."""
    rows = Hall.objects.select_related("unit__parent").order_by("unit__identifier", "name")
    if actor.is_system:
        return rows
    below = Q(pk__in=[])
    for path in actor.roots(permission):
        below |= Q(unit__path__startswith=path)
    return rows.filter(below)


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


def services_of(hall: Hall, *, fields: bool = True) -> list[Service]:
    """Return the services in use, in their order, with their fields of procedures when these are wanted."""
    rows = hall.services.filter(in_use=True).order_by("position", "code").select_related("hall")
    return list(rows.prefetch_related("fields") if fields else rows)


def service_of(hall: Hall, service_id: UUID) -> Service:
    """Return a service in use of a hall; raise ``NotFound``."""
    service = hall.services.filter(id=service_id, in_use=True).select_related("hall__unit__parent").first()
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
    return rows.select_related("counter__hall__unit__parent").first()


def current_ticket(counter: Counter) -> Ticket | None:
    """Return the number that is at a counter."""
    rows = Ticket.objects.filter(counter=counter, state__in=AT_COUNTER, day=clock.today())
    return rows.select_related("service", "hall", "series").first()


def ticket_by_token(token: str) -> Ticket:
    """Return the number behind a secret address; raise ``NotFound``."""
    rows = Ticket.objects.select_related("hall__unit__parent", "service", "counter", "rating")
    ticket = rows.filter(token=token).first()
    if ticket is None:
        raise NotFound(_("Không có số thứ tự nào ở địa chỉ này."))
    return ticket


def own_tickets(actor: Actor) -> list[Ticket]:
    """Return the numbers of today that the actor took by telephone."""
    rows = Ticket.objects.filter(account_id=actor.own_id, day=clock.today())
    return list(rows.select_related("hall__unit__parent", "service").order_by("-taken_at")[:10])


def own_bookings(actor: Actor) -> list[Booking]:
    """Return the appointments that the actor has before him, and those of today."""
    midnight = clock.now().astimezone(clock.VIETNAM).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = Booking.objects.filter(account_id=actor.own_id, starts_at__gte=midnight).exclude(
        state=BookingState.CANCELLED
    )
    return list(rows.select_related("service__hall__unit__parent", "ticket").order_by("starts_at"))


def serves_here(actor: Actor, hall: Hall) -> bool:
    """Tell whether the actor may serve in the hall."""
    return actor.may(permissions.SERVE, hall.unit)


def centres(actor: Actor | None = None) -> QuerySet[OrganizationUnit]:
    """Return today's one-stop centres, by name; with an actor, those over which he may declare halls."""
    rows = OrganizationUnit.objects.on(clock.today()).filter(kind=UnitKind.ONE_STOP).select_related("parent")
    if actor is not None and not actor.is_system:
        rows = rows.filter(id__in=actor.unit_ids(permissions.MANAGE))
    return rows.order_by("identifier")


def ticket_for(actor: Actor, permission: str, ticket_id: UUID) -> Ticket:
    """Return a number of a hall over which the actor holds ``permission``; raise ``NotFound``."""
    rows = Ticket.objects.select_related("hall__unit__parent", "service", "counter")
    ticket = rows.filter(id=ticket_id).first()
    if ticket is None or not actor.may(permission, ticket.hall.unit):
        raise NotFound
    return ticket


def all_services(hall: Hall) -> list[Service]:
    """Return the services of a hall, those no longer used too."""
    return list(hall.services.order_by("position", "code").prefetch_related("fields"))


def any_service(hall: Hall, service_id: UUID) -> Service:
    """Return a service of a hall, used or not; raise ``NotFound``."""
    service = hall.services.filter(id=service_id).first()
    if service is None:
        raise NotFound
    return service


def any_counter(hall: Hall, counter_id: UUID) -> Counter:
    """Return a counter of a hall, used or not; raise ``NotFound``."""
    counter = hall.counters.filter(id=counter_id).first()
    if counter is None:
        raise NotFound
    return counter


def dossiers_of(ticket: Ticket) -> list[Dossier]:
    """Return the dossiers received from the holder of a number: code and procedure, no personal data."""
    rows = Dossier.objects.filter(queue_ticket__ticket=ticket).select_related("procedure")
    return list(rows.only("id", "code", "procedure__plain_name").order_by("submitted_at"))
