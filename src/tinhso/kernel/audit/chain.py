"""The hash chain: the canonical form of a row, the hash over it, and the head kept outside the database."""

import hashlib
import hmac
import json
import os
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

FIRST = "0" * 64
"""What the first entry names as the hash before it."""

# PostgreSQL's text of a jsonb array of every column: unambiguous, ordered, and made set by set in the database, so
# that anybody can recompute the chain with psql. Times are UTC with microseconds.
CANONICAL = """jsonb_build_array(id, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), account_id,
 account_name, actor_kind, address, code, subject_kind, subject_id, subject_label, unit_id, person_id, purpose,
 details)::text"""


def link(previous: str, position: int, canonical: str) -> str:
    """Return the hash of the entry at ``position`` whose row reads ``canonical``, after the hash ``previous``."""
    return hashlib.sha256(f"{previous}\n{position}\n{canonical}".encode()).hexdigest()


@dataclass(frozen=True)
class Head:
    """The last sealed entry at a moment."""

    position: int
    hash: str
    at: str
    mac: str

    @property
    def genuine(self) -> bool:
        """Whether the keyed hash fits: the head was written by somebody who holds the installation's key."""
        return hmac.compare_digest(self.mac, sign(self.position, self.hash))


def sign(position: int, digest: str) -> str:
    """Return the keyed hash (HMAC-SHA256) of a head."""
    return hmac.new(settings.AUDIT_KEY.encode(), f"{position}:{digest}".encode(), hashlib.sha256).hexdigest()


def head_file() -> Path:
    """Return where the head is kept outside the database; back it up elsewhere too."""
    return Path(settings.DATA_DIR) / "audit-head"


def write_head(position: int, digest: str, at: datetime) -> None:
    """Replace the head file in one step; an older head never replaces a newer one."""
    path = head_file()
    standing = read_head()
    if standing is not None and standing.genuine and standing.position >= position:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    head = Head(position, digest, at.isoformat(), sign(position, digest))
    with fresh.open("w") as file:
        json.dump(asdict(head), file)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def read_head() -> Head | None:
    """Return the head in the file, or None when there is none; an unreadable file is a head that is not genuine."""
    try:
        return Head(**json.loads(head_file().read_text()))
    except FileNotFoundError:
        return None
    except (ValueError, TypeError):
        return Head(0, "", "", "")
