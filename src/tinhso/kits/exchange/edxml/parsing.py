"""Reading messages: never a DTD, never more than so many bytes, always against the schema."""

import base64
import binascii
import hashlib

from lxml import etree

from tinhso.kits.exchange.edxml import schema
from tinhso.kits.exchange.edxml.codes import (
    EXTENSION,
    NAMESPACE,
    Business,
    EdxmlDocumentId,
    StatusCode,
    day_of,
    moment_of,
)
from tinhso.kits.exchange.edxml.messages import (
    Attachment,
    DocumentMessage,
    Message,
    Organ,
    Signer,
    Staff,
    StatusMessage,
    Trace,
)
from tinhso.kits.exchange.edxml.refusals import AgainstSchema, Unreadable

MOST_BYTES = 32 * 2**20
"""How large a message may be; larger contents travel by reference."""
_NS = {"e": NAMESPACE, "t": EXTENSION}


def read(data: bytes, *, most_bytes: int = MOST_BYTES) -> etree._Element:
    """Return the tree of a message that stands against the schema; raise ``Unreadable``."""
    if len(data) > most_bytes:
        raise Unreadable(f"{len(data)} > {most_bytes}", code="too-large")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(str(error)) from error
    # Before any parser sees it: entities are never expanded, nothing outside is ever asked for.
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise Unreadable("DOCTYPE")
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True, remove_pis=False
    )
    try:
        tree = etree.fromstring(data.removeprefix(b"\xef\xbb\xbf"), parser)
    except etree.XMLSyntaxError as error:
        raise Unreadable(str(error)) from error
    schema.check(tree)
    return tree


def parse(tree: etree._Element) -> Message:
    """Return what a tree says, which ``read`` made or a signature covers; raise ``AgainstSchema``."""
    envelope = tree.find("e:edXMLEnvelope", _NS)
    if envelope is None:
        raise AgainstSchema("edXMLEnvelope")
    message_id = envelope.get(f"{{{EXTENSION}}}messageId", "")
    try:
        status = envelope.find("e:edXMLHeader/e:Status", _NS)
        return _status(message_id, status) if status is not None else _document(message_id, tree, envelope)
    except ValueError as error:
        raise AgainstSchema(str(error)) from error


def _text(parent: etree._Element | None, path: str) -> str:
    found = parent.find("/".join(f"e:{part}" for part in path.split("/")), _NS) if parent is not None else None
    return (found.text or "").strip() if found is not None else ""


def _texts(parent: etree._Element, path: str) -> tuple[str, ...]:
    found = parent.findall("/".join(f"e:{part}" for part in path.split("/")), _NS)
    return tuple(text for element in found if (text := (element.text or "").strip()))


def _child(parent: etree._Element, path: str) -> etree._Element:
    found = parent.find("/".join(f"e:{part}" for part in path.split("/")), _NS)
    if found is None:
        raise ValueError(path)
    return found


def _organ(element: etree._Element) -> Organ:
    names = ("OrganId", "OrganName", "OrganizationInCharge", "OrganAdd", "Email", "Telephone", "Fax", "Website")
    return Organ(*(_text(element, name) for name in names))


def _staff(element: etree._Element | None) -> Staff:
    return Staff(*(_text(element, name) for name in ("Staff", "Department", "Mobile", "Email")))


def _named(element: etree._Element) -> EdxmlDocumentId:
    written = _text(element, "DocumentId")
    if written:
        return EdxmlDocumentId.parse(written)
    return EdxmlDocumentId(
        _text(element, "OrganId"), day_of(_text(element, "PromulgationDate")), _text(element, "Code")
    )


def _amount(parent: etree._Element, path: str) -> int | None:
    text = _text(parent, path)
    return int(text) if text else None


