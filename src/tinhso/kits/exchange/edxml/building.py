"""Writing messages as XML, unsigned; elements stand in the order of the schema."""

import base64

from lxml import etree

from tinhso.kits.exchange.edxml.codes import DAY, EXTENSION, NAMESPACE, XLINK, EdxmlDocumentId, moment_text
from tinhso.kits.exchange.edxml.messages import Attachment, DocumentMessage, Organ, Staff, StatusMessage

_MAP = {"edXML": NAMESPACE, "xlink": XLINK, "tinhso": EXTENSION}


def build(message: DocumentMessage | StatusMessage) -> etree._Element:
    """Return the tree of a message; ``signing.sign`` signs it and makes the bytes."""
    return _document(message) if isinstance(message, DocumentMessage) else _status(message)


def _add(parent: etree._Element, name: str, text: object = None) -> etree._Element:
    child = etree.SubElement(parent, f"{{{NAMESPACE}}}{name}")
    if text is not None:
        child.text = _plain(str(text))
    return child


def _plain(text: str) -> str:
    """Leave out what no XML may hold."""
    return "".join(char for char in text if char in "\t\n\r" or (char >= " " and not "\ufffe" <= char <= "\uffff"))


def _maybe(parent: etree._Element, name: str, text: object) -> None:
    if text not in (None, ""):
        _add(parent, name, text)


def _organ(parent: etree._Element, name: str, organ: Organ) -> None:
    element = _add(parent, name)
    _add(element, "OrganId", organ.organ_id)
    _maybe(element, "OrganizationInCharge", organ.in_charge)
    _add(element, "OrganName", organ.name)
    for tag, value in (
        ("OrganAdd", organ.address),
        ("Email", organ.email),
        ("Telephone", organ.telephone),
        ("Fax", organ.fax),
        ("Website", organ.website),
    ):
        _maybe(element, tag, value)


def _staff(parent: etree._Element, staff: Staff) -> None:
    if not any((staff.name, staff.department, staff.mobile, staff.email)):
        return
    element = _add(parent, "StaffInfo")
    for tag, value in (
        ("Department", staff.department),
        ("Staff", staff.name),
        ("Mobile", staff.mobile),
        ("Email", staff.email),
    ):
        _maybe(element, tag, value)


def _named(parent: etree._Element, tag: str, document: EdxmlDocumentId) -> None:
    """Name a document: ``ResponseFor`` and what is like it."""
    element = _add(parent, tag)
    _add(element, "OrganId", document.organ_id)
    _add(element, "Code", document.code)
    _add(element, "PromulgationDate", document.issued_on.strftime(DAY))
    _add(element, "DocumentId", document)


def _root(message_id: str) -> tuple[etree._Element, etree._Element]:
    root = etree.Element(f"{{{NAMESPACE}}}edXML", nsmap=_MAP)
    envelope = _add(root, "edXMLEnvelope")
    if message_id:
        envelope.set(f"{{{EXTENSION}}}messageId", message_id)
    return root, envelope


def _document(message: DocumentMessage) -> etree._Element:
    root, envelope = _root(message.message_id)
    header = _add(envelope, "edXMLHeader")
    _message_header(_add(header, "MessageHeader"), message)
    _traces(_add(header, "TraceHeaderList"), message)
    body = _add(_add(envelope, "edXMLBody"), "edXMLManifest")
    for attachment in message.attachments:
        reference = _add(body, "Reference")
        reference.set(f"{{{XLINK}}}href", f"cid:{attachment.content_id}")
        _maybe(reference, "Description", attachment.description)
    if message.attachments:
        encoded = _add(root, "AttachmentEncoded")
        for attachment in message.attachments:
            _attachment(encoded, attachment)
    return root


def _message_header(header: etree._Element, message: DocumentMessage) -> None:
    _organ(header, "From", message.sender)
    for recipient in message.recipients:
        _organ(header, "To", recipient)
    code = _add(header, "Code")
    _add(code, "CodeNumber", message.number)
    _add(code, "CodeNotation", message.notation)
    promulgation = _add(header, "PromulgationInfo")
    _add(promulgation, "Place", message.place)
    _add(promulgation, "PromulgationDate", message.issued_on.strftime(DAY))
    kind = _add(header, "DocumentType")
    # 1 is for legal normative documents, which travel with their own kind codes here; 2 administrative.
    _add(kind, "Type", message.other.get("type", 2))
    _maybe(kind, "TypeDetail", message.kind_code)
    _add(kind, "TypeName", message.kind_name)
    _add(header, "Subject", message.subject)
    _maybe(header, "Content", message.content)
    signer = _add(header, "SignerInfo")
    _maybe(signer, "Competence", message.signer.competence)
    _maybe(signer, "Position", message.signer.position)
    _add(signer, "FullName", message.signer.name)
    if message.due_on:
        _add(header, "DueDate", message.due_on.strftime(DAY))
    if message.to_places:
        places = _add(header, "ToPlaces")
        for place in message.to_places:
            _add(places, "Place", place)
    _other(_add(header, "OtherInfo"), message)
    for answered in message.response_to:
        _named(header, "ResponseFor", answered)
    _maybe(header, "SteeringType", message.steering)
    _add(header, "DocumentId", message.document_id)


def _other(other: etree._Element, message: DocumentMessage) -> None:
    _add(other, "Priority", message.priority)
    _maybe(other, "SphereOfPromulgation", message.sphere)
    _maybe(other, "TyperNotation", message.other.get("typist"))
    _maybe(other, "PromulgationAmount", message.copies)
    _maybe(other, "PageAmount", message.page_amount)
    if message.appendixes:
        appendixes = _add(other, "Appendixes")
        for appendix in message.appendixes:
            _add(appendixes, "Appendix", appendix)


def _traces(traces: etree._Element, message: DocumentMessage) -> None:
    for stop in message.traces:
        trace = _add(traces, "TraceHeader")
        _add(trace, "OrganId", stop.organ_id)
        _add(trace, "Timestamp", moment_text(stop.at))
    business = _add(traces, "Bussiness")
    _add(business, "BussinessDocType", int(message.business))
    _maybe(business, "BussinessDocReason", message.reason)
    if message.about:
        _add(business, "DocumentId", message.about)
    _staff(business, message.staff)
    if message.replaces:
        replaced = _add(business, "ReplacementInfoList")
        for document in message.replaces:
            _add(_add(replaced, "ReplacementInfo"), "DocumentId", document)


def _attachment(parent: etree._Element, attachment: Attachment) -> None:
    element = _add(parent, "Attachment")
    _add(element, "ContentType", attachment.content_type)
    _add(element, "ContentId", attachment.content_id)
    _maybe(element, "Description", attachment.description)
    if attachment.content is not None:
        _add(element, "ContentTransferEncoded", base64.b64encode(attachment.content).decode())
    _add(element, "AttachmentName", attachment.name)
    if attachment.content is None:
        reference = etree.SubElement(element, f"{{{EXTENSION}}}ContentReference")
        reference.set("sha256", attachment.sha256)
        reference.set("size", str(attachment.size))


def _status(message: StatusMessage) -> etree._Element:
    root, envelope = _root(message.message_id)
    header = _add(envelope, "edXMLHeader")
    status = _add(header, "Status")
    _named(status, "ResponseFor", message.about)
    _organ(status, "From", message.sender)
    _organ(status, "To", message.recipient)
    _add(status, "StatusCode", message.code.value)
    _maybe(status, "Description", message.description)
    _add(status, "Timestamp", moment_text(message.at))
    _staff(status, message.staff)
    return root
