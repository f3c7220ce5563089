"""The content-hash store on disk: each content once, whole or not at all.

A content is written beside the store, flushed to the disk, and only then renamed to its place, so that a full
disk or a killed process leaves nothing half under a hash.
"""

import errno
import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.kernel.foundation.errors import Invalid, Refused
from tinhso.kernel.foundation.ids import new_id

CHUNK = 1 << 18
STALE_SECONDS = 24 * 3600
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class StorageFull(Refused):
    """The disk of the store has no room left."""

    status = 507
    title = gettext_lazy("Hết chỗ lưu trữ")

    def __init__(self) -> None:
        super().__init__(
            _("Máy chủ đã hết chỗ lưu tệp, tệp chưa được lưu. Xin thử lại sau hoặc báo cho người quản trị."),
            code="storage-full",
        )


@dataclass(frozen=True)
class Incoming:
    """A content that lies, whole, beside the store."""

    path: Path
    sha256: str
    size: int


def root() -> Path:
    """Return the store's folder."""
    return Path(settings.FILES_ROOT)


def place(sha256: str) -> Path:
    """Return where the content with this hash lies."""
    return root() / "content" / sha256[:2] / sha256[2:4] / sha256


def folder(name: str) -> Path:
    """Return the folder ``name`` of the store, made when it is not there."""
    path = root() / name
    path.mkdir(parents=True, exist_ok=True, mode=0o750)
    return path


@contextmanager
def full_disk_refused() -> Iterator[None]:
    """Turn the system's "no space" into :class:`StorageFull`."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise StorageFull from error
        raise


@contextmanager
def receive(content: BinaryIO, most_bytes: int) -> Iterator[Incoming]:
    """Write ``content`` beside the store and yield it; what was not kept within the block is removed.

    Raises ``Invalid`` when it is longer than ``most_bytes``, ``StorageFull`` when the disk is full.
    """
    digest, size = hashlib.sha256(), 0
    path = folder("incoming") / f"{new_id()}.part"
    try:
        with full_disk_refused(), path.open("xb") as file:
            while chunk := content.read(CHUNK):
                size += len(chunk)
                if size > most_bytes:
                    raise too_large(most_bytes)
                digest.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        yield Incoming(path, digest.hexdigest(), size)
    finally:
        with suppress(FileNotFoundError):
            path.unlink()


@contextmanager
def adopt(path: Path) -> Iterator[Incoming]:
    """Yield a file that already lies in the store's file system, hashed, under a second name.

    The first name stays, so that a transaction that is rolled back loses nothing.
    """
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            size += len(chunk)
            digest.update(chunk)
    second = folder("incoming") / f"{new_id()}.part"
    with full_disk_refused():
        second.hardlink_to(path)
    try:
        yield Incoming(second, digest.hexdigest(), size)
    finally:
        with suppress(FileNotFoundError):
            second.unlink()


def keep(incoming: Incoming) -> None:
    """Move a received content to its place, durably; nothing happens when the same content lies there."""
    target = place(incoming.sha256)
    if target.exists() and target.stat().st_size == incoming.size:
        return
    with full_disk_refused():
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
        incoming.path.chmod(0o440)
        incoming.path.replace(target)
        for parent in (target.parent, target.parent.parent, target.parent.parent.parent):
            _sync_folder(parent)


def sweep(now: float | None = None) -> int:
    """Remove what killed processes left beside the store; return how many files."""
    limit = (time.time() if now is None else now) - STALE_SECONDS
    removed = 0
    for path in folder("incoming").iterdir():
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < limit:
                path.unlink()
                removed += 1
    return removed


def too_large(most_bytes: int) -> Invalid:
    """Return the refusal of a content that is too long."""
    return Invalid(
        {
            "file": _(
                "Tệp lớn hơn mức cho phép là %(limit)s MB. Hãy chụp hoặc quét lại với độ phân giải thấp hơn, "
                "hoặc tách thành nhiều tệp."
            )
            % {"limit": f"{most_bytes / 1024 / 1024:.0f}"}
        }
    )


def _sync_folder(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
