"""Turns of lanes: the first waiting message goes out, and only once the other side has it the next one."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Case, F, Prefetch, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, Greatest

from tinhso.kernel.events.services import publish
from tinhso.kernel.foundation import clock
from tinhso.kits.exchange.messages import cloudevents, events, journal, queue, trust
from tinhso.kits.exchange.messages.models import Correspondent, Dispatch, Lane, OutgoingMessage, PostingFile
from tinhso.kits.exchange.messages.problems import PROBLEMS, Undeliverable
from tinhso.kits.exchange.messages.services import receiving, writing
from tinhso.kits.exchange.messages.states import DispatchState, Kind, MessageState, Route
from tinhso.kits.exchange.messages.transport.choice import way_out

TURN = 200
"""Messages of a turn; then other lanes have theirs."""
AT_ONCE = 50
"""Messages that a turn reads together."""
WAITS = (5, 15, 30, 60, 120, 300, 600, 900, 1800)
"""Seconds between tries; the last one for all that follow."""


@dataclass(frozen=True)
class Turn:
    """What a turn did. ``rest``: messages still wait; ``again_at``: not before then."""

    delivered: int = 0
    set_aside: int = 0
    rest: bool = False
    again_at: datetime | None = None


def deliver(lane_id: int, *, most: int = TURN) -> Turn:
    """Give a lane its turn; does nothing while another worker is at it, or before its time."""
    lane = _lease(lane_id)
    if lane is None:
        return Turn()
    turn = Turn()
    try:
        turn = _run(lane, most)
    finally:
        _release(lane)
    if turn.rest:
        queue.wake(lane.id, at=turn.again_at)
    return turn


def _lease(lane_id: int) -> Lane | None:
    now = clock.now()
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    due = Q(next_at=None) | Q(next_at__lte=now)
    taken = Lane.objects.filter(free, due, id=lane_id, waiting=True).update(lease_until=now + _lease_time())
    if not taken:
        return None
    lane = Lane.objects.select_related("correspondent").get(id=lane_id)
    held = lane.correspondent
    if lane.route == Route.PULL or (held is not None and held.next_at is not None and held.next_at > now):
        Lane.objects.filter(id=lane_id).update(lease_until=None)
        return None
    return lane


def _release(lane: Lane) -> None:
    with transaction.atomic():
        Lane.objects.select_for_update().filter(id=lane.id).first()
        rest = OutgoingMessage.objects.filter(lane=lane, state=MessageState.WAITING).exists()
        Lane.objects.filter(id=lane.id).update(lease_until=None, waiting=rest)


def _lease_time() -> timedelta:
    return timedelta(seconds=settings.EXCHANGE_LEASE_SECONDS)


def _run(lane: Lane, most: int) -> Turn:
    delivered = aside = 0
    read: list[OutgoingMessage] = []
    with way_out(lane) as send:
        while delivered + aside < most:
            read = read or _next(lane, min(AT_ONCE, most - delivered - aside))
            if not read:
                return Turn(delivered, aside)
            message = read.pop(0)
            if not _still_waits(message):
                continue
            try:
                if lane.route == Route.LOCAL:
                    _hand_over(message)
                else:
                    data = written(message)
                    send(message, data)
                    (mark_delivered if send.answered else mark_handed)(message, data)
                if send.answered:
                    lane.delivered_number = message.number
                delivered += 1
            except Undeliverable as refusal:
                if refusal.problem.passing and not too_long(message):
                    return Turn(delivered, aside, rest=True, again_at=_wait(lane, message, refusal))
                set_aside(message, "no-contact" if refusal.problem.passing else refusal.code, refusal)
                aside += 1
            else:
                if send.answered:
                    contact(lane)
        return Turn(delivered, aside, rest=True)


def to_send() -> QuerySet[OutgoingMessage]:
    """Return messages with all that writing them asks for."""
    return OutgoingMessage.objects.select_related(
        "lane__correspondent", "dispatch__posting__sender", "dispatch__posting__replaces", "report__arrival__unit"
    ).prefetch_related(
        Prefetch("dispatch__posting__files", PostingFile.objects.select_related("file").order_by("position"))
    )


def _next(lane: Lane, most: int) -> list[OutgoingMessage]:
    """Return the first messages that wait. They share the lane, so each knows which one the other side has."""
    found = list(to_send().filter(lane=lane, state=MessageState.WAITING).order_by("number")[:most])
    for message in found:
        message.lane = lane
    return found


def _still_waits(message: OutgoingMessage) -> bool:
    """Tell whether nobody stopped or moved a message since it was read."""
    same = {"id": message.id, "number": message.number, "tries": message.tries, "state": MessageState.WAITING}
    return OutgoingMessage.objects.filter(**same).exists()


def written(message: OutgoingMessage) -> bytes:
    """Return the bytes of a message; raise ``Undeliverable`` when it cannot be written."""
    return cloudevents.body(message, trust.own_code()) if message.kind == Kind.EVENT else writing.write(message)


def _hand_over(message: OutgoingMessage) -> None:
    """Within this installation: taken and marked in one transaction, by the same door as from outside."""
    data = writing.write(message)
    envelope = receiving.Envelope(
        source="", route=Route.LOCAL, correspondent=None, message_id=str(message.id), number=message.number
    )
    with transaction.atomic():
        receiving.receive(envelope, data)
        mark_delivered(message, data)


@transaction.atomic
def mark_delivered(message: OutgoingMessage, data: bytes) -> None:
    """Note that the other side has a message."""
    now = clock.now()
    marked = OutgoingMessage.objects.filter(id=message.id).exclude(state=MessageState.DELIVERED)
    if not marked.update(
        state=MessageState.DELIVERED, delivered_at=now, tries=message.tries + 1, problem="", problem_code=""
    ):
        return
    Lane.objects.filter(id=message.lane_id).update(
        delivered_number=Greatest("delivered_number", message.number),
        tries=0,
        next_at=None,
        lease_until=Case(When(lease_until__isnull=False, then=Value(now + _lease_time()))),
    )
    if message.dispatch_id and message.kind == Kind.DOCUMENT:
        _dispatch_sent(message.dispatch_id, now)
    journal.sent(message, data)


def mark_handed(message: OutgoingMessage, _data: bytes) -> None:
    """Note that a queue between the installations keeps a message; how the other side took it, its receipt will say."""
    now = clock.now()
    # The receipt may have been quicker.
    OutgoingMessage.objects.filter(id=message.id, state=MessageState.WAITING, tries=message.tries).update(
        state=MessageState.HANDED, handed_at=now, problem="", problem_code=""
    )
    Lane.objects.filter(id=message.lane_id, lease_until__isnull=False).update(lease_until=now + _lease_time())


def _dispatch_sent(dispatch_id: UUID, now: datetime) -> None:
    open_still = Q(state__in=[DispatchState.QUEUED, DispatchState.FAILED])
    Dispatch.objects.filter(id=dispatch_id).update(
        sent_at=Coalesce("sent_at", Value(now)),
        state=Case(When(open_still, then=Value(DispatchState.SENT)), default=F("state")),
        problem=Case(When(open_still, then=Value("")), default=F("problem")),
        problem_code=Case(When(open_still, then=Value("")), default=F("problem_code")),
    )


def _wait(lane: Lane, message: OutgoingMessage, refusal: Undeliverable) -> datetime:
    """Put the lane off, and its correspondent's other lanes when it is he who cannot be reached."""
    if refusal.code == "out-of-order":
        heal(lane, int(refusal.told("last_number") or 0))
    now = clock.now()
    again = now + timedelta(seconds=WAITS[min(lane.tries, len(WAITS) - 1)])
    Lane.objects.filter(id=lane.id).update(tries=min(lane.tries + 1, 1000), next_at=again)
    OutgoingMessage.objects.filter(id=message.id).update(
        tries=min(message.tries + 1, 32000), problem_code=refusal.code, problem=refusal.message
    )
    if refusal.code == "unreachable" and lane.correspondent is not None:
        held = lane.correspondent
        pause = now + timedelta(seconds=WAITS[min(held.tries, len(WAITS) - 1)])
        Correspondent.objects.filter(id=held.id).update(
            next_at=pause, tries=min(held.tries + 1, 1000), problem=refusal.message
        )
    return again


