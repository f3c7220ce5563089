"""Files that come with messages: within them, handed over ahead of them, or lying in this installation already.

A content that is handed over ahead grows part by part in a file of its own, never in memory; once whole, it is
hashed, recognised, scanned and kept like every upload.
"""

import hashlib
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.db import transaction

from tinhso.kernel.files.kinds import DOCUMENTS, TEXT, XML, ZIP
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.files.services import store
from tinhso.kernel.files.vault import CHUNK, folder, full_disk_refused
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Conflict, Invalid
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kits.exchange.edxml.messages import Attachment
from tinhso.kits.exchange.messages.models import IncomingContent
from tinhso.kits.exchange.messages.problems import Undeliverable
from tinhso.kits.exchange.messages.states import Route

ACCEPTED = DOCUMENTS | {XML, TEXT, ZIP}
"""What may be attached to a document: what officials may attach, and data files."""
LIFE = timedelta(days=7)
"""How long a content waits for the message that names it."""


def take(envelope: Any, attachments: Sequence[Attachment]) -> list[StoredFile]:
    """Return the files of a message, in order; raise ``Undeliverable`` when one is missing or not taken."""
    return [_one(envelope, attachment) for attachment in attachments]


def _one(envelope: Any, attachment: Attachment) -> StoredFile:
    if attachment.content is not None:
        try:
            return store(attachment.content, attachment.name, actor=SYSTEM, accept=ACCEPTED)
        except Invalid as error:
            raise Undeliverable("attachment-refused", error.fields.get("file", attachment.name)) from error
    if envelope.route == Route.LOCAL:
        found = StoredFile.objects.filter(sha256=attachment.sha256, size=attachment.size)
        file = found.filter(name=attachment.name).order_by("created_at").first() or found.first()
        if file is None:
            raise Undeliverable("attachment-lost", attachment.name)
        return file
    held = IncomingContent.objects.select_related("file").filter(
        source=envelope.source, sha256=attachment.sha256, file__isnull=False
    )
    content = held.first()
    if content is None or content.file is None or content.size != attachment.size:
        raise Undeliverable("attachments-missing", attachment.name, missing=[attachment.sha256])
    return content.file


def is_sha256(text: str) -> bool:
    """Tell whether a text is a SHA-256 as hexadecimal digits."""
    return len(text) == 64 and not set(text) - set("0123456789abcdef")


def most_bytes() -> int:
    """Return how large a file may be."""
    return int(settings.UPLOAD_LIMIT_BYTES)


def offset(source: str, sha256: str) -> int:
    """Return how much of a content is here; its whole size once it was kept."""
    row = IncomingContent.objects.filter(source=source, sha256=sha256, file__isnull=False).first()
    if row is not None:
        return row.size
    path = _part(source, sha256)
    return path.stat().st_size if path.exists() else 0


def append(source: str, sha256: str, name: str, *, size: int, at: int, body: bytes) -> int:
    """Append a part that begins at ``at``; return how much is here now.

    Raises ``Conflict`` when another part is awaited, ``Undeliverable`` when the whole is not what its hash says, or
    is not taken; ``StorageFull`` when the disk is full.
    """
    held = offset(source, sha256)
    row = IncomingContent.objects.filter(source=source, sha256=sha256, file__isnull=False).first()
    if row is not None:
        return held
    if at == 0 and held and len(body) == size:
        _part(source, sha256).unlink(missing_ok=True)
        held = 0
    if at != held or held + len(body) > size:
        raise Conflict(str(held))
    path = _part(source, sha256)
    with full_disk_refused(), path.open("ab") as file:
        file.write(body)
    held += len(body)
    if held == size:
        _whole(source, sha256, name, size, path)
    return held


def _part(source: str, sha256: str) -> Path:
    return folder("exchange") / f"{hashlib.sha256(source.encode()).hexdigest()[:16]}-{sha256}.part"


def _whole(source: str, sha256: str, name: str, size: int, path: Path) -> None:
    try:
        with path.open("rb") as file:
            if _hash(file) != sha256:
                raise Undeliverable("attachment-lost", name)
            file.seek(0)
            with transaction.atomic():
                stored = store(file, name, actor=SYSTEM, accept=ACCEPTED)
                IncomingContent.objects.update_or_create(
                    source=source,
                    sha256=sha256,
                    defaults={"size": size, "name": name[:200], "file": stored, "expires_at": clock.now() + LIFE},
                )
    except Invalid as error:
        path.unlink(missing_ok=True)
        raise Undeliverable("attachment-refused", error.fields.get("file", name)) from error
    except Undeliverable:
        path.unlink(missing_ok=True)
        raise
    path.unlink(missing_ok=True)


def _hash(file: BinaryIO) -> str:
    digest = hashlib.sha256()
    while chunk := file.read(CHUNK):
        digest.update(chunk)
    return digest.hexdigest()


def clean() -> int:
    """Forget contents that no message named in time; files that a document holds stay. Return how many."""
    now = clock.now()
    gone, _kinds = IncomingContent.objects.filter(expires_at__lt=now).delete()
    for path in folder("exchange").glob("*.part"):
        if path.stat().st_mtime < (now - LIFE).timestamp():
            path.unlink(missing_ok=True)
    return gone
