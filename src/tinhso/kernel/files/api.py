"""Sending files through the API, before they are handed in with an application."""

from typing import BinaryIO, cast
from uuid import UUID

from django.http import HttpRequest
from ninja import File, Router, Schema, Status
from ninja.files import UploadedFile

from tinhso.kernel.files import services
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.identity.access import api_requires
from tinhso.kernel.identity.actor import Actor

PREFIX = "/files"
router = Router(tags=["files"])


class FileOut(Schema):
    """A stored file; ``sha256`` is the digest of its content in hexadecimal."""

    id: UUID
    name: str
    size: int
    media_type: str
    sha256: str


@router.post("", response={201: FileOut})
@api_requires("signed-in")
def send_file(request: HttpRequest, file: File[UploadedFile]) -> Status[StoredFile]:
    """Store a file; what is empty, broken, executable or another kind than its name says is refused with the reason."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return Status(201, services.store(cast(BinaryIO, file.file), file.name or "", actor=actor))
