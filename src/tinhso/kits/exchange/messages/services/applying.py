"""What a message that was read and proved changes here: a document arrives, is asked back, replaced; a state comes."""

import hashlib
from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext as _

from tinhso.kernel.events.services import publish
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kits.exchange.edxml.codes import Business, EdxmlDocumentId, StatusCode
from tinhso.kits.exchange.edxml.messages import DocumentMessage, Message, StatusMessage
from tinhso.kits.exchange.messages import events
from tinhso.kits.exchange.messages.models import (
    Arrival,
    ArrivalFile,
    Dispatch,
    ReceivedMessage,
    StatusReport,
)
from tinhso.kits.exchange.messages.problems import Undeliverable
from tinhso.kits.exchange.messages.services import contents
from tinhso.kits.exchange.messages.services.reporting import report
from tinhso.kits.exchange.messages.states import ArrivalState, DispatchState, RecallState


def apply(
    envelope: Any, message: Message, unit: OrganizationUnit, row: ReceivedMessage, verdict: dict[str, Any]
) -> None:
    """Let a message have its effect, in the transaction in which it is kept; raise ``Undeliverable``."""
    if isinstance(message, StatusMessage):
        _state(message, row)
    elif message.business == Business.RECALL:
        _recall(message, unit, row)
    else:
        _arrive(envelope, message, unit, row, verdict)


def _standing(sender: str, unit: OrganizationUnit, document: EdxmlDocumentId) -> Arrival | None:
    """Return the arrival of a document at a unit that counts, locked."""
    rows = Arrival.objects.select_for_update().filter(sender=sender, unit=unit, edxml_id=str(document))
    return rows.exclude(state=ArrivalState.REPLACED).order_by("-created_at", "-id").first()


def _arrive(
    envelope: Any, message: DocumentMessage, unit: OrganizationUnit, row: ReceivedMessage, verdict: dict[str, Any]
) -> None:
    digest = _digest(message)
    same = _standing(row.sender, unit, message.document_id)
    if same is not None and same.state == ArrivalState.ARRIVED and message.business != Business.UPDATE:
        if same.digest == digest:
            # Sent again under another key (from the desk, or by another way): it is here already.
            report(same.id, StatusCode(same.status_code or StatusCode.ARRIVED), _("Văn bản đã có từ trước."))
            return
        raise Undeliverable("other-document", message.code)
    files = contents.take(envelope, message.attachments)
    replaced = _replaced(message, unit, row.sender, same)
    Arrival.objects.filter(id__in=[old.id for old in replaced]).update(state=ArrivalState.REPLACED)
    arrival = Arrival.objects.create(
        unit=unit,
        sender=row.sender,
        sender_name=message.sender.name[:200],
        edxml_id=str(message.document_id),
        code=message.code[:80],
        kind_name=message.kind_name,
        subject=message.subject,
        issued_on=message.issued_on,
        due_on=message.due_on,
        priority=message.priority,
        business=message.business,
        route=envelope.route,
        correspondent=envelope.correspondent,
        digest=digest,
        verdict=verdict,
        message=row,
    )
    ArrivalFile.objects.bulk_create(
        ArrivalFile(
            arrival=arrival,
            file=file,
            position=place,
            name=attachment.name[:200],
            description=attachment.description,
            sha256=attachment.sha256,
        )
        for place, (attachment, file) in enumerate(zip(message.attachments, files, strict=True), 1)
    )
    for old in replaced:
        Arrival.objects.filter(id=old.id).update(replaced_by=arrival)
        publish(events.REPLACED, old.id, unit_id=unit.id, new_arrival_id=arrival.id, reason=message.reason)
    publish(
        events.ARRIVED,
        arrival.id,
        unit_id=unit.id,
        sender=row.sender,
        edxml_id=arrival.edxml_id,
        business=int(message.business),
    )
    report(arrival.id, StatusCode.ARRIVED)


def _replaced(message: DocumentMessage, unit: OrganizationUnit, sender: str, same: Arrival | None) -> list[Arrival]:
    """Return the arrivals in whose place this document comes; those taken back or never seen need none."""
    if message.business == Business.UPDATE:
        return [same] if same is not None and same.state == ArrivalState.ARRIVED else []
    if message.business != Business.REPLACE:
        return []
    named = [*message.replaces, *([message.about] if message.about else [])]
    found = [_standing(sender, unit, document) for document in named]
    return [old for old in found if old is not None and old.state == ArrivalState.ARRIVED]


def _digest(message: DocumentMessage) -> str:
    said = [
        str(message.document_id), message.subject, message.kind_name, str(message.due_on or ""), message.content,
        *(attachment.sha256 for attachment in message.attachments),
    ]  # fmt: skip
    return hashlib.sha256("\x1f".join(said).encode()).hexdigest()


def _recall(message: DocumentMessage, unit: OrganizationUnit, row: ReceivedMessage) -> None:
    arrival = _standing(row.sender, unit, message.about or message.document_id)
    if arrival is None:
        raise Undeliverable("unknown-document", message.code)
    if arrival.state == ArrivalState.RECALLED:
        return
    arrival.recall, arrival.recall_reason = RecallState.ASKED, message.reason[:500]
    arrival.save(update_fields=["recall", "recall_reason"])
    publish(events.RECALL_ASKED, arrival.id, unit_id=unit.id, reason=arrival.recall_reason)


_AFTER_RECALL = {
    StatusCode.RECALL_AGREED: DispatchState.RECALLED,
    StatusCode.RECALL_REFUSED: DispatchState.RECALL_REFUSED,
}


def _state(message: StatusMessage, row: ReceivedMessage) -> None:
    dispatch = (
        Dispatch.objects.select_for_update(of=("self",))
        .select_related("posting")
        .filter(recipient=row.sender, posting__edxml_id=str(message.about))
        .order_by("-posting__created_at", "-id")
        .first()
    )
    if dispatch is None:
        raise Undeliverable("unknown-document", str(message.about))
    StatusReport.objects.create(
        dispatch=dispatch,
        code=message.code,
        description=message.description,
        staff=asdict(message.staff),
        at=message.at,
    )
    dispatch.status_code, dispatch.status_note = message.code, message.description
    dispatch.reported_at = message.at
    if message.code == StatusCode.ARRIVED and dispatch.arrived_at is None:
        dispatch.arrived_at = message.at
    if dispatch.state == DispatchState.RECALL_ASKED:
        dispatch.state = _AFTER_RECALL.get(message.code, DispatchState.RECALL_ASKED)
    elif dispatch.state == DispatchState.QUEUED:
        dispatch.state = DispatchState.SENT
    dispatch.save()
    publish(
        events.REPORTED,
        dispatch.posting.document_id,
        dispatch_id=dispatch.id,
        recipient=dispatch.recipient,
        status_code=str(message.code),
        description=message.description,
    )