def heal(lane: Lane, last_number: int) -> None:
    """The other side lacks messages that it once took (it was restored from a backup): they go again, in order."""
    passed = OutgoingMessage.objects.filter(
        lane=lane, state__in=[MessageState.DELIVERED, MessageState.HANDED], number__gt=last_number
    )
    passed.update(state=MessageState.WAITING, delivered_at=None, tries=F("tries") + 1)
    Lane.objects.filter(id=lane.id).update(delivered_number=last_number)


def contact(lane: Lane) -> None:
    """Note that the other side answers."""
    held = lane.correspondent
    if held is not None and (held.tries or held.heard_at is None or held.heard_at < clock.now() - timedelta(minutes=1)):
        held.tries, held.next_at, held.problem, held.heard_at = 0, None, "", clock.now()
        Correspondent.objects.filter(id=held.id).update(tries=0, next_at=None, problem="", heard_at=held.heard_at)
    lane.tries = 0


def too_long(message: OutgoingMessage) -> bool:
    """Tell whether a message waits for so long that a clerk should know."""
    return clock.now() - message.created_at > timedelta(hours=settings.EXCHANGE_GIVE_UP_HOURS)


@transaction.atomic
def set_aside(message: OutgoingMessage, code: str, refusal: Undeliverable) -> None:
    """Put a message on the dead-letter desk; those after it go on."""
    words = refusal.message if code == refusal.code else f"{PROBLEMS[code].words} {refusal.message}"[:600]
    OutgoingMessage.objects.filter(id=message.id).update(
        state=MessageState.DEAD, tries=min(message.tries + 1, 32000), problem_code=code, problem=words
    )
    journal.not_sent(message, message.xml.encode(), code, words)
    if message.kind != Kind.DOCUMENT or message.dispatch is None:
        return
    row = message.dispatch
    Dispatch.objects.filter(id=row.id).update(problem_code=code, problem=words)
    Dispatch.objects.filter(id=row.id, state=DispatchState.QUEUED).update(state=DispatchState.FAILED)
    publish(
        events.FAILED, row.posting.document_id, dispatch_id=row.id, recipient=row.recipient, code=code, reason=words
    )


def sweep(most: int = 200) -> int:
    """Give a turn to lanes whose time has come and that nobody woke; return how many."""
    now = clock.now()
    due = Q(next_at=None) | Q(next_at__lte=now)
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    reached = Q(correspondent=None) | Q(correspondent__next_at=None) | Q(correspondent__next_at__lte=now)
    rows = Lane.objects.filter(due, free, reached, waiting=True).exclude(route__in=[Route.PULL, Route.NONE])
    lanes = list(rows.order_by("next_at", "id").values_list("id", flat=True)[:most])
    for lane_id in lanes:
        deliver(lane_id)
    return len(lanes)
