"""Writing to the log, and sealing it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Protocol
from uuid import UUID

from django.db import connection, transaction

from tinhso.kernel.audit import chain
from tinhso.kernel.audit.declarations import AUDIT_EVENTS, Undeclared
from tinhso.kernel.audit.models import AuditAnchor, AuditEntry
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Invalid

BATCH = 10_000
ANCHOR_EVERY = timedelta(minutes=10)
_LOCK = 7_420_001
"""The advisory lock of the one sealer."""


class Acting(Protocol):
    """Whoever acts: a person through an account, a program, or the system."""

    @property
    def account_id(self) -> UUID | None: ...
    @property
    def name(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def address(self) -> str: ...


@dataclass(frozen=True)
class Row:
    """One entry to be written by ``record_many``; the fields are those of ``record``."""

    actor: Acting
    code: str
    subject_kind: str
    subject_id: UUID | None = None
    subject_label: str = ""
    unit_id: UUID | None = None
    person_id: UUID | None = None
    purpose: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)


def record(
    actor: Acting,
    code: str,
    *,
    subject_kind: str,
    subject_id: UUID | None,
    subject_label: str = "",
    unit_id: UUID | None = None,
    person_id: UUID | None = None,
    purpose: str = "",
    **details: Any,
) -> None:
    """Write that ``actor`` did what ``code`` declares, in the caller's transaction.

    ``person_id`` is the person whose data are concerned. Raises ``Undeclared`` for an unlisted code or detail, and
    ``Invalid`` when the reading of a person's data comes without the person or a purpose.
    """
    row = Row(actor, code, subject_kind, subject_id, subject_label, unit_id, person_id, purpose, details)
    _entry(row).save(force_insert=True)


def record_many(rows: Iterable[Row]) -> None:
    """Write many entries at once; the same rules as ``record``."""
    AuditEntry.objects.bulk_create([_entry(row) for row in rows], batch_size=1000)


def record_view(
    actor: Acting,
    person_id: UUID,
    purpose: str,
    *,
    subject_kind: str = "person",
    subject_id: UUID | None = None,
    subject_label: str = "",
    unit_id: UUID | None = None,
) -> None:
    """Write that ``actor`` looked at the data of a person, and for what; the person can see it."""
    record(
        actor,
        "audit.person-viewed",
        subject_kind=subject_kind,
        subject_id=subject_id or person_id,
        subject_label=subject_label,
        unit_id=unit_id,
        person_id=person_id,
        purpose=purpose,
    )


def _entry(row: Row) -> AuditEntry:
    try:
        kind = AUDIT_EVENTS[row.code]
    except KeyError:
        raise Undeclared(f"no audit event {row.code!r} is declared") from None
    unlisted = set(row.details) - kind.names
    if unlisted:
        raise Undeclared(f"audit event {row.code!r} has no details {sorted(unlisted)}")
    if kind.reading and not (row.person_id and row.purpose.strip()):
        raise Invalid({"purpose": "Cần nêu mục đích và người có dữ liệu khi xem dữ liệu cá nhân."})
    return AuditEntry(
        account_id=row.actor.account_id,
        account_name=row.actor.name[:120],
        actor_kind=row.actor.kind,
        address=row.actor.address[:64],
        code=row.code,
        subject_kind=row.subject_kind,
        subject_id=row.subject_id,
        subject_label=row.subject_label[:250],
        unit_id=row.unit_id,
        person_id=row.person_id,
        purpose=row.purpose.strip()[:250],
        details=dict(row.details),
    )


def seal(*, batch: int = BATCH) -> int:
    """Seal every unsealed entry, batch by batch, and return how many; 0 when another sealer is at work."""
    total = 0
    while True:
        sealed = _seal_batch(batch)
        total += sealed
        if sealed < batch:
            return total


@transaction.atomic
def _seal_batch(size: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(
            "SELECT position, hash FROM audit_auditentry WHERE position IS NOT NULL ORDER BY position DESC LIMIT 1"
        )
        position, digest = cursor.fetchone() or (0, chain.FIRST)
        cursor.execute(
            f"SELECT id::text, {chain.CANONICAL} FROM audit_auditentry WHERE position IS NULL ORDER BY at, id LIMIT %s",  # noqa: S608 - constant
            [size],
        )
        keys, positions, previous, hashes = [], [], [], []
        for key, canonical in cursor.fetchall():
            position += 1
            keys.append(key)
            positions.append(position)
            previous.append(digest)
            digest = chain.link(digest, position, canonical)
            hashes.append(digest)
        if not keys:
            return 0
        cursor.execute(
            "UPDATE audit_auditentry e SET position = s.position, previous = s.previous, hash = s.hash"
            " FROM unnest(%s::uuid[], %s::bigint[], %s::text[], %s::text[]) AS s (id, position, previous, hash)"
            " WHERE e.id = s.id",
            [keys, positions, previous, hashes],
        )
    now = clock.now()
    _anchor(position, digest)
    transaction.on_commit(lambda: chain.write_head(position, digest, now))
    return len(keys)


def _anchor(position: int, digest: str) -> None:
    latest = AuditAnchor.objects.order_by("-position").first()
    if latest is None or latest.at < clock.now() - ANCHOR_EVERY:
        AuditAnchor.objects.create(position=position, hash=digest, mac=chain.sign(position, digest))
