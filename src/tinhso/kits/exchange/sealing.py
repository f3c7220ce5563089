"""Sealing the log: position and hash for each line, a trusted timestamp over the head of the chain."""

import asyncio
import hashlib
import hmac
import json
import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from asn1crypto import cms
from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
from pyhanko.sign.validation.status import TimestampSignatureStatus
from pyhanko_certvalidator import ValidationContext

from tinhso.kernel.foundation import clock
from tinhso.kernel.signing import timestamps, trust
from tinhso.kits.exchange import log
from tinhso.kits.exchange.models import LogRecord, LogStamp

BATCH = 5000
FIRST = "0" * 64
"""What the first line names as the hash before it, and the first stamp as the stamp before it."""
_LOCK = 7_420_022
_COLUMNS = ", ".join(log.COLUMNS)


class StampRefused(Exception):  # noqa: N818 - says what is wrong
    """A timestamp that this installation does not believe; the message says why, in Vietnamese."""


def link(previous: str, position: int, canonical: str, signature: bytes) -> str:
    """Return the hash of the line at ``position`` after the hash ``previous``."""
    text = f"{previous}\n{position}\n{canonical}\n{signature.hex()}"
    return hashlib.sha256(text.encode()).hexdigest()


def imprint(position: int, digest: str, previous: str) -> bytes:
    """Return what a timestamp is taken of: the head of the chain, and the stamp before."""
    return hashlib.sha256(f"{position}\n{digest}\n{previous}".encode()).digest()


def seal(*, batch: int = BATCH) -> int:
    """Give every unsealed line its place in the chain; return how many. 0 when another sealer is at work."""
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
        position, digest = head()
        cursor.execute(
            f"SELECT {_COLUMNS} FROM exchange_logrecord WHERE position IS NULL ORDER BY at, id LIMIT %s",  # noqa: S608
            [size],
        )
        keys, positions, previous, hashes = [], [], [], []
        for row in cursor.fetchall():
            position += 1
            keys.append(row[0])
            positions.append(position)
            previous.append(digest)
            digest = link(digest, position, log.canonical(row[:-1]), bytes(row[-1]))
            hashes.append(digest)
        if keys:
            cursor.execute(
                "UPDATE exchange_logrecord e SET position = s.position, previous = s.previous, hash = s.hash"
                " FROM unnest(%s::uuid[], %s::bigint[], %s::text[], %s::text[]) AS s (id, position, previous, hash)"
                " WHERE e.id = s.id",
                [keys, positions, previous, hashes],
            )
    return len(keys)


def head() -> tuple[int, str]:
    """Return position and hash of the last sealed line."""
    row = LogRecord.objects.filter(position__isnull=False).order_by("-position").values_list("position", "hash").first()
    return (int(row[0] or 0), str(row[1])) if row else (0, FIRST)


def stamp() -> LogStamp | None:
    """Have the head of the chain timestamped; none when nothing is new or no service is configured.

    Raises ``StampRefused`` when the service does not answer, or answers what cannot be believed.
    """
    service = timestamps.current()
    position, digest = head()
    last = LogStamp.objects.order_by("-position").first()
    if service is None or position == (last.position if last else 0):
        return None
    previous = hashlib.sha256(bytes(last.token)).hexdigest() if last else FIRST
    wanted = imprint(position, digest, previous)
    try:
        token = asyncio.run(service.async_timestamp(wanted, "sha256"))
    except TimestampRequestError as error:
        raise StampRefused(_("dịch vụ cấp dấu thời gian không trả lời")) from error
    content: bytes = token.dump()
    found = check_token(content, wanted)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        newest = LogStamp.objects.order_by("-position").first()
        if (newest.id if newest else None) != (last.id if last else None):
            return None
        made = LogStamp.objects.create(
            at=found.at,
            position=position,
            hash=digest,
            previous=previous,
            token=content,
            authority=found.authority[:200],
        )
    write_head(position, digest)
    return made


@dataclass(frozen=True)
class Token:
    """What a believed timestamp says."""

    at: datetime
    authority: str


def check_token(content: bytes, wanted: bytes) -> Token:
    """Return what a timestamp token says when a trusted authority made it over ``wanted``; raise ``StampRefused``."""
    try:
        signed: Any = cms.ContentInfo.load(content, strict=True)["content"]
        at: datetime = signed["encap_content_info"]["content"].parsed["gen_time"].native
        context = ValidationContext(
            trust_roots=trust.roots(), moment=at, allow_fetching=False, revocation_mode="soft-fail"
        )
        found = asyncio.run(
            validate_tst_signed_data(signed, context, lambda algorithm: wanted if algorithm == "sha256" else b"")
        )
        status = TimestampSignatureStatus(**found)
    except Exception as error:
        raise StampRefused(_("dấu thời gian hỏng ({error})").format(error=type(error).__name__)) from error
    if not (status.intact and status.valid):
        raise StampRefused(_("dấu thời gian không phải của nội dung này, hoặc đã bị thay đổi"))
    authority = str(status.signing_cert.subject.human_friendly)
    if not status.trusted:
        raise StampRefused(_("dấu thời gian của nơi không được tin cậy: {name}").format(name=authority))
    return Token(at, authority)


def lag(now: datetime | None = None) -> timedelta:
    """Return how long the oldest line without a timestamp has been waiting for one; zero when none waits."""
    now = now or clock.now()
    covered = LogStamp.objects.order_by("-position").values_list("position", flat=True).first() or 0
    oldest = LogRecord.objects.filter(position=covered + 1).values_list("at", flat=True).first()
    if oldest is None:
        oldest = LogRecord.objects.filter(position=None).order_by("at").values_list("at", flat=True).first()
    return max(now - oldest, timedelta()) if oldest else timedelta()


def late_after() -> timedelta:
    """Return the waiting time after which the log's timestamps count as fallen behind."""
    return timedelta(minutes=settings.EXCHANGE_STAMP_LATE_MINUTES)


def head_file() -> Path:
    """Return where the head is kept outside the database."""
    return Path(settings.DATA_DIR) / "exchange-log-head"


def write_head(position: int, digest: str) -> None:
    """Keep the head outside the database; an older head never replaces a newer one."""
    standing = read_head()
    if standing is not None and standing[0] >= position:
        return
    path = head_file()
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    with fresh.open("w") as file:
        json.dump({"position": position, "hash": digest, "mac": _mac(position, digest)}, file)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def read_head() -> tuple[int, str] | None:
    """Return the head kept outside the database; none when there is none, or it is not the installation's."""
    try:
        kept = json.loads(head_file().read_text())
        position, digest = int(kept["position"]), str(kept["hash"])
        return (position, digest) if hmac.compare_digest(str(kept["mac"]), _mac(position, digest)) else None
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None


def _mac(position: int, digest: str) -> str:
    return hmac.new(settings.AUDIT_KEY.encode(), f"exchange:{position}:{digest}".encode(), hashlib.sha256).hexdigest()
