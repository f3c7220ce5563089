"""What a message says, from the rows; built and signed once, when it leaves for the first time."""

from datetime import date
from typing import Any

from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.files.queries import read
from tinhso.kernel.foundation import clock
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kits.exchange.edxml import building
from tinhso.kits.exchange.edxml.codes import Business, EdxmlDocumentId, StatusCode
from tinhso.kits.exchange.edxml.messages import (
    Attachment,
    DocumentMessage,
    Organ,
    Signer,
    Staff,
    StatusMessage,
    Trace,
)
from tinhso.kits.exchange.messages import trust
from tinhso.kits.exchange.messages.models import OutgoingMessage
from tinhso.kits.exchange.messages.problems import Undeliverable
from tinhso.kits.exchange.messages.routing import known_as
from tinhso.kits.exchange.messages.states import Kind, Route

MOST_INLINE = 20 * 2**20
"""How much a message to the axis may carry within itself; it knows no contents by reference."""


def write(message: OutgoingMessage) -> bytes:
    """Return the signed bytes of a message; the same ones whenever it is sent again."""
    if not message.xml:
        value = _status(message) if message.kind == Kind.STATUS else _document(message)
        data = trust.sign(building.build(value))
        if isinstance(value, DocumentMessage) and any(row.content for row in value.attachments):
            return data
        message.xml = data.decode()
        OutgoingMessage.objects.filter(id=message.id).update(xml=message.xml)
    return message.xml.encode()


def files_of(message: OutgoingMessage) -> list[StoredFile]:
    """Return the files that a message names; a recall names none."""
    if message.dispatch is None or message.business == Business.RECALL:
        return []
    rows = sorted(message.dispatch.posting.files.all(), key=lambda row: row.position)
    return [row.file for row in rows]


def organ(unit: OrganizationUnit, route: str = Route.LOCAL) -> Organ:
    """Return a unit of this installation as messages name it; those that leave the province name the province."""
    return Organ(
        organ_id=unit.identifier,
        name=unit.name if route == Route.LOCAL else known_as(unit),
        address=unit.address,
        email=unit.email,
        telephone=unit.phone,
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _document(message: OutgoingMessage) -> DocumentMessage:
    if message.dispatch is None:
        raise TypeError(message)
    posting, business = message.dispatch.posting, Business(message.business or 0)
    header: dict[str, Any] = posting.header
    own = EdxmlDocumentId.parse(posting.edxml_id)
    replaced = posting.replaces
    return DocumentMessage(
        message_id=str(message.id),
        business=business,
        sender=organ(posting.sender, message.lane.route),
        recipients=(Organ(message.recipient, message.dispatch.recipient_name),),
        number=header["number"],
        notation=header["notation"],
        place=header["place"][:100],
        issued_on=posting.issued_on,
        kind_code=header["kind_code"],
        kind_name=header["kind_name"][:100],
        subject=posting.subject,
        document_id=own,
        signer=Signer(*(header[f"signer_{name}"][:100] for name in ("name", "position", "competence"))),
        due_on=_day(header["due_on"]),
        priority=header["priority"],
        page_amount=header["page_amount"],
        to_places=tuple(place[:500] for place in header["to_places"] if place.strip()),
        response_to=(EdxmlDocumentId.parse(header["response_to"]),) if header["response_to"] else (),
        traces=(Trace(posting.sender.identifier, clock.now()),),
        reason=message.reason,
        about=own if business in (Business.RECALL, Business.UPDATE) else None,
        replaces=(EdxmlDocumentId.parse(replaced.edxml_id),) if replaced and business == Business.REPLACE else (),
        attachments=tuple(_attachments(message)),
    )


def _attachments(message: OutgoingMessage) -> list[Attachment]:
    files = files_of(message)
    inline = message.lane.route == Route.AXIS
    if inline and sum(file.size for file in files) > MOST_INLINE:
        raise Undeliverable("too-large", f"> {MOST_INLINE // 2**20} MB")
    found = []
    for place, file in enumerate(files, 1):
        try:
            content = read(file) if inline else None
        except FileNotFoundError as error:
            raise Undeliverable("attachment-lost", file.name) from error
        found.append(
            Attachment(
                content_id=f"{place}.{file.sha256[:16]}",
                name=file.name,
                content_type=file.media_type,
                sha256=file.sha256,
                size=file.size,
                content=content,
            )
        )
    return found


def _status(message: OutgoingMessage) -> StatusMessage:
    report = message.report
    if report is None or report.arrival is None:
        raise TypeError(message)
    arrival = report.arrival
    return StatusMessage(
        message_id=str(message.id),
        sender=organ(arrival.unit, message.lane.route),
        recipient=Organ(arrival.sender, arrival.sender_name),
        about=EdxmlDocumentId.parse(arrival.edxml_id),
        code=StatusCode(report.code),
        at=report.at,
        description=report.description,
        staff=Staff(**report.staff),
    )
