"""Putting messages in their lanes, in the caller's transaction, and waking whoever delivers them."""

from typing import Any

from tinhso.kernel.foundation import clock
from tinhso.kits.exchange.messages import queue
from tinhso.kits.exchange.messages.models import Correspondent, Lane, OutgoingMessage
from tinhso.kits.exchange.messages.states import Route


def lane_of(sender: str, route: str, correspondent: Correspondent | None) -> Lane:
    """Return the lane, locked until the transaction ends: its numbers have no gap."""
    key = {"sender": sender, "route": route, "correspondent": correspondent}
    lane = Lane.objects.select_for_update().filter(**key).first()
    if lane is None:
        Lane.objects.bulk_create([Lane(**key)], ignore_conflicts=True)
        lane = Lane.objects.select_for_update().get(**key)
    return lane


def put(sender: str, route: str, correspondent: Correspondent | None, messages: list[OutgoingMessage]) -> None:
    """Give messages the next numbers of their lane; they leave once the transaction is kept."""
    if not messages:
        return
    lane = lane_of(sender, route, correspondent)
    for message in messages:
        lane.last_number += 1
        message.lane, message.number = lane, lane.last_number
    OutgoingMessage.objects.bulk_create(messages)
    _woken(lane)


def put_back(message: OutgoingMessage, **changes: Any) -> None:
    """Put a message that was set aside at the end of its lane again, under its own key."""
    lane = Lane.objects.select_for_update().get(id=message.lane_id)
    lane.last_number += 1
    message.number, message.state, message.tries, message.created_at = lane.last_number, "waiting", 0, clock.now()
    message.problem_code = message.problem = message.xml = ""
    for name, value in changes.items():
        setattr(message, name, value)
    message.save()
    _woken(lane)


def _woken(lane: Lane) -> None:
    """A lane that was empty gets a turn; one that is at work finds the new messages by itself."""
    asleep = not lane.waiting and lane.route != Route.PULL
    lane.waiting = True
    lane.save(update_fields=["last_number", "waiting"])
    if asleep:
        queue.wake(lane.id)
