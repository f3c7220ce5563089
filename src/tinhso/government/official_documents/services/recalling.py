"""The sender wants a document back: the clerk agrees or not; what is given back is destroyed, its metadata stay.

Law: Nghị định 30/2020/NĐ-CP, Phụ lục VI: the recalled copy is destroyed at the recipient, its information is kept.
"""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.government.official_documents import audit_events as happened
from tinhso.government.official_documents import events, inbox_kinds, permissions, reach, texts
from tinhso.government.official_documents.models import Assignment, IncomingDocument
from tinhso.government.official_documents.services import exchange
from tinhso.government.official_documents.services.incoming import locked, note
from tinhso.government.official_documents.states import OPEN_ASSIGNED, Assigned, Incoming
from tinhso.kernel.events.services import publish
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Conflict, Invalid, Refused
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.inbox import services as inbox


@transaction.atomic
def asked(document_id: UUID, reason: str) -> None:
    """Note that the sender asks for a document back; the clerk finds it in the list of work. Told twice, once done."""
    document = IncomingDocument.objects.select_for_update(of=("self",)).select_related("unit").get(id=document_id)
    if document.recall_asked_at is not None or document.state in (Incoming.RECALLED, Incoming.REFUSED):
        return
    document.recall_asked_at, document.recall_reason = clock.now(), reason[:500]
    document.revision += 1
    document.save(update_fields=["recall_asked_at", "recall_reason", "revision"])
    inbox.put(
        inbox_kinds.RECALL_ASKED,
        subject_id=document.id,
        title=f"{document.symbol} – {document.subject}",
        detail=document.recall_reason,
        unit=reach.clerks_place(document.unit),
        permission=permissions.REGISTER,
        priority=1,
    )


@transaction.atomic
def answer(
    actor: Actor, document_id: UUID, *, agree: bool, reason: str = "", seen: int | None = None
) -> IncomingDocument:
    """Give a document back (15) or keep it (16, with why)."""
    document = locked(actor, document_id, permissions.REGISTER, seen)
    if document.recall_asked_at is None:
        raise Refused(_("Nơi gửi không đề nghị lấy lại văn bản này."), code="wrong-state")
    if document.state == Incoming.RECALLED:
        raise Conflict(_("Văn bản đã được trả lại trước đó."))
    if not agree and not reason.strip():
        raise Invalid({"reason": _("Hãy ghi lý do không trả lại; nơi gửi sẽ đọc lý do này.")})
    inbox.close(document.id, inbox_kinds.RECALL_ASKED, actor=actor)
    if agree:
        destroy(actor, document)
    else:
        document.recall_asked_at = None
        document.revision += 1
        document.save(update_fields=["recall_asked_at", "revision"])
    exchange.answer_recall(document, reason.strip(), agree=agree)
    return document


def destroy(actor: Actor, document: IncomingDocument) -> None:
    """Destroy the agency's copy of a locked document: files and text go, number and fields stay."""
    for part in Assignment.objects.filter(document=document, state__in=OPEN_ASSIGNED):
        part.state, part.ended_at, part.result = Assigned.RECALLED, clock.now(), document.recall_reason
        part.save(update_fields=["state", "ended_at", "result"])
        inbox.close(part.id, actor=actor)
    inbox.close(document.id, actor=actor)
    document.files.all().delete()
    document.state, document.recalled_at = Incoming.RECALLED, clock.now()
    document.verification, document.proposed = [], {}
    document.folded = texts.searchable(document, ())
    document.revision += 1
    document.save()
    note(actor, happened.RECALLED, document, reason=document.recall_reason)
    publish(
        events.RECALLED,
        document.id,
        actor=actor,
        document=str(document.id),
        direction="đến",
        reason=document.recall_reason,
    )