def _document(message_id: str, tree: etree._Element, envelope: etree._Element) -> DocumentMessage:
    header = _child(envelope, "edXMLHeader/MessageHeader")
    traces = _child(envelope, "edXMLHeader/TraceHeaderList")
    business = _child(traces, "Bussiness")
    about, due = _text(business, "DocumentId"), _text(header, "DueDate")
    return DocumentMessage(
        message_id=message_id,
        business=Business(int(_text(business, "BussinessDocType"))),
        sender=_organ(_child(header, "From")),
        recipients=tuple(_organ(element) for element in header.findall("e:To", _NS)),
        number=_text(header, "Code/CodeNumber"),
        notation=_text(header, "Code/CodeNotation"),
        place=_text(header, "PromulgationInfo/Place"),
        issued_on=day_of(_text(header, "PromulgationInfo/PromulgationDate")),
        kind_code=_text(header, "DocumentType/TypeDetail"),
        kind_name=_text(header, "DocumentType/TypeName"),
        subject=_text(header, "Subject"),
        document_id=EdxmlDocumentId.parse(_text(header, "DocumentId")),
        signer=Signer(
            _text(header, "SignerInfo/FullName"),
            _text(header, "SignerInfo/Position"),
            _text(header, "SignerInfo/Competence"),
        ),
        content=_text(header, "Content"),
        due_on=day_of(due) if due else None,
        to_places=_texts(header, "ToPlaces/Place"),
        priority=_amount(header, "OtherInfo/Priority") or 0,
        page_amount=_amount(header, "OtherInfo/PageAmount"),
        copies=_amount(header, "OtherInfo/PromulgationAmount"),
        sphere=_text(header, "OtherInfo/SphereOfPromulgation"),
        appendixes=_texts(header, "OtherInfo/Appendixes/Appendix"),
        response_to=tuple(_named(element) for element in header.findall("e:ResponseFor", _NS)),
        steering=_text(header, "SteeringType"),
        traces=tuple(
            Trace(_text(element, "OrganId"), moment_of(_text(element, "Timestamp")))
            for element in traces.findall("e:TraceHeader", _NS)
        ),
        reason=_text(business, "BussinessDocReason"),
        about=EdxmlDocumentId.parse(about) if about else None,
        replaces=tuple(
            EdxmlDocumentId.parse(text) for text in _texts(business, "ReplacementInfoList/ReplacementInfo/DocumentId")
        ),
        staff=_staff(business.find("e:StaffInfo", _NS)),
        attachments=_attachments(tree, envelope),
        other={"type": int(_text(header, "DocumentType/Type"))},
    )


def _attachments(tree: etree._Element, envelope: etree._Element) -> tuple[Attachment, ...]:
    found = [_attachment(element) for element in tree.findall("e:AttachmentEncoded/e:Attachment", _NS)]
    manifest = envelope.findall("e:edXMLBody/e:edXMLManifest/e:Reference", _NS)
    named = {element.get("{http://www.w3.org/1999/xlink}href", "").removeprefix("cid:") for element in manifest}
    ids = [attachment.content_id for attachment in found]
    if len(set(ids)) != len(ids) or named != set(ids):
        raise ValueError("edXMLManifest")
    return tuple(found)


def _attachment(element: etree._Element) -> Attachment:
    encoded = element.find("e:ContentTransferEncoded", _NS)
    reference = element.find("t:ContentReference", _NS)
    content: bytes | None = None
    if encoded is not None and encoded.text:
        try:
            content = base64.b64decode("".join(encoded.text.split()), validate=True)
        except binascii.Error as error:
            raise ValueError("ContentTransferEncoded") from error
        sha256, size = hashlib.sha256(content).hexdigest(), len(content)
    elif reference is not None:
        sha256, size = reference.get("sha256", ""), int(reference.get("size", "0"))
        if len(sha256) != 64 or set(sha256) - set("0123456789abcdef") or size <= 0:
            raise ValueError("ContentReference")
    else:
        raise ValueError("ContentTransferEncoded")
    return Attachment(
        content_id=_text(element, "ContentId"),
        name=_text(element, "AttachmentName"),
        content_type=_text(element, "ContentType"),
        sha256=sha256,
        size=size,
        description=_text(element, "Description"),
        content=content,
    )


def _status(message_id: str, status: etree._Element) -> StatusMessage:
    to = status.find("e:To", _NS)
    about = _named(_child(status, "ResponseFor"))
    return StatusMessage(
        message_id=message_id,
        sender=_organ(_child(status, "From")),
        recipient=_organ(to) if to is not None else Organ(about.organ_id, about.organ_id),
        about=about,
        code=StatusCode(_text(status, "StatusCode")),
        at=moment_of(_text(status, "Timestamp")),
        description=_text(status, "Description"),
        staff=_staff(status.find("e:StaffInfo", _NS)),
    )
