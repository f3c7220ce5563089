"""Files of documents that the actor may see."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from tinhso.government.official_documents.models import IncomingDocument, OutgoingDocument
from tinhso.government.official_documents.queries import incoming, outgoing
from tinhso.government.official_documents.states import Outgoing
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.foundation.errors import NotFound
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.organizations.models import OrganizationUnit


@dataclass(frozen=True)
class DocumentFile:
    """A file and the document that it belongs to."""

    document: IncomingDocument | OutgoingDocument
    kind: str
    unit: OrganizationUnit
    file: StoredFile


def file_of(actor: Actor, way: str, key: UUID, file: UUID) -> DocumentFile:
    """Return a file of a document that the actor may see; raise ``NotFound``."""
    if way == "den":
        document = incoming.document_of(actor, key)
        row = document.files.select_related("file").filter(file_id=file).first()
        if row is not None:
            return DocumentFile(document, "official_documents.incoming", document.unit, row.file)
    elif way == "di":
        own = outgoing.document_of(actor, key)
        annex = own.annexes.filter(removed_at=None, file_id=file).select_related("file").first()
        papers = {found.pk: found for found in (own.signed_file or own.file,) if found is not None}
        if annex is not None:
            papers[annex.file_id] = annex.file
        if file in papers and (annex is not None or own.state != Outgoing.DRAFTING):
            return DocumentFile(own, "official_documents.outgoing", own.unit, papers[file])
    raise NotFound
