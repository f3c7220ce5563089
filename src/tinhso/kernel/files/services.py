"""Storing files, and taking over what resumable uploads brought."""

import hashlib
import io
import secrets
from collections.abc import Collection
from datetime import timedelta
from pathlib import Path, PurePath
from typing import BinaryIO
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.kernel.files import parts, scanner, sniff, vault
from tinhso.kernel.files.kinds import DOCUMENTS
from tinhso.kernel.files.models import Scan, StoredFile, Upload
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Conflict, Invalid, NotFound
from tinhso.kernel.identity.actor import Actor

UPLOAD_LIFE = timedelta(days=2)
MOST_OPEN_UPLOADS = 200
"""How many unfinished uploads one owner may have."""


def store(
    content: bytes | BinaryIO,
    name: str,
    *,
    actor: Actor,
    accept: Collection[str] | None = None,
    most_bytes: int | None = None,
) -> StoredFile:
    """Store a file that came from outside; its content lies once on disk however often it is given.

    ``accept`` holds media types (:data:`~tinhso.kernel.files.kinds.DOCUMENTS` when not given); ``most_bytes``
    is at most ``UPLOAD_LIMIT_BYTES``. Raises ``Invalid`` (field ``file``) with the remedy when it is refused.
    """
    stream = io.BytesIO(content) if isinstance(content, bytes) else content
    limit = min(most_bytes or settings.UPLOAD_LIMIT_BYTES, settings.UPLOAD_LIMIT_BYTES)
    with vault.receive(stream, limit) as incoming:
        return _accept(incoming, name, actor, accept)


def store_made(content: bytes, name: str, media_type: str, *, actor: Actor) -> StoredFile:
    """Store a file that the system itself made: it is neither sniffed nor scanned, and counts as clean."""
    with vault.receive(io.BytesIO(content), max(len(content), 1)) as incoming:
        vault.keep(incoming)
        return _record(incoming, name, media_type, actor, Scan.CLEAN)


def begin_upload(name: str, length: int, *, actor: Actor, token: str = "") -> Upload:
    """Begin a resumable upload of ``length`` bytes for ``actor``, or for the holder of ``token`` when anonymous."""
    if not 0 < length <= settings.UPLOAD_LIMIT_BYTES:
        raise vault.too_large(settings.UPLOAD_LIMIT_BYTES)
    if actor.account_id is None and not token:
        raise NotFound
    open_ones = Upload.objects.filter(file=None, **_owner(actor, token))
    if open_ones.count() >= MOST_OPEN_UPLOADS:
        raise Conflict(_("Có quá nhiều tệp đang tải lên dở. Hãy hoàn tất hoặc bỏ bớt rồi thử lại."))
    upload = Upload.objects.create(
        name=clean_name(name),
        length=length,
        expires_at=clock.now() + UPLOAD_LIFE,
        **_owner(actor, token),
    )
    parts.create(upload.id)
    return upload


def cancel_upload(upload_id: UUID, actor: Actor, token: str = "") -> None:
    """End an upload and free what has arrived (tus "termination")."""
    upload = find_upload(upload_id, actor, token)
    with parts.locked(upload.id):
        parts.remove(upload.id)
    Upload.objects.filter(id=upload.id, file=None).delete()


def claim_upload(
    upload_id: UUID | str, actor: Actor, *, token: str = "", accept: Collection[str] | None = None
) -> StoredFile:
    """Turn a finished upload into a stored file; claiming it again gives the same file.

    Raises ``NotFound`` when it is another's or expired, ``Invalid`` when it is unfinished or refused.
    """
    with transaction.atomic():
        upload = Upload.objects.select_for_update().get(id=find_upload(upload_id, actor, token).id)
        if upload.file is not None:
            return upload.file
        with parts.locked(upload.id) as path:
            arrived = path.stat().st_size
            if arrived != upload.length:
                raise Invalid(
                    {
                        "file": _("Tệp “%(name)s” mới tải lên được %(percent)s%%. Hãy tải tiếp cho xong.")
                        % {"name": upload.name, "percent": arrived * 100 // upload.length}
                    }
                )
            with vault.adopt(path) as incoming:
                upload.file = _accept(incoming, upload.name, actor, accept)
        upload.save(update_fields=["file"])
        transaction.on_commit(lambda: parts.remove(upload.id))
        return upload.file


def find_upload(upload_id: UUID | str, actor: Actor, token: str = "") -> Upload:
    """Return an upload of this owner that has not expired; raise ``NotFound``."""
    try:
        key = UUID(str(upload_id))
    except ValueError:
        raise NotFound from None
    if actor.account_id is None and not token:
        raise NotFound
    upload = Upload.objects.filter(id=key, expires_at__gt=clock.now(), **_owner(actor, token)).first()
    if upload is None:
        raise NotFound(_("Lần tải lên này không còn. Hãy chọn lại tệp để tải lên từ đầu."))
    return upload


def expire_uploads() -> int:
    """Remove uploads past their time and what killed processes left; return how many uploads."""
    expired = list(Upload.objects.filter(expires_at__lte=clock.now()).values_list("id", flat=True)[:5000])
    for upload_id in expired:
        parts.remove(upload_id)
    Upload.objects.filter(id__in=expired).delete()
    vault.sweep()
    return len(expired)


def new_token() -> str:
    """Return a fresh secret for the session of somebody without an account."""
    return secrets.token_urlsafe(24)


def clean_name(name: str) -> str:
    """Return a file's name without folders and control characters, at most 200 characters, its ending kept."""
    plain = "".join(char for char in PurePath(name.replace("\\", "/")).name if char.isprintable()).strip(" .")
    if len(plain) > 200:
        ending = PurePath(plain).suffix[:20]
        plain = plain[: 200 - len(ending)] + ending
    return plain or "tep"


def _accept(incoming: vault.Incoming, name: str, actor: Actor, accept: Collection[str] | None) -> StoredFile:
    name = clean_name(name)
    media_type = sniff.recognise(incoming.path, name, DOCUMENTS if accept is None else accept)
    verdict = scanner.scan(incoming.path)
    vault.keep(incoming)
    return _record(incoming, name, media_type, actor, verdict)


def _record(incoming: vault.Incoming, name: str, media_type: str, actor: Actor, verdict: Scan) -> StoredFile:
    return StoredFile.objects.create(
        sha256=incoming.sha256,
        size=incoming.size,
        media_type=media_type,
        name=clean_name(name),
        uploaded_by_id=actor.account_id,
        scan=verdict,
    )


def _owner(actor: Actor, token: str) -> dict[str, str | UUID | None]:
    if actor.account_id is not None:
        return {"account_id": actor.account_id}
    return {"account_id": None, "owner_token": hashlib.sha256(token.encode()).hexdigest()}


def content_path(file: StoredFile) -> Path:
    """Return where a stored file's content lies."""
    return vault.place(file.sha256)
