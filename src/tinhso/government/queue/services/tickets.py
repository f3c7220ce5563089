"""Numbers are given out, given up, rated by their holders."""

import secrets
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from tinhso.government.queue import events, hours, permissions, priority
from tinhso.government.queue.models import CounterRating, Service, Ticket, TicketEvent, TicketNumber
from tinhso.government.queue.states import (
    OPEN,
    RANK_BOOKED,
    RANK_NORMAL,
    RANK_PRIORITY,
    TicketChannel,
    TicketState,
)
from tinhso.kernel.events import services as outbox
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Conflict, Invalid, NotFound, Refused
from tinhso.kernel.identity.actor import ANONYMOUS, Actor

_WIDTH = 3


def take(
    actor: Actor,
    service_id: UUID,
    *,
    channel: TicketChannel,
    priority_code: str = "",
    request_key: str | None = None,
) -> Ticket:
    """Give out the next number of a service; the same ``request_key`` gives the same number.

    Who takes it by telephone holds one open number in a hall. Raise ``Refused`` when the hall is closed.
    """
    service = Service.objects.select_related("hall__unit__parent").filter(id=service_id, in_use=True).first()
    if service is None:
        raise NotFound(_("Dịch vụ này không còn phát số."))
    if channel is TicketChannel.STAFF:
        actor.demand(permissions.ISSUE, service.hall.unit)
    account_id = actor.own_id if channel is TicketChannel.PHONE else None
    standing = Ticket.objects.filter(request_key=request_key, hall=service.hall).first() if request_key else None
    if standing is not None:
        return standing
    code = priority.checked(priority_code)
    hours.check_open(service.hall)
    now = clock.now()
    values = {
        "channel": channel,
        "account_id": account_id,
        "priority": code,
        "rank": RANK_PRIORITY if code else RANK_NORMAL,
        "queued_at": now,
        "request_key": request_key or None,
    }
    return _give(actor, service, now, values)


def take_booked(actor: Actor, service: Service, *, account_id: UUID, priority_code: str, due: datetime) -> Ticket:
    """Give out the number of somebody who came for an appointment."""
    now = clock.now()
    hours.check_open(service.hall)
    values = {
        "channel": TicketChannel.BOOKED,
        "account_id": account_id,
        "priority": priority_code,
        "rank": RANK_PRIORITY if priority_code else RANK_BOOKED,
        # Whoever comes late queues from when he came, before those without an appointment.
        "queued_at": max(due, now) if now > due else due,
        "not_before": due,
    }
    return _give(actor, service, now, values)


def _give(actor: Actor, service: Service, now: datetime, values: dict[str, Any]) -> Ticket:
    try:
        with transaction.atomic():
            number = _next_number(service)
            ticket = Ticket.objects.create(
                hall=service.hall,
                series=service,
                service=service,
                day=clock.today(),
                number=number,
                label=f"{service.code}{number:0{_WIDTH}d}",
                token=secrets.token_urlsafe(12),
                taken_at=now,
                **values,
            )
            tell(ticket, actor, "take")
            return ticket
    except IntegrityError:
        # The same form at the same moment, or a second telephone of the same person.
        key, account_id = values.get("request_key"), values.get("account_id")
        standing = Ticket.objects.filter(request_key=key).first() if key else None
        if standing is not None:
            return standing
        if account_id is None:
            raise
        mine = Ticket.objects.filter(account_id=account_id, hall=service.hall, day=clock.today(), state__in=OPEN)
        held = mine.first()
        if held is None:
            raise
        raise Refused(
            _("Quý vị đang giữ số {label} ở đây. Hãy dùng số ấy, hoặc bỏ số rồi lấy số khác.").format(label=held.label),
            code="already-queued",
            token=held.token,
        ) from None


def _next_number(service: Service) -> int:
    """Return the next number of the service today; it is given back when the transaction fails."""
    table = connection.ops.quote_name(TicketNumber._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (service_id, day, last) VALUES (%s, %s, 1) "  # noqa: S608 - only the table's own name
            "ON CONFLICT (service_id, day) DO UPDATE SET last = " + table + ".last + 1 RETURNING last",
            [service.id, clock.today()],
        )
        last: int = cursor.fetchone()[0]
        return last


def tell(ticket: Ticket, actor: Actor, act: str, note: str = "") -> None:
    """Write a line of the ticket's story."""
    TicketEvent.objects.create(
        ticket=ticket, at=clock.now(), act=act, counter_id=ticket.counter_id, actor_name=actor.name, note=note[:200]
    )


def publish(name: str, ticket: Ticket, actor: Actor, **more: Any) -> None:
    """Tell what happened to a ticket."""
    number = ticket.counter.number if ticket.counter is not None else None
    outbox.publish(name, ticket.id, actor=actor, hall=ticket.hall.slug, label=ticket.label, counter=number, **more)


@transaction.atomic
def give_up(token: str, actor: Actor = ANONYMOUS) -> Ticket:
    """Give a waiting number up; whoever holds the secret address may. Raise ``Refused`` once it is being served."""
    ticket = held(token)
    if ticket.state == TicketState.CANCELLED:
        return ticket
    if ticket.state not in (TicketState.WAITING, TicketState.CALLED):
        raise Refused(_("Số {label} không còn trong hàng đợi.").format(label=ticket.label), code="wrong-state")
    ticket.state, ticket.ended_at = TicketState.CANCELLED, clock.now()
    ticket.save(update_fields=["state", "ended_at"])
    tell(ticket, actor, "give-up")
    publish(events.TICKET_ENDED, ticket, actor, state=str(ticket.state))
    return ticket


def held(token: str) -> Ticket:
    """Return the ticket behind a secret address, locked; raise ``NotFound``."""
    rows = Ticket.objects.select_for_update(of=("self",)).select_related("hall__unit__parent", "service", "counter")
    ticket = rows.filter(token=token).first()
    if ticket is None:
        raise NotFound(_("Không có số thứ tự nào ở địa chỉ này."))
    return ticket


@transaction.atomic
def rate(token: str, *, score: int, comment: str = "", actor: Actor = ANONYMOUS) -> CounterRating:
    """Keep what the holder of a number that was served thinks of the counter; once."""
    ticket = held(token)
    if not 1 <= score <= 5:
        raise Invalid({"score": _("Hãy chọn mức hài lòng từ 1 đến 5.")})
    if ticket.state != TicketState.DONE:
        raise Refused(_("Chỉ đánh giá được sau khi đã được phục vụ."), code="wrong-state")
    if hasattr(ticket, "rating"):
        raise Conflict(_("Số {label} đã được đánh giá. Xin cảm ơn quý vị.").format(label=ticket.label))
    rating = CounterRating.objects.create(ticket=ticket, score=score, comment=comment.strip()[:2000], at=clock.now())
    publish(events.TICKET_RATED, ticket, actor, score=score)
    return rating
