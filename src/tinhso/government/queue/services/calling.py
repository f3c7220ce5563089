"""At the counter: sitting down, calling, serving, moving, ending. Two officers never call the same number."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from tinhso.government.queue import events, permissions
from tinhso.government.queue.audit_events import TICKET_MOVED
from tinhso.government.queue.models import Counter, Service, Sitting, Ticket, TicketDossier
from tinhso.government.queue.services.tickets import publish, tell
from tinhso.government.queue.states import AT_COUNTER, RANK_EARLY, TicketState
from tinhso.kernel.audit import services as audit
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Conflict, Forbidden, NotFound, Refused
from tinhso.kernel.identity.actor import Actor
from tinhso.kits.procedures.models import Dossier

_WITH = ("hall__unit__parent", "service", "counter")


def sit_down(actor: Actor, counter_id: UUID) -> Sitting:
    """Open the counter for the officer; he leaves the one he had. Raise ``Conflict`` when somebody sits there."""
    counter = Counter.objects.select_related("hall__unit__parent").filter(id=counter_id, in_use=True).first()
    if counter is None:
        raise NotFound
    actor.demand(permissions.SERVE, counter.hall.unit)
    try:
        with transaction.atomic():
            own = Sitting.objects.select_for_update().filter(account_id=actor.own_id, ended_at=None).first()
            if own is not None and own.counter_id == counter.id:
                return own
            if own is not None:
                _end_sitting(own)
            return Sitting.objects.create(counter=counter, account_id=actor.own_id, began_at=clock.now())
    except IntegrityError:
        there = Sitting.objects.select_related("account__person").filter(counter=counter, ended_at=None).first()
        who = str(there.account) if there is not None else _("Người khác")
        raise Conflict(
            _("{who} đang ngồi quầy {number}. Hãy chọn quầy khác, hoặc nhờ người ấy rời quầy.").format(
                who=who, number=counter.number
            ),
            who=who,
        ) from None


@transaction.atomic
def leave(actor: Actor) -> None:
    """Close the officer's counter; whoever is at it must be ended first."""
    sitting = sitting_of(actor)
    if Ticket.objects.filter(counter=sitting.counter, state__in=AT_COUNTER, day=clock.today()).exists():
        raise Refused(_("Còn một số đang ở quầy. Hãy kết thúc trước khi rời quầy."), code="ticket-at-counter")
    _end_sitting(sitting)


def _end_sitting(sitting: Sitting) -> None:
    sitting.ended_at = clock.now()
    sitting.save(update_fields=["ended_at"])


def sitting_of(actor: Actor) -> Sitting:
    """Return where the officer sits, locked, so that pressing twice is done one after the other."""
    rows = Sitting.objects.select_for_update(of=("self",)).select_related("counter__hall__unit__parent")
    sitting = rows.filter(account_id=actor.own_id, ended_at=None).first()
    if sitting is None:
        raise Refused(_("Quý vị chưa ngồi quầy nào. Hãy chọn quầy trước."), code="no-counter")
    actor.demand(permissions.SERVE, sitting.counter.hall.unit)
    return sitting


def in_order(tickets: QuerySet[Ticket], now: datetime) -> QuerySet[Ticket]:
    """Put waiting tickets into the order of calling: rank, then since when; an appointment before its time last."""
    early = When(not_before__gt=now, rank__gt=0, then=Value(RANK_EARLY))
    turn = Case(early, default=F("rank"), output_field=IntegerField())
    return tickets.annotate(turn=turn).order_by("turn", "queued_at", "id")


def waiting_for(counter: Counter, now: datetime) -> QuerySet[Ticket]:
    """Return the waiting tickets that the counter may call, in the order of calling."""
    rows = Ticket.objects.filter(
        Q(counter=None) | Q(counter=counter),
        hall_id=counter.hall_id,
        day=clock.today(),
        state=TicketState.WAITING,
        service_id__in=counter.services.values("id"),
    )
    return in_order(rows, now)


