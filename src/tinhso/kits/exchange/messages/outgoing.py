"""A document as its keeper hands it over to be sent."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kits.exchange.edxml.codes import EdxmlDocumentId


@dataclass(frozen=True)
class OutgoingDocument:
    """A document that is issued and leaves.

    ``document_id`` is the caller's own row; ``recipients`` are unit identifiers (QĐ 20/2020/QĐ-TTg), old or new form;
    ``notation`` is the symbol without the number (``QĐ-UBND``); ``signer_competence`` is ``TM.``, ``KT.`` …;
    ``priority`` 0 to 3; ``files`` stored files, the main one first; ``to_places`` the recipients as the paper lists
    them.
    """

    document_id: UUID
    sender: OrganizationUnit
    recipients: Sequence[str]
    number: int | str
    notation: str
    place: str
    issued_on: date
    kind_code: str
    kind_name: str
    subject: str
    signer_name: str
    signer_position: str = ""
    signer_competence: str = ""
    due_on: date | None = None
    priority: int = 0
    files: Sequence[StoredFile] = field(default_factory=tuple)
    response_to: EdxmlDocumentId | None = None
    to_places: Sequence[str] = field(default_factory=tuple)
    page_amount: int | None = None

    @property
    def edxml_id(self) -> EdxmlDocumentId:
        """How every message names the document."""
        return EdxmlDocumentId(self.sender.identifier, self.issued_on, self.code)

    @property
    def code(self) -> str:
        """Number and symbol, numbers below ten with a leading zero (NĐ 30/2020/NĐ-CP)."""
        number = f"{self.number:02d}" if isinstance(self.number, int) else self.number
        return f"{number}/{self.notation}"
