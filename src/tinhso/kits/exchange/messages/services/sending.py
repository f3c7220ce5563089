"""Handing documents over to be sent, and sending again what was set aside."""

from collections import defaultdict
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.kernel.audit import services as audit
from tinhso.kernel.events.services import publish
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Conflict, Invalid
from tinhso.kernel.identity.actor import SYSTEM, Actor
from tinhso.kits.exchange.edxml.codes import Business
from tinhso.kits.exchange.messages import audit_events, events
from tinhso.kits.exchange.messages.models import Correspondent, Dispatch, OutgoingMessage, Posting, PostingFile
from tinhso.kits.exchange.messages.outgoing import OutgoingDocument
from tinhso.kits.exchange.messages.problems import words_of
from tinhso.kits.exchange.messages.queries import DispatchView
from tinhso.kits.exchange.messages.routing import Way, way_to
from tinhso.kits.exchange.messages.services import queueing
from tinhso.kits.exchange.messages.states import DispatchState, Kind, MessageState, Route


@transaction.atomic
def send(document: OutgoingDocument, *, actor: Actor = SYSTEM) -> list[Dispatch]:
    """Send a document to its recipients; return how it stands with each, in their order.

    What cannot be addressed (an unknown or ended unit) goes to the dead-letter desk at once and holds nobody up.
    Raises ``Invalid`` when the document says too little, ``Conflict`` when it was sent before.
    """
    if Posting.objects.filter(document_id=document.document_id, business=Business.NEW).exists():
        raise Conflict(_("Văn bản này đã được gửi. Dùng “Gửi lại” cho nơi nhận chưa có, hoặc “Thay thế”."))
    posting = post(document, Business.NEW)
    return dispatch(posting, document.recipients, actor=actor)


def post(
    document: OutgoingDocument, business: Business, *, reason: str = "", replaces: Posting | None = None
) -> Posting:
    """Keep what all recipients get."""
    _check(document)
    posting = Posting.objects.create(
        document_id=document.document_id,
        sender=document.sender,
        edxml_id=str(document.edxml_id),
        code=document.code,
        subject=document.subject.strip()[:500],
        issued_on=document.issued_on,
        header=_header(document),
        business=business,
        reason=reason.strip()[:500],
        replaces=replaces,
    )
    PostingFile.objects.bulk_create(
        PostingFile(posting=posting, file=file, position=place) for place, file in enumerate(document.files, 1)
    )
    return posting


def _check(document: OutgoingDocument) -> None:
    wrong: dict[str, str] = {}
    if not document.recipients:
        wrong["recipients"] = _("Chọn ít nhất một nơi nhận.")
    if not document.subject.strip():
        wrong["subject"] = _("Ghi trích yếu.")
    if not str(document.number).strip() or not document.notation.strip():
        wrong["number"] = _("Văn bản chưa có số và ký hiệu nên chưa gửi được.")
    if not document.kind_name.strip():
        wrong["kind_name"] = _("Chọn loại văn bản.")
    if document.priority not in range(4):
        wrong["priority"] = _("Độ khẩn từ 0 đến 3.")
    if wrong:
        raise Invalid(wrong)


def _header(document: OutgoingDocument) -> dict[str, Any]:
    number = document.code.split("/", 1)[0]
    return {
        "number": number,
        "notation": document.notation,
        "place": document.place,
        "kind_code": document.kind_code,
        "kind_name": document.kind_name,
        "signer_name": document.signer_name,
        "signer_position": document.signer_position,
        "signer_competence": document.signer_competence,
        "due_on": document.due_on.isoformat() if document.due_on else None,
        "priority": document.priority,
        "response_to": str(document.response_to) if document.response_to else None,
        "to_places": list(document.to_places),
        "page_amount": document.page_amount,
    }


