"""Books and numbers; incoming documents and the work on them; outgoing documents, their drafts and signatures."""

from tinhso.government.official_documents.models.books import Book, BookNumber, BookSeries
from tinhso.government.official_documents.models.drafting import Draft, DraftAnnex, DraftComment, OpinionSlip
from tinhso.government.official_documents.models.incoming import HEAD_LETTERS, IncomingDocument, IncomingFile
from tinhso.government.official_documents.models.instructions import Assignment, Instruction
from tinhso.government.official_documents.models.outgoing import OutgoingDocument, Recipient, SignatureStep

__all__ = [
    "HEAD_LETTERS",
    "Assignment",
    "Book",
    "BookNumber",
    "BookSeries",
    "Draft",
    "DraftAnnex",
    "DraftComment",
    "IncomingDocument",
    "IncomingFile",
    "Instruction",
    "OpinionSlip",
    "OutgoingDocument",
    "Recipient",
    "SignatureStep",
]