@transaction.atomic
def call_next(actor: Actor) -> Ticket | None:
    """Call the next number to the officer's counter, ending the one that was served; none when nobody waits.

    A row that another officer is taking at this moment is passed over, not waited for.
    """
    sitting = sitting_of(actor)
    counter, now = sitting.counter, clock.now()
    current = Ticket.objects.select_for_update(of=("self",)).select_related(*_WITH)
    here = current.filter(counter=counter, state__in=AT_COUNTER).first()
    if here is not None:
        if here.state == TicketState.CALLED and here.day == clock.today():
            raise Refused(
                _("Số {label} đang được gọi. Hãy bấm “Bắt đầu”, “Gọi lại” hoặc “Vắng mặt”.").format(label=here.label),
                code="still-called",
            )
        _finish(here, actor, TicketState.DONE if here.served_at else TicketState.NO_SHOW, now)
    key = (
        waiting_for(counter, now).select_for_update(skip_locked=True, of=("self",)).values_list("id", flat=True).first()
    )
    if key is None:
        return None
    ticket = Ticket.objects.select_related(*_WITH).get(id=key)
    return _call(ticket, counter, actor, now)


def _call(ticket: Ticket, counter: Counter, actor: Actor, now: datetime) -> Ticket:
    ticket.counter, ticket.officer_id, ticket.state = counter, actor.account_id, TicketState.CALLED
    ticket.called_at = ticket.called_at or now
    ticket.last_called_at, ticket.calls = now, ticket.calls + 1
    ticket.save(update_fields=["counter", "officer", "state", "called_at", "last_called_at", "calls"])
    tell(ticket, actor, "call")
    publish(events.TICKET_CALLED, ticket, actor)
    return ticket


@transaction.atomic
def call(actor: Actor, ticket_id: UUID) -> Ticket:
    """Call a certain number out of turn; what is called keeps its reason in the story. One at a time."""
    counter = sitting_of(actor).counter
    ticket = _locked(actor, ticket_id)
    if ticket.hall_id != counter.hall_id:
        raise Refused(_("Số này thuộc sảnh khác."), code="other-hall")
    if ticket.state not in (TicketState.WAITING, TicketState.NO_SHOW) or ticket.day != clock.today():
        raise _wrong(ticket)
    if Ticket.objects.filter(counter=counter, state__in=AT_COUNTER).exists():
        raise Refused(_("Còn một số đang ở quầy. Hãy kết thúc trước khi gọi số khác."), code="ticket-at-counter")
    ticket.ended_at = None
    ticket.save(update_fields=["ended_at"])
    _note(ticket, actor, "call-out-of-turn")
    return _call(ticket, counter, actor, clock.now())


@transaction.atomic
def recall(actor: Actor) -> Ticket:
    """Call the number again that was called and did not come yet."""
    ticket = _at(actor, TicketState.CALLED)
    return _call(ticket, sitting_of(actor).counter, actor, clock.now())


@transaction.atomic
def start(actor: Actor) -> Ticket:
    """Note that the holder came and is being served; once."""
    ticket = _at(actor, *AT_COUNTER)
    if ticket.state == TicketState.CALLED:
        ticket.state, ticket.served_at = TicketState.SERVING, clock.now()
        ticket.save(update_fields=["state", "served_at"])
        tell(ticket, actor, "start")
    return ticket


@transaction.atomic
def finish(actor: Actor) -> Ticket:
    """End the service of the number at the officer's counter."""
    ticket = _at(actor, *AT_COUNTER)
    now = clock.now()
    ticket.served_at = ticket.served_at or ticket.last_called_at
    return _finish(ticket, actor, TicketState.DONE, now)


@transaction.atomic
def no_show(actor: Actor) -> Ticket:
    """Note that nobody came to the call."""
    return _finish(_at(actor, TicketState.CALLED), actor, TicketState.NO_SHOW, clock.now())


def _finish(ticket: Ticket, actor: Actor, state: TicketState, now: datetime) -> Ticket:
    ticket.state, ticket.ended_at = state, now
    ticket.save(update_fields=["state", "ended_at", "served_at"])
    tell(ticket, actor, "finish" if state == TicketState.DONE else "no-show")
    publish(events.TICKET_ENDED, ticket, actor, state=str(state))
    return ticket