def dispatch(posting: Posting, recipients: Any, *, actor: Actor) -> list[Dispatch]:
    """Put a posting in the lanes of its recipients, each once."""
    ways: dict[str, Way] = {}
    for identifier in recipients:
        way = way_to(identifier)
        ways.setdefault(way.identifier, way)
    rows = [Dispatch(posting=posting, recipient=way.identifier, recipient_name=way.name[:200]) for way in ways.values()]
    Dispatch.objects.bulk_create(rows)
    lanes: dict[tuple[Route, Correspondent | None], list[OutgoingMessage]] = defaultdict(list)
    for row, way in zip(rows, ways.values(), strict=True):
        lanes[way.route, way.correspondent].append(message_for(row, posting.business, reason=posting.reason))
        if way.problem:
            set_aside(row, way.problem, way.detail)
    for (route, correspondent), messages in lanes.items():
        if route == Route.NONE:
            for message in messages:
                row = next(row for row in rows if row.id == message.dispatch_id)
                message.state, message.problem_code = MessageState.DEAD, row.problem_code
                message.problem = row.problem
        queueing.put(posting.sender.identifier, route, correspondent, messages)
    audit.record(
        actor,
        audit_events.SENT,
        subject_kind="exchange.document",
        subject_id=posting.document_id,
        subject_label=posting.code,
        unit_id=posting.sender_id,
        recipients=len(rows),
    )
    return rows


def message_for(row: Dispatch, business: int, *, reason: str = "") -> OutgoingMessage:
    """Return a message about a document to one recipient, not yet in a lane."""
    return OutgoingMessage(
        kind=Kind.DOCUMENT, business=business, dispatch=row, recipient=row.recipient, reason=reason[:500]
    )


def set_aside(row: Dispatch, code: str, detail: str) -> None:
    """Say that a document did not reach a recipient, and tell its keeper."""
    row.state, row.problem_code, row.problem = DispatchState.FAILED, code, words_of(code, detail)
    row.save(update_fields=["state", "problem_code", "problem"])
    publish(
        events.FAILED,
        row.posting.document_id,
        dispatch_id=row.id,
        recipient=row.recipient,
        code=code,
        reason=row.problem,
    )


@transaction.atomic
def resend(dispatch: Dispatch | DispatchView, *, actor: Actor = SYSTEM) -> Dispatch:
    """Send again what was set aside for a recipient; raise ``Conflict`` when nothing stands aside."""
    row = Dispatch.objects.select_for_update().get(id=dispatch.id)
    stopped = row.messages.select_for_update().filter(state__in=[MessageState.DEAD, MessageState.GIVEN_UP])
    message = stopped.order_by("-number").first()
    if message is None:
        raise Conflict(_("Văn bản gửi {name} không có gì phải gửi lại.").format(name=row.recipient_name))
    way = way_to(row.recipient)
    readdress(row, message, way)
    audit.record(
        actor,
        audit_events.RESENT,
        subject_kind="exchange.dispatch",
        subject_id=row.id,
        subject_label=row.posting.code,
        unit_id=row.posting.sender_id,
        recipient=row.recipient,
    )
    return row


def readdress(row: Dispatch, message: OutgoingMessage, way: Way) -> None:
    """Put a message that was set aside in the lane to ``way`` again; raise ``Invalid`` when there is no way."""
    if way.problem:
        raise Invalid({"recipient": words_of(way.problem, way.detail)})
    lane = message.lane
    same = (lane.route, lane.correspondent_id) == (way.route, way.correspondent.id if way.correspondent else None)
    if same and message.recipient == way.identifier:
        queueing.put_back(message)
    else:
        # Another place never heard of this message: it gets a new one, and the old one rests.
        OutgoingMessage.objects.filter(id=message.id).update(state=MessageState.GIVEN_UP)
        fresh = message_for(row, message.business or 0, reason=message.reason)
        fresh.recipient, fresh.created_at = way.identifier, clock.now()
        queueing.put(row.posting.sender.identifier, way.route, way.correspondent, [fresh])
    row.recipient, row.recipient_name = way.identifier, way.name[:200]
    if row.state in (DispatchState.FAILED, DispatchState.GIVEN_UP):
        row.state = DispatchState.QUEUED
    row.problem_code = row.problem = ""
    row.save()
