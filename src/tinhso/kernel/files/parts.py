"""What has arrived of resumable uploads: one growing file each; its size is the offset.

A lock on the file lets one request write at a time and goes with the process that held it.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.kernel.files import vault
from tinhso.kernel.foundation.errors import Conflict, NotFound


class Locked(Conflict):
    """Another request is writing to the same upload."""

    status = 423
    title = gettext_lazy("Đang tải lên ở nơi khác")

    def __init__(self) -> None:
        super().__init__(_("Tệp này đang được tải lên ở một kết nối khác. Xin đợi vài giây rồi thử lại."))


def path_of(upload_id: UUID) -> Path:
    """Return where an upload's bytes lie."""
    return vault.folder("uploads") / f"{upload_id}.part"


def create(upload_id: UUID) -> None:
    """Make an upload's empty file."""
    with vault.full_disk_refused():
        path_of(upload_id).touch(exist_ok=False)


def offset(upload_id: UUID) -> int:
    """Return how many bytes have arrived."""
    try:
        return path_of(upload_id).stat().st_size
    except FileNotFoundError:
        raise NotFound from None


@contextmanager
def locked(upload_id: UUID) -> Iterator[Path]:
    """Hold the upload's lock and yield its path; raise ``Locked`` at once when another holds it."""
    path = path_of(upload_id)
    try:
        descriptor = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        raise NotFound from None
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Locked from None
        yield path
    finally:
        os.close(descriptor)


def append(path: Path, body: BinaryIO, most: int) -> int:
    """Append at most ``most`` bytes of ``body``; what arrived before a lost connection stays. Return the new size."""
    with vault.full_disk_refused(), path.open("ab") as file:
        try:
            while most > 0 and (chunk := body.read(min(vault.CHUNK, most))):
                file.write(chunk)
                most -= len(chunk)
        finally:
            file.flush()
            os.fsync(file.fileno())
    return path.stat().st_size


def remove(upload_id: UUID) -> None:
    """Remove what has arrived."""
    with suppress(FileNotFoundError):
        path_of(upload_id).unlink()
