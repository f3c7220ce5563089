"""Messages as values: a document on its way with its header, and a state that goes back."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from tinhso.kits.exchange.edxml.codes import Business, EdxmlDocumentId, StatusCode


@dataclass(frozen=True)
class Organ:
    """A unit as a message names it (``From``, ``To``)."""

    organ_id: str
    name: str
    in_charge: str = ""
    address: str = ""
    email: str = ""
    telephone: str = ""
    fax: str = ""
    website: str = ""


@dataclass(frozen=True)
class Staff:
    """Who acts for a unit (``StaffInfo``)."""

    name: str = ""
    department: str = ""
    mobile: str = ""
    email: str = ""


@dataclass(frozen=True)
class Signer:
    """Who signed (``SignerInfo``)."""

    name: str = ""
    position: str = ""
    competence: str = ""


@dataclass(frozen=True)
class Attachment:
    """A file of a document: its content within the message, or by reference (SHA-256 and size)."""

    content_id: str
    name: str
    content_type: str
    sha256: str
    size: int
    description: str = ""
    content: bytes | None = field(default=None, repr=False)
    """The content itself, when it travels within the message."""


@dataclass(frozen=True)
class Trace:
    """A stop on the way (``TraceHeader``)."""

    organ_id: str
    at: datetime


@dataclass(frozen=True)
class DocumentMessage:
    """A document message (``edXMLEnvelope``). ``business`` says what it is for; a recall has no files."""

    message_id: str
    business: Business
    sender: Organ
    recipients: tuple[Organ, ...]
    number: str
    notation: str
    place: str
    issued_on: date
    kind_code: str
    kind_name: str
    subject: str
    document_id: EdxmlDocumentId
    signer: Signer = Signer()
    content: str = ""
    due_on: date | None = None
    to_places: tuple[str, ...] = ()
    priority: int = 0
    page_amount: int | None = None
    copies: int | None = None
    sphere: str = ""
    appendixes: tuple[str, ...] = ()
    response_to: tuple[EdxmlDocumentId, ...] = ()
    steering: str = ""
    traces: tuple[Trace, ...] = ()
    reason: str = ""
    """Why it is recalled, updated or replaced."""
    about: EdxmlDocumentId | None = None
    """The document that is recalled or updated."""
    replaces: tuple[EdxmlDocumentId, ...] = ()
    staff: Staff = Staff()
    attachments: tuple[Attachment, ...] = ()
    other: dict[str, Any] = field(default_factory=dict)

    @property
    def code(self) -> str:
        """Number and symbol as they stand on the paper: ``05/QĐ-UBND``."""
        return f"{self.number}/{self.notation}"


@dataclass(frozen=True)
class StatusMessage:
    """A state that goes back to the sender of a document."""

    message_id: str
    sender: Organ
    recipient: Organ
    about: EdxmlDocumentId
    """The document, as its sender named it."""
    code: StatusCode
    at: datetime
    description: str = ""
    staff: Staff = Staff()


Message = DocumentMessage | StatusMessage