@transaction.atomic
def transfer(
    actor: Actor, ticket_id: UUID, *, service_id: UUID, counter_id: UUID | None = None, note: str = ""
) -> Ticket:
    """Send a number to another service of the hall, or to one counter of it; it keeps its place in time."""
    ticket = _locked(actor, ticket_id)
    if ticket.state not in (TicketState.WAITING, *AT_COUNTER):
        raise _wrong(ticket)
    service = Service.objects.filter(id=service_id, hall_id=ticket.hall_id, in_use=True).first()
    counters = Counter.objects.filter(hall_id=ticket.hall_id, in_use=True)
    counter = counters.filter(id=counter_id).first() if counter_id else None
    if service is None or (counter_id is not None and counter is None):
        raise NotFound(_("Dịch vụ hoặc quầy này không có ở sảnh."))
    if counter is not None and not counter.services.filter(id=service.id).exists():
        raise Refused(_("Quầy {number} không phục vụ dịch vụ này.").format(number=counter.number), code="not-served")
    ticket.service, ticket.counter = service, counter
    return _wait_again(ticket, actor, "transfer", note)


@transaction.atomic
def put_back(actor: Actor, ticket_id: UUID, note: str = "") -> Ticket:
    """Put a number that was not there when called back at the end of its queue, on the same day."""
    ticket = _locked(actor, ticket_id)
    if ticket.state not in (TicketState.NO_SHOW, TicketState.CALLED) or ticket.day != clock.today():
        raise _wrong(ticket)
    ticket.counter, ticket.queued_at = None, clock.now()
    return _wait_again(ticket, actor, "put-back", note)


def _wait_again(ticket: Ticket, actor: Actor, act: str, note: str) -> Ticket:
    ticket.state, ticket.officer = TicketState.WAITING, None
    ticket.served_at = ticket.ended_at = None
    ticket.save()
    _note(ticket, actor, act, note)
    return ticket


def _note(ticket: Ticket, actor: Actor, act: str, note: str = "") -> None:
    tell(ticket, actor, act, note)
    audit.record(
        actor,
        TICKET_MOVED,
        subject_kind="queue.ticket",
        subject_id=ticket.id,
        subject_label=ticket.label,
        unit_id=ticket.hall.unit_id,
        act=act,
        note=note,
    )


def _at(actor: Actor, *states: TicketState) -> Ticket:
    """Return the ticket at the officer's counter, locked; raise ``Refused``."""
    counter = sitting_of(actor).counter
    rows = Ticket.objects.select_for_update(of=("self",)).select_related(*_WITH)
    ticket = rows.filter(counter=counter, state__in=states).first()
    if ticket is None:
        raise Refused(_("Không có số nào như vậy ở quầy của quý vị."), code="no-ticket")
    return ticket


def _locked(actor: Actor, ticket_id: UUID) -> Ticket:
    """Return a ticket of a hall of the officer, locked; raise ``NotFound``."""
    rows = Ticket.objects.select_for_update(of=("self",)).select_related(*_WITH)
    ticket = rows.filter(id=ticket_id).first()
    if ticket is None:
        raise NotFound
    if not any(actor.may(right, ticket.hall.unit) for right in (permissions.SERVE, permissions.ISSUE)):
        raise Forbidden(_("Số này thuộc trung tâm khác."), permission=permissions.SERVE)
    if ticket.state in AT_COUNTER:
        sitting = Sitting.objects.filter(counter=ticket.counter, ended_at=None).first()
        if sitting is not None and sitting.account_id != actor.account_id:
            raise Conflict(_("Số {label} đang ở quầy của người khác.").format(label=ticket.label))
    return ticket


def _wrong(ticket: Ticket) -> Refused:
    return Refused(
        _("Số {label} đang ở trạng thái “{state}” nên không làm được việc này.").format(
            label=ticket.label, state=ticket.get_state_display()
        ),
        code="wrong-state",
    )


@transaction.atomic
def attach(actor: Actor, ticket_id: UUID, dossier: Dossier) -> None:
    """Remember that a dossier was received from the holder of the number at the officer's counter."""
    counter = sitting_of(actor).counter
    ticket = Ticket.objects.filter(id=ticket_id, counter=counter, state__in=AT_COUNTER).first()
    if ticket is None:
        raise Refused(_("Không có số nào như vậy ở quầy của quý vị."), code="no-ticket")
    TicketDossier.objects.get_or_create(dossier=dossier, defaults={"ticket": ticket})
