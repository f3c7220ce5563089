"""Publishing events and delivering them to their subscribers."""

import json
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Protocol
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError

from tinhso.kernel.events.declarations import EVENTS, EventRecord, Subscriber, Undeclared, subscribers_of
from tinhso.kernel.events.models import Delivery, DeliveryState, OutboxEvent
from tinhso.kernel.events.work import DEFER, WAITS
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.ids import new_id

DELIVER = "events.deliver"
QUEUE = "events"
MOST_TRIES = len(WAITS) + 1

_INSERT = (
    "INSERT INTO events_outboxevent (id, name, subject_id, data, actor, at, trace)"
    " VALUES (%s, %s, %s, %s::jsonb, %s::jsonb, %s, %s)"
)
_INSERT_AND_DEFER = f"WITH event AS ({_INSERT}) SELECT {DEFER}"

_trace: ContextVar[str] = ContextVar("trace", default="")


class Acting(Protocol):
    """Whoever acts: what an event remembers of an actor."""

    @property
    def account_id(self) -> UUID | None: ...
    @property
    def name(self) -> str: ...
    @property
    def kind(self) -> str: ...


class DeliveryFailed(Exception):  # noqa: N818 - says what happened
    """Some subscribers failed; the job is tried again for them alone."""


@contextmanager
def tracing(trace: str) -> Iterator[None]:
    """Give the events published within the block one ``trace``, so that a chain of work can be followed."""
    token = _trace.set(trace[:64])
    try:
        yield
    finally:
        _trace.reset(token)


def publish(name: str, subject_id: UUID, *, actor: Acting | None = None, **data: Any) -> UUID:
    """Write the declared event ``name`` about ``subject_id`` and return its key.

    It must run inside the transaction of what it tells about: both are kept, or neither. Raises ``Undeclared``
    when the name, or exactly this set of fields, is not declared. When somebody subscribes, the delivery job goes
    into the queue in the same statement.
    """
    try:
        kind = EVENTS[name]
    except KeyError:
        raise Undeclared(f"no event {name!r} is declared") from None
    if data.keys() != kind.names:
        raise Undeclared(f"event {name!r} has the fields {sorted(kind.names)}, not {sorted(data)}")
    if not connection.in_atomic_block:
        raise TransactionManagementError("an event is published inside the transaction that it tells about")
    key = new_id()
    who = {"account_id": str(actor.account_id or ""), "name": actor.name, "kind": actor.kind} if actor else {}
    row: list[Any] = [
        key,
        name,
        subject_id,
        json.dumps(data, cls=DjangoJSONEncoder),
        json.dumps(who),
        clock.now(),
        _trace.get() or str(key),
    ]
    with connection.cursor() as cursor:
        if subscribers_of(name):
            cursor.execute(_INSERT_AND_DEFER, [*row, QUEUE, DELIVER, 0, json.dumps({"event_id": str(key)}), None])
        else:
            cursor.execute(_INSERT, row)
    return key


def deliver(event_id: UUID) -> None:
    """Let every subscriber of the event handle it, each in a transaction of its own.

    A subscriber that handled it before is passed over; one that fails does not hold the others up. Raises
    ``DeliveryFailed`` while some are to be tried again.
    """
    row = OutboxEvent.objects.get(id=event_id)
    event = EventRecord(row.id, row.name, row.subject_id, row.data, row.actor, row.at, row.trace)
    again = [subscriber.name for subscriber in subscribers_of(row.name) if not _deliver_to(subscriber, event)]
    if again:
        raise DeliveryFailed(", ".join(again))


def _deliver_to(subscriber: Subscriber, event: EventRecord) -> bool:
    """Return whether nothing is left to try."""
    try:
        with transaction.atomic(), tracing(event.trace):
            if _claim(subscriber.name, event.id):
                subscriber.handler(event)
    except Exception:
        return _fail(subscriber.name, event.id, traceback.format_exc(limit=-8)) == DeliveryState.DEAD
    return True


def _claim(subscriber: str, event_id: UUID) -> bool:
    """Write the delivery as done; false when it stands as done or dead. A second worker waits for the first here."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO events_delivery (event_id, subscriber, state, tries, error, at)"
            " VALUES (%s, %s, 'done', 1, '', %s)"
            " ON CONFLICT (event_id, subscriber) DO UPDATE SET state = 'done', error = '', at = excluded.at,"
            " tries = events_delivery.tries + 1 WHERE events_delivery.state = 'failing' RETURNING id",
            [event_id, subscriber, clock.now()],
        )
        return cursor.fetchone() is not None


def _fail(subscriber: str, event_id: UUID, error: str) -> str:
    """Remember a failure and return the state that it leads to."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO events_delivery AS d (event_id, subscriber, state, tries, error, at)"
            " VALUES (%s, %s, 'failing', 1, %s, %s)"
            " ON CONFLICT (event_id, subscriber) DO UPDATE SET error = excluded.error, at = excluded.at,"
            " tries = d.tries + 1, state = CASE WHEN d.state = 'failing' AND d.tries + 1 >= %s THEN 'dead'"
            " ELSE d.state END RETURNING state",
            [event_id, subscriber, error, clock.now(), MOST_TRIES],
        )
        return str(cursor.fetchone()[0])


@transaction.atomic
def retry_dead(delivery_ids: list[int] | None = None) -> int:
    """Try dead deliveries (those given, or all) again from the start; return how many."""
    dead = Delivery.objects.select_for_update().filter(state=DeliveryState.DEAD)
    if delivery_ids is not None:
        dead = dead.filter(id__in=delivery_ids)
    rows = list(dead)
    Delivery.objects.filter(id__in=[row.id for row in rows]).update(state=DeliveryState.FAILING, tries=0)
    with connection.cursor() as cursor:
        for event_id in {row.event_id for row in rows}:
            arguments: Mapping[str, str] = {"event_id": str(event_id)}
            cursor.execute(f"SELECT {DEFER}", [QUEUE, DELIVER, 0, json.dumps(arguments), None])
    return len(rows)


def clean() -> None:
    """Drop the traces of failed turns of periodic jobs: the next turn did their work."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM procrastinate_jobs WHERE queue_name = 'periodic' AND status IN ('failed', 'aborted')"
        )
