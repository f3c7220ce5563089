"""Reading stored files."""

from collections.abc import Collection
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


def own_files(actor: Actor, keys: Collection[UUID]) -> dict[UUID, StoredFile]:
    """Return files that the actor stored, by key: nobody hands in another's file by its key. Raise ``NotFound``."""
    if not keys:
        return {}
    files = {file.id: file for file in StoredFile.objects.filter(pk__in=keys, uploaded_by_id=actor.own_id)}
    if set(keys) - set(files):
        raise NotFound
    return files


def own_file(actor: Actor, key: UUID) -> StoredFile:
    """Return one file that the actor stored; raise ``NotFound``."""
    return own_files(actor, {key})[key]
