"""Putting documents into work files (hồ sơ công việc), with what the inventory says of them."""

from __future__ import annotations

from importlib import import_module
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.government.official_documents import kinds
from tinhso.government.official_documents.models import IncomingDocument, OutgoingDocument
from tinhso.government.official_documents.states import OUT
from tinhso.kernel.foundation.errors import Refused
from tinhso.kernel.identity.actor import Actor

_FILES = "tinhso.government.work_files"
INCOMING, OUTGOING = "official_documents.incoming", "official_documents.outgoing"


def open_files(actor: Actor) -> list[tuple[str, str]]:
    """Return the work files into which the actor may put documents; none without that module."""
    if not apps.is_installed(_FILES):
        return []
    rows = import_module(f"{_FILES}.queries").open_files(actor)[:200]
    return [(str(row.pk), str(row)) for row in rows]


def files_with(actor: Actor, kind: str, key: UUID) -> list[Any]:
    """Return the work files in which a document stands and which the actor may see."""
    return list(import_module(f"{_FILES}.queries").files_with(actor, kind, key)) if apps.is_installed(_FILES) else []


@transaction.atomic
def put(actor: Actor, document: IncomingDocument | OutgoingDocument, work_file: UUID) -> None:
    """Put a document that the actor may see into an open work file; twice it stands once. Raises ``Refused``."""
    filing = import_module(f"{_FILES}.services.filing")
    if isinstance(document, IncomingDocument):
        kind, files = INCOMING, [row.file for row in document.files.select_related("file").order_by("ordinal")]
        issuer, signer = document.sender_name, document.signer_name
    else:
        if document.state not in OUT:
            raise Refused(_("Chỉ văn bản đã ban hành mới vào hồ sơ."), code="wrong-state")
        kind, files = OUTGOING, [file for file in (document.signed_file or document.file,) if file is not None]
        issuer, signer = document.unit.name, document.signer_name
    about = filing.About(
        type_name=kinds.name_of(document.kind_code),
        number=document.symbol.split("/", 1)[0],
        notation=document.symbol.split("/", 1)[-1],
        issued_on=document.issued_on,
        issuer=issuer,
        signer=signer,
        pages=document.pages or 0,
        paper=not files,
    )
    filing.put(actor, work_file, kind, document.pk, document.subject or document.symbol, files, about)
