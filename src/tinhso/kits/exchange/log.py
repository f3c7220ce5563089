"""Writing to the log of the exchange: ``append`` in the caller's transaction, signed line by line.

A line is signed when it is written, gets its place in the hash chain within seconds (``sealing.seal``), and the
chain's head a trusted timestamp within a minute (``stamping.stamp``). Bodies of personal data are never given here.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.ids import new_id
from tinhso.kits.exchange import keys
from tinhso.kits.exchange.models import LogRecord

SIGNED = (
    "id", "at", "kind", "direction", "message_id", "request_id", "consumer", "service", "agreement_id", "purpose",
    "caller", "user_id", "issue", "method", "path", "address", "result", "status", "error", "reason", "duration_us",
    "request_bytes", "response_bytes", "request_hash", "response_hash", "body", "details", "key_id",
)  # fmt: skip
"""The columns under the signature, in their order. Never changed: old lines must stay readable."""
COLUMNS = (*SIGNED, "signature")
_LIMITS = {name: int(getattr(LogRecord._meta.get_field(name), "max_length", 0) or 0) for name in SIGNED}


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be written. ``kind``, ``direction``, ``result``: values of the enumerations in ``models.records``.

    ``consumer`` and ``service`` are identifiers as text (``VN/GOV/H56/mot-cua``); ``reason`` says in Vietnamese why
    a line is not ``ok``; ``details`` is small and holds no personal data.
    """

    kind: str
    direction: str
    message_id: str
    result: str
    consumer: str = ""
    service: str = ""
    request_id: str = ""
    agreement_id: UUID | None = None
    purpose: str = ""
    caller: str = ""
    user_id: str = ""
    issue: str = ""
    method: str = ""
    path: str = ""
    address: str = ""
    status: int = 0
    error: str = ""
    reason: str = ""
    duration_us: int = 0
    request_bytes: int = 0
    response_bytes: int = 0
    request_hash: str = ""
    response_hash: str = ""
    body: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)
    at: datetime | None = None
    id: UUID | None = None


def append(entry: Entry) -> UUID:
    """Write one line in the caller's transaction; return its key."""
    return append_many([entry])[0]


def append_many(entries: Iterable[Entry]) -> list[UUID]:
    """Write lines in the caller's transaction; return their keys, in order."""
    key = keys.current()
    rows = [LogRecord(**dict(zip(COLUMNS, encode(entry, key), strict=True))) for entry in entries]
    LogRecord.objects.bulk_create(rows, batch_size=500)
    return [row.id for row in rows]


def encode(entry: Entry, key: keys.SigningKey) -> tuple[Any, ...]:
    """Return the values of ``COLUMNS`` of a line, signed with ``key``: for whoever writes by COPY."""
    values: list[Any] = [
        entry.id or new_id(), entry.at or clock.now(), str(entry.kind), str(entry.direction), entry.message_id,
        entry.request_id, entry.consumer, entry.service, entry.agreement_id, entry.purpose, entry.caller,
        entry.user_id, entry.issue, entry.method, entry.path, entry.address, str(entry.result), entry.status,
        entry.error, entry.reason, entry.duration_us, entry.request_bytes, entry.response_bytes, entry.request_hash,
        entry.response_hash, entry.body,
        json.dumps(entry.details, ensure_ascii=False, sort_keys=True, default=str) if entry.details else "",
        key.key_id,
    ]  # fmt: skip
    for place, name in enumerate(SIGNED):
        value = values[place]
        if value.__class__ is str:
            # PostgreSQL keeps no NUL, and no more than the column holds: what is signed is what is kept.
            if "\x00" in value:
                value = value.replace("\x00", "\N{REPLACEMENT CHARACTER}")
            limit = _LIMITS.get(name, 0)
            values[place] = value[:limit] if limit else value
    return (*values, key.sign(canonical(values).encode()))


def canonical(values: Iterable[Any]) -> str:
    """Return the text that is signed: a JSON array of ``SIGNED``, as PostgreSQL writes a ``jsonb_build_array``.

    Times are UTC with microseconds, keys are text; so anybody can rebuild it with ``psql``.
    """
    return json.dumps([_plain(value) for value in values], ensure_ascii=False)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")
    return str(value) if isinstance(value, UUID) else value
