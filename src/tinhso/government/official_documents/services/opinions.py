"""Slips on which opinions about a draft are asked and given (phiếu xin ý kiến)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tinhso.government.official_documents import inbox_kinds, permissions, reach, secrecy, texts
from tinhso.government.official_documents.models import OpinionSlip
from tinhso.government.official_documents.services.drafting import locked
from tinhso.government.official_documents.states import Opinion, Outgoing
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Conflict, Invalid, NotFound
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.identity.models import Account
from tinhso.kernel.inbox import services as inbox
from tinhso.kernel.organizations.models import OrganizationUnit


@transaction.atomic
def ask(
    actor: Actor,
    document_id: UUID,
    unit: OrganizationUnit,
    question: str,
    *,
    account: Account | None = None,
    due_on: date | None = None,
) -> OpinionSlip:
    """Ask a unit, or a person of it, what it thinks of the newest version."""
    document = locked(actor, document_id)
    if not question.strip():
        raise Invalid({"question": _("Hãy ghi điều cần xin ý kiến.")})
    if due_on is not None and due_on < clock.today():
        raise Invalid({"due_on": _("Hạn trả lời từ hôm nay trở đi.")})
    last = document.drafts.order_by("-version").first()
    try:
        with transaction.atomic():
            slip = OpinionSlip.objects.create(
                document=document,
                version=last.version if last else 1,
                unit=unit,
                account=account,
                question=question.strip(),
                due_on=due_on,
                asked_by_id=actor.account_id,
            )
    except IntegrityError as error:
        raise Conflict(_("Nơi này đang được xin ý kiến và chưa trả lời.")) from error
    inbox.put(
        inbox_kinds.OPINION,
        subject_id=document.id,
        title=document.subject,
        detail=slip.question,
        unit=unit,
        permission=permissions.WORK,
        account=account,
        due_at=texts.end_of(due_on),
        slot=str(slip.id)[:60],
    )
    return slip


@transaction.atomic
def answer(actor: Actor, slip_id: UUID, opinion: str, text: str) -> OpinionSlip:
    """Give an opinion; whoever does not simply agree says why. Raises ``Conflict`` when it was given or withdrawn."""
    slip = _locked(slip_id)
    if slip.account_id is not None and slip.account_id not in reach.holders_of(actor):
        raise NotFound
    if slip.account_id is None and not actor.may(permissions.WORK, slip.unit):
        raise NotFound
    if slip.answered_at is not None or slip.withdrawn_at is not None:
        raise Conflict(_("Phiếu này đã được trả lời hoặc đã rút."))
    if opinion not in Opinion.values:
        raise Invalid({"opinion": _("Chọn đồng ý, đồng ý có sửa hoặc không đồng ý.")})
    if opinion != Opinion.AGREE and not text.strip():
        raise Invalid({"answer": _("Hãy ghi điều đề nghị sửa hoặc lý do không đồng ý.")})
    secrecy.refuse(text=text)
    slip.opinion, slip.answer = opinion, text.strip()
    slip.answered_by_id, slip.answered_at = actor.account_id, clock.now()
    slip.save(update_fields=["opinion", "answer", "answered_by", "answered_at"])
    inbox.close(slip.document_id, inbox_kinds.OPINION, slot=str(slip.id)[:60], actor=actor)
    return slip


@transaction.atomic
def withdraw(actor: Actor, slip_id: UUID) -> OpinionSlip:
    """Take a slip back that nobody answered: by who drafts."""
    slip = _locked(slip_id)
    document = slip.document
    if document.state == Outgoing.DRAFTING:
        locked(actor, document.id)
    elif document.drafter_id not in reach.holders_of(actor):
        raise NotFound
    if slip.answered_at is not None or slip.withdrawn_at is not None:
        raise Conflict(_("Phiếu này đã được trả lời hoặc đã rút."))
    slip.withdrawn_at = clock.now()
    slip.save(update_fields=["withdrawn_at"])
    inbox.close(slip.document_id, inbox_kinds.OPINION, slot=str(slip.id)[:60], actor=actor)
    return slip


def _locked(slip_id: UUID) -> OpinionSlip:
    rows = OpinionSlip.objects.select_for_update(of=("self",)).select_related("document", "unit__parent")
    slip = rows.filter(id=slip_id).first()
    if slip is None:
        raise NotFound
    return slip
