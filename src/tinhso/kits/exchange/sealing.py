"""Sealing the log: position and hash for each line. Its head is timestamped by ``stamping``."""

import hashlib
import hmac
import json
import os
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from tinhso.kernel.foundation import clock
from tinhso.kits.exchange import log
from tinhso.kits.exchange.models import LogRecord, LogStamp

BATCH = 5000
FIRST = "0" * 64
"""What the first line names as the hash before it, and the first stamp as the stamp before it."""
LOCK = 7_420_022
"""Held by whoever writes the chain or its stamps."""
_COLUMNS = ", ".join(log.COLUMNS)


def link(previous: str, position: int, canonical: str, signature: bytes) -> str:
    """Return the hash of the line at ``position`` after the hash ``previous``."""
    text = f"{previous}\n{position}\n{canonical}\n{signature.hex()}"
    return hashlib.sha256(text.encode()).hexdigest()


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
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
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
