"""What the other side answers later to a message that a queue between the installations took over."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from tinhso.kernel.foundation import clock
from tinhso.kits.exchange.messages import queue
from tinhso.kits.exchange.messages.models import Correspondent, Lane, OutgoingMessage
from tinhso.kits.exchange.messages.problems import Undeliverable
from tinhso.kits.exchange.messages.services import delivering
from tinhso.kits.exchange.messages.states import MessageState

UNANSWERED = timedelta(hours=6)
"""A message without a receipt for so long is published again: the queue, or the receipt, may have been lost."""


@transaction.atomic
def settle(correspondent: Correspondent, said: Mapping[str, Any]) -> None:
    """Note what the other side made of a message: taken, refused for good, or to be sent once more."""
    message = delivering.to_send().filter(id=said["message_id"], lane__correspondent=correspondent).first()
    if message is None or message.state in (MessageState.DELIVERED, MessageState.GIVEN_UP):
        return
    delivering.contact(message.lane)
    code = str(said.get("code", ""))
    if not code:
        delivering.mark_delivered(message, delivering.written(message))
        return
    refusal = Undeliverable(code, str(said.get("detail", "")))
    if said.get("gen") != message.sending:
        return  # of an earlier sending, which was answered
    if not refusal.problem.passing:
        if message.state != MessageState.DEAD:
            delivering.set_aside(message, refusal.problem.code, refusal)
        return
    if code == "out-of-order":
        delivering.heal(message.lane, int(said.get("last_number") or 0))
    _again(message, problem_code=refusal.code, problem=refusal.message)


def _again(message: OutgoingMessage, **told: str) -> None:
    """Put a message that the queue took over back into its lane, to be published under a new key."""
    OutgoingMessage.objects.filter(
        id=message.id, tries=message.tries, state__in=[MessageState.HANDED, MessageState.WAITING]
    ).update(state=MessageState.WAITING, tries=F("tries") + 1, **told)
    Lane.objects.filter(id=message.lane_id).update(waiting=True)
    queue.wake(message.lane_id)


def look_after() -> int:
    """Publish again what has no receipt for long; set aside what has none for days. Return how many."""
    now = clock.now()
    rows = OutgoingMessage.objects.filter(state=MessageState.HANDED, handed_at__lt=now - UNANSWERED)
    found = list(delivering.to_send().filter(id__in=rows.order_by("handed_at").values("id")[:500]))
    for message in found:
        if delivering.too_long(message):
            delivering.set_aside(message, "no-contact", Undeliverable("unreachable"))
        else:
            with transaction.atomic():
                _again(message)
    return len(found)
