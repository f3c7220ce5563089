"""Reading stored files."""

from typing import BinaryIO
from uuid import UUID

from tinhso.kernel.files import vault
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.foundation.errors import NotFound
from tinhso.kernel.identity.actor import Actor


def open_file(file: StoredFile) -> BinaryIO:
    """Open a stored file's content for reading."""
    return vault.place(file.sha256).open("rb")


def read(file: StoredFile) -> bytes:
    """Return a stored file's content."""
    return vault.place(file.sha256).read_bytes()


def file_by_id(key: UUID) -> StoredFile:
    """Return a stored file; raise ``NotFound``."""
    file = StoredFile.objects.filter(id=key).first()
    if file is None:
        raise NotFound
    return file


def own_file(actor: Actor, key: UUID) -> StoredFile:
    """Return a file that the actor stored: nobody hands in another's file by its key. Raise ``NotFound``."""
    file = StoredFile.objects.filter(pk=key, uploaded_by_id=actor.account_id).first() if actor.account_id else None
    if file is None:
        raise NotFound
    return file
