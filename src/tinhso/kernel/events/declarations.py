"""What may be published and who listens: filled by each app's ``events.py`` and ``subscribers.py``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tinhso.kernel.foundation.registry import Registry

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_RESERVED = {"name", "subject_id", "actor"}


class Undeclared(LookupError):  # noqa: N818 - says what is wrong
    """An event name, or a set of fields, that no ``events.py`` declares: a programming error."""


@dataclass(frozen=True)
class EventKind:
    """A declared event: its stable name, one Vietnamese sentence, and each field with its meaning."""

    name: str
    sentence: StrOrPromise
    fields: tuple[tuple[str, StrOrPromise], ...]
    names: frozenset[str]


@dataclass(frozen=True)
class EventRecord:
    """An event as a handler receives it; ``data`` holds JSON values (a UUID arrives as text)."""

    id: UUID
    name: str
    subject_id: UUID
    data: dict[str, Any]
    actor: dict[str, Any]
    at: datetime
    trace: str


Handler = Callable[[EventRecord], None]


@dataclass(frozen=True)
class Subscriber:
    """A handler with the stable name under which its deliveries are remembered."""

    name: str
    event: str
    handler: Handler


EVENTS: Registry[EventKind] = Registry("event")
SUBSCRIBERS: Registry[Subscriber] = Registry("subscriber")
_by_event: dict[str, list[Subscriber]] = {}


def declare(name: str, sentence: StrOrPromise, fields: Mapping[str, StrOrPromise]) -> str:
    """Declare the event ``name`` (``<module>.<what-happened>``) and return its name.

    ``sentence`` says in Vietnamese what happened; ``fields`` maps each field of the data to its meaning. Exactly
    these fields are published: an optional one is published as ``None``.
    """
    clash = _RESERVED & set(fields)
    if clash:
        raise ValueError(f"event {name!r} may not have the fields {sorted(clash)}")
    EVENTS.register(name, EventKind(name, sentence, tuple(fields.items()), frozenset(fields)))
    return name


def subscribe(name: str, *, code: str = "") -> Callable[[Handler], Handler]:
    """Let the decorated function handle every event ``name`` published from now on, exactly once in effect.

    It runs in the worker, in a transaction of its own, in no promised order. ``code`` is the name under which
    deliveries are remembered (the function's dotted path when not given): keep it when the function moves, or
    events under way are handled again.
    """
    if name not in EVENTS:
        raise Undeclared(f"no event {name!r} is declared")

    def register(handler: Handler) -> Handler:
        key = code or f"{handler.__module__}.{handler.__qualname__}"
        subscriber = Subscriber(key, name, handler)
        SUBSCRIBERS.register(key, subscriber)
        standing = _by_event.setdefault(name, [])
        if subscriber not in standing:
            standing.append(subscriber)
        return handler

    return register


def subscribers_of(name: str) -> list[Subscriber]:
    """Return the subscribers of the event ``name``."""
    return _by_event.get(name, [])


def forget(code: str) -> None:
    """Take a subscriber away again; for tests that add one."""
    subscriber = SUBSCRIBERS.withdraw(code)
    _by_event[subscriber.event].remove(subscriber)


def catalogue() -> list[dict[str, Any]]:
    """Return every declared event by name: ``name``, ``sentence``, ``fields`` (dict), ``subscribers`` (names)."""
    return [
        {
            "name": kind.name,
            "sentence": kind.sentence,
            "fields": dict(kind.fields),
            "subscribers": [subscriber.name for subscriber in subscribers_of(kind.name)],
        }
        for kind in EVENTS.values()
    ]
