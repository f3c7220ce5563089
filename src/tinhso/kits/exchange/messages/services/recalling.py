"""Taking a document back, replacing it, sending it anew; and the answer of whoever has it.

Recall freezes the outgoing document and, once agreed, destroys the incoming one and keeps what is known of it
(NĐ 30/2020/NĐ-CP, Phụ lục VI).
"""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.kernel.audit import services as audit
from tinhso.kernel.foundation.errors import Conflict, Invalid, NotFound
from tinhso.kernel.identity.actor import SYSTEM, Actor
from tinhso.kits.exchange.edxml.codes import Business, StatusCode
from tinhso.kits.exchange.edxml.messages import Staff
from tinhso.kits.exchange.messages import audit_events
from tinhso.kits.exchange.messages.models import Arrival, Dispatch, OutgoingMessage, Posting
from tinhso.kits.exchange.messages.outgoing import OutgoingDocument
from tinhso.kits.exchange.messages.services import queueing
from tinhso.kits.exchange.messages.services.reporting import report
from tinhso.kits.exchange.messages.services.sending import dispatch, message_for, post
from tinhso.kits.exchange.messages.states import (
    ArrivalState,
    DispatchState,
    MessageState,
    RecallState,
)

_RECALLABLE = (DispatchState.QUEUED, DispatchState.SENT, DispatchState.FAILED, DispatchState.RECALL_REFUSED)


def _posting(document_id: UUID) -> Posting:
    """Return what was sent last of a document, locked."""
    found = (
        Posting.objects.select_for_update(of=("self",))
        .select_related("sender")
        .filter(document_id=document_id)
        .order_by("-created_at", "-id")
        .first()
    )
    if found is None:
        raise NotFound(_("Văn bản này chưa được gửi qua trục."))
    return found


def _need(reason: str) -> str:
    if not reason.strip():
        raise Invalid({"reason": _("Ghi lý do; bên nhận đọc lý do này.")})
    return reason.strip()[:500]


@transaction.atomic
def recall(
    document_id: UUID, reason: str, recipients: Collection[str] | None = None, *, actor: Actor = SYSTEM
) -> list[Dispatch]:
    """Ask those who have a document (all, or the identifiers given) to give it back; return how it stands with each.

    Where it has not left yet, it does not leave. Raises ``NotFound``, ``Conflict`` when nobody is left to be asked.
    """
    reason = _need(reason)
    posting = _posting(document_id)
    rows = Dispatch.objects.select_for_update().filter(posting=posting, state__in=_RECALLABLE)
    if recipients is not None:
        rows = rows.filter(recipient__in=list(recipients))
    asked = list(rows.order_by("id"))
    if not asked:
        raise Conflict(_("Không còn nơi nhận nào để lấy lại văn bản {code}.").format(code=posting.code))
    for row in asked:
        _recall_one(posting, row, reason)
    audit.record(
        actor,
        audit_events.RECALLED,
        subject_kind="exchange.document",
        subject_id=document_id,
        subject_label=posting.code,
        unit_id=posting.sender_id,
        reason=reason,
    )
    return asked


def _recall_one(posting: Posting, row: Dispatch, reason: str) -> None:
    last = row.messages.select_related("lane__correspondent").order_by("-created_at", "-number").first()
    if last is None:
        raise NotFound
    never_left = not row.messages.exclude(state__in=[MessageState.DEAD, MessageState.GIVEN_UP]).exists()
    if never_left or _held_back(row):
        row.state, row.problem_code, row.problem = DispatchState.RECALLED, "", ""
        row.messages.exclude(state=MessageState.DELIVERED).update(state=MessageState.GIVEN_UP)
    else:
        row.state = DispatchState.RECALL_ASKED
        message = message_for(row, Business.RECALL, reason=reason)
        queueing.put(posting.sender.identifier, last.lane.route, last.lane.correspondent, [message])
    row.save(update_fields=["state", "problem_code", "problem"])


def _held_back(row: Dispatch) -> bool:
    """Stop a message that nobody has begun to send; false when one may be on its way, or has arrived."""
    if row.messages.filter(state=MessageState.DELIVERED).exists() or row.messages.filter(tries__gt=0).exists():
        return False
    stopped = OutgoingMessage.objects.select_for_update(skip_locked=True).filter(
        dispatch=row, state=MessageState.WAITING, tries=0, xml=""
    )
    return bool(len(stopped))


@transaction.atomic
def replace(old_document_id: UUID, new: OutgoingDocument, reason: str, *, actor: Actor = SYSTEM) -> list[Dispatch]:
    """Send a document in the place of one sent before; those who have the old one see which stands now."""
    return _anew(old_document_id, new, reason, Business.REPLACE, actor)


@transaction.atomic
def update(document_id: UUID, new: OutgoingDocument, reason: str, *, actor: Actor = SYSTEM) -> list[Dispatch]:
    """Send a document again with its header or files corrected, under the same number and symbol."""
    old = _posting(document_id)
    if str(new.edxml_id) != old.edxml_id:
        raise Invalid({"number": _("Cập nhật giữ nguyên cơ quan, ngày, số và ký hiệu; nếu khác, dùng “Thay thế”.")})
    return _anew(document_id, new, reason, Business.UPDATE, actor)


def _anew(
    old_document_id: UUID, new: OutgoingDocument, reason: str, business: Business, actor: Actor
) -> list[Dispatch]:
    reason = _need(reason)
    old = _posting(old_document_id)
    posting = post(new, business, reason=reason, replaces=old)
    rows = dispatch(posting, new.recipients, actor=actor)
    reached = [row.recipient for row in rows]
    Dispatch.objects.filter(posting=old, recipient__in=reached).exclude(
        state__in=[DispatchState.RECALLED, DispatchState.REPLACED]
    ).update(state=DispatchState.REPLACED)
    return rows


@transaction.atomic
def answer_recall(
    arrival_id: UUID, agree: bool, reason: str = "", *, actor: Actor = SYSTEM, staff: Staff | None = None
) -> Arrival:
    """Answer the sender who wants a document back; agreeing destroys the files that came and keeps what is known.

    Raises ``Conflict`` when nothing was asked, ``Invalid`` when it is refused without a reason.
    """
    arrival = Arrival.objects.select_for_update().filter(id=arrival_id).first()
    if arrival is None:
        raise NotFound
    if arrival.recall != RecallState.ASKED:
        raise Conflict(_("Bên gửi không xin lấy lại văn bản {code}, hoặc đã được trả lời.").format(code=arrival.code))
    if not agree:
        _need(reason)
    code = StatusCode.RECALL_AGREED if agree else StatusCode.RECALL_REFUSED
    report(arrival.id, code, reason, staff)
    arrival.refresh_from_db()
    arrival.recall = RecallState.AGREED if agree else RecallState.REFUSED
    if agree:
        arrival.state = ArrivalState.RECALLED
        arrival.files.update(file=None)
    arrival.save(update_fields=["recall", "state"])
    audit.record(
        actor,
        audit_events.RECALL_ANSWERED,
        subject_kind="exchange.arrival",
        subject_id=arrival.id,
        subject_label=arrival.code,
        unit_id=arrival.unit_id,
        agree=agree,
        reason=reason[:500],
    )
    return arrival
