"""A row as it stood: its versions, and what changed from one to the next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from types import SimpleNamespace
from typing import Any

from django.db.models import QuerySet

from tinhso.kernel.foundation.clock import VIETNAM
from tinhso.kernel.foundation.errors import NotFound
from tinhso.kits.registers.definition import Definition
from tinhso.kits.registers.shown import Shown, value

MOST_VERSIONS = 200


@dataclass(frozen=True)
class Change:
    """A field that changed: what stood before and what after."""

    label: str
    before: Shown | None
    after: Shown


@dataclass(frozen=True)
class Version:
    """A row as it stood from a moment on, and what was different from the version before."""

    revision: int
    at: datetime
    by: str
    reason: str
    status: str
    row: Any
    changes: list[Change]
    first: bool


def versions_of(definition: Definition, row: Any, *, open_: bool) -> list[Version]:
    """Return the last versions of a row, the newest first; personal values are masked unless ``open_``."""
    events = list(_events(row).order_by("-revision", "-pgh_id")[: MOST_VERSIONS + 1])
    whole = [_joined(definition, event) for event in _pointed(definition, events)]
    found = []
    for place, event in enumerate(whole[:MOST_VERSIONS]):
        before = whole[place + 1] if place + 1 < len(whole) else None
        found.append(
            Version(
                revision=event.revision, at=event.updated_at, by=event.changed_by, reason=event.reason,
                status=event.status, row=event, changes=_changes(definition, before, event, open_=open_),
                first=before is None,
            )
        )  # fmt: skip
    return found


def as_of(definition: Definition, row: Any, day: date) -> Any:
    """Return the row as it stood at the end of ``day``; raise ``NotFound`` for a day before it was there."""
    moment = datetime.combine(day, time.min, tzinfo=VIETNAM) + timedelta(days=1)
    events = list(_events(row).filter(updated_at__lt=moment).order_by("-revision", "-pgh_id")[:1])
    if not events:
        raise NotFound
    return _joined(definition, _pointed(definition, events)[0])


def _events(row: Any) -> QuerySet[Any]:
    rows: QuerySet[Any] = row.events.all()
    return rows


def _pointed(definition: Definition, events: list[Any]) -> list[Any]:
    """Read at once what the versions' fields point to."""
    for field in definition.fields:
        if field.target is None:
            continue
        column = field.columns[0]
        keys = {getattr(event, column) for event in events} - {None}
        rows = field.target._default_manager.all()
        if field.kind.code == "area":
            rows = rows.defer("boundary")
        known = rows.in_bulk(keys)
        for event in events:
            event.__dict__.setdefault("pointed", {})[field.name] = known.get(getattr(event, column))
    return events


def _joined(definition: Definition, event: Any) -> Any:
    """Return a version as something that fields read like a row."""
    row = SimpleNamespace(**{name: content for name, content in vars(event).items() if not name.startswith("_")})
    for field in definition.fields:
        if field.target is not None:
            setattr(row, field.name, event.pointed[field.name])
        elif field.kind.code == "point":
            setattr(row, field.name, definition.model.__dict__[field.name].__get__(event))
    return row


def _changes(definition: Definition, before: Any, after: Any, *, open_: bool) -> list[Change]:
    found = []
    for name in (*(field.name for field in definition.fields), "status"):
        field = definition.field(name)
        new = field.kind.value_of(field, after)
        if before is None:
            if new not in (None, "", False) and name != "status":
                found.append(Change(field.title, None, value(field, after, open_=open_)))
        elif field.kind.value_of(field, before) != new:
            pair = value(field, before, open_=open_), value(field, after, open_=open_)
            found.append(Change(field.title, *pair))
    return found
