"""The signing chain: initials, then the leader; the order is enforced, and each signature is the signer's own (PAdES).

The agency's signature follows when the document is issued (``services.issuing``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.government.official_documents import audit_events as happened
from tinhso.government.official_documents import inbox_kinds, paper, permissions, reach, texts
from tinhso.government.official_documents.models import Draft, OutgoingDocument, SignatureStep
from tinhso.government.official_documents.queries.signing import next_step
from tinhso.government.official_documents.services import checking, drafting
from tinhso.government.official_documents.states import Outgoing, SignatureRole, Signed
from tinhso.kernel.audit import services as audit
from tinhso.kernel.files import queries as file_queries
from tinhso.kernel.files import services as files
from tinhso.kernel.files.kinds import PDF
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.identity.models import Account
from tinhso.kernel.identity.queries import holders
from tinhso.kernel.inbox import services as inbox
from tinhso.kernel.papers.typesetting import Typeset
from tinhso.kernel.signing import services as signatures
from tinhso.kernel.signing import signers
from tinhso.kernel.signing.queries import person_credential
from tinhso.kernel.signing.stamps import Stamp, person_stamp

MOST = 200
"""Documents in one batch."""
_RIGHT = {SignatureRole.INITIAL: permissions.INITIAL, SignatureRole.SIGN: permissions.SIGN}


@dataclass(frozen=True)
class Outcome:
    """What became of one document of a batch; ``problem`` is empty when it was signed."""

    document_id: UUID
    label: str
    problem: str = ""
    code: str = ""

    @property
    def signed(self) -> bool:
        return not self.problem


@transaction.atomic
def submit(
    actor: Actor, document_id: UUID, signer: Account, initials: Sequence[Account] = (), *, seen: int | None = None
) -> OutgoingDocument:
    """Send a draft to be signed: its form is checked, it is typeset once, and the chain is laid down.

    Raises ``Refused`` (``form-errors``) naming what is wrong with the form, ``Invalid`` for people without the right.
    """
    document = drafting.locked(actor, document_id, seen)
    draft = document.drafts.order_by("-version").first()
    if draft is None:
        raise NotFound
    _check_people(document, signer, initials)
    made = _pdf(document, draft)
    findings = checking.check(document, draft, made.pdf)
    errors = [finding.words for finding in findings if finding.blocks]
    if errors:
        raise Refused(
            _("Dự thảo chưa đúng thể thức, chưa trình ký được: {what}").format(what=" ".join(errors)),
            code="form-errors",
        )
    document.file = files.store_made(made.pdf, files.clean_name(f"{document.subject[:120]}.pdf"), PDF, actor=actor)
    document.signed_file = None
    document.stamps = made.stamps
    document.pages = texts.page_count(document.file)
    document.state = Outgoing.SIGNING
    document.revision += 1
    document.save()
    last = document.chain.order_by("-round").values_list("round", flat=True).first() or 0
    people = [(SignatureRole.INITIAL, account) for account in initials] + [(SignatureRole.SIGN, signer)]
    SignatureStep.objects.bulk_create(
        SignatureStep(
            document=document,
            round=last + 1,
            ordinal=at,
            role=role,
            account=account,
            title=document.signer_title if role == SignatureRole.SIGN else "",
        )
        for at, (role, account) in enumerate(people, 1)
    )
    inbox.close(document.id, actor=actor)
    _call_next(document)
    return document


@transaction.atomic
def sign(actor: Actor, document_id: UUID, *, secret: str = "", seen: int | None = None) -> OutgoingDocument:
    """Sign as the next of the chain, with one's own certificate; ``secret`` opens its key when it asks for one.

    Raises ``Refused`` (``signing-order``) when others sign first, ``CannotSign``, ``Conflict``, ``NotFound``.
    """
    document = _locked(document_id)
    step = _own_step(actor, document, seen)
    credential = person_credential(actor.account_id)
    if credential is None:
        raise signers.CannotSign(
            _("Quý vị chưa có chứng thư số còn hiệu lực. Hãy liên hệ người quản trị của cơ quan để đăng ký.")
        )
    before = document.signed_file or document.file
    if before is None:
        raise NotFound
    signed = signatures.sign_pdf(
        file_queries.read(before),
        credential,
        stamp=_stamp(document, step, bytes(credential.image)),
        reason=document.subject,
        location=document.unit.name,
        secret=secret,
    )
    document.signed_file = files.store_made(signed, before.name, PDF, actor=actor)
    step.state, step.signed_by_id, step.ended_at = Signed.SIGNED, actor.account_id, clock.now()
    step.save(update_fields=["state", "signed_by", "ended_at"])
    document.revision += 1
    if step.role == SignatureRole.SIGN:
        document.state = Outgoing.SIGNED
    document.save(update_fields=["signed_file", "revision", "state"])
    note(actor, document, role=step.role, act="sign", reason="")
    inbox.close(document.id, inbox_kinds.TO_SIGN, actor=actor)
    _call_next(document)
    return document


@transaction.atomic
def give_back(actor: Actor, document_id: UUID, reason: str, *, seen: int | None = None) -> OutgoingDocument:
    """Return a document to who drafts it, with why; earlier signatures of this round count no more."""
    document = _locked(document_id)
    step = _own_step(actor, document, seen)
    if not reason.strip():
        raise Invalid({"reason": _("Hãy ghi lý do trả lại để người soạn biết phải sửa gì.")})
    step.state, step.signed_by_id, step.ended_at = Signed.RETURNED, actor.account_id, clock.now()
    step.note = reason.strip()[:500]
    step.save(update_fields=["state", "signed_by", "ended_at", "note"])
    _back_to_drafting(actor, document, step.note)
    note(actor, document, role=step.role, act="return", reason=step.note)
    return document


@transaction.atomic
def take_back(actor: Actor, document_id: UUID, *, seen: int | None = None) -> OutgoingDocument:
    """Take a document back that waits to be signed, to change it: by who drafts."""
    document = _locked(document_id)
    if not drafting.may_draft(actor, document):
        raise NotFound
    _demand_seen(document, seen)
    if document.state != Outgoing.SIGNING:
        raise Refused(_("Chỉ rút lại được văn bản đang trình ký."), code="wrong-state")
    _back_to_drafting(actor, document, "")
    inbox.close(document.id, inbox_kinds.RETURNED, actor=actor)
    return document


def sign_many(actor: Actor, ids: Sequence[UUID], *, secret: str = "") -> list[Outcome]:
    """Sign many documents with one confirmation, each in a transaction of its own, in the order given.

    What is refused stays as it was and leaves the others signed. When the key itself cannot be used the rest is not
    tried: each would fail in the same way.
    """
    if actor.account_id is None:
        raise Forbidden(_("Quý vị cần đăng nhập để ký."))
    if len(ids) > MOST:
        raise Invalid({"ids": _("Mỗi lượt ký nhiều nhất {most} văn bản.").format(most=MOST)})
    found: list[Outcome] = []
    stopped = ""
    names = dict(OutgoingDocument.objects.filter(id__in=ids).values_list("id", "subject"))
    with signers.holding_open():
        for key in dict.fromkeys(ids):
            label = names.get(key, str(key))
            if stopped:
                found.append(Outcome(key, label, stopped, "cannot-sign"))
                continue
            try:
                sign(actor, key, secret=secret)
            except signers.CannotSign as refused:
                stopped = str(refused.message)
                found.append(Outcome(key, label, stopped, refused.code))
            except Refused as refused:
                found.append(Outcome(key, label, str(refused.message), refused.code))
            else:
                found.append(Outcome(key, label))
    return found


def note(actor: Actor, document: OutgoingDocument, *, role: str, act: str, reason: str) -> None:
    """Write into the audit log that somebody signed or returned a document."""
    audit.record(
        actor,
        happened.SIGNED,
        subject_kind="official_documents.outgoing",
        subject_id=document.id,
        subject_label=str(document),
        unit_id=document.unit_id,
        role=str(role),
        act=act,
        reason=reason,
    )


def _pdf(document: OutgoingDocument, draft: Draft) -> Typeset:
    if draft.file is None:
        return paper.typeset(document, draft)
    if draft.file.media_type != PDF:
        raise Refused(_("Bản trình ký phải là PDF. Hãy xuất tệp dự thảo ra PDF rồi tải lên."), code="not-a-pdf")
    last = (texts.page_count(draft.file) or 1) - 1
    stamps = {
        role: {**room, "page": last if room["page"] < 0 else room["page"]}
        for role, room in paper.DEFAULT_STAMPS.items()
    }
    return Typeset(file_queries.read(draft.file), stamps)


def _check_people(document: OutgoingDocument, signer: Account, initials: Sequence[Account]) -> None:
    wrong: dict[str, str] = {}
    if not holders(permissions.SIGN, document.unit.path).filter(pk=signer.pk).exists():
        wrong["signer"] = _("{name} chưa được giao quyền ký ban hành văn bản của {unit}.").format(
            name=signer, unit=document.unit.name
        )
    for account in initials:
        there = holders(permissions.INITIAL, document.drafting_unit.path) | holders(
            permissions.INITIAL, document.unit.path
        )
        if not there.filter(pk=account.pk).exists():
            wrong["initials"] = _("{name} chưa được giao quyền ký nháy.").format(name=account)
    if len({account.pk for account in initials} | {signer.pk}) < len(initials) + 1:
        wrong["initials"] = _("Một người không ký hai lần trong một văn bản.")
    if wrong:
        raise Invalid(wrong)


def _own_step(actor: Actor, document: OutgoingDocument, seen: int | None) -> SignatureStep:
    step = next_step(document)
    mine = reach.holders_of(actor)
    if document.state != Outgoing.SIGNING or step is None:
        if not document.chain.filter(account_id__in=mine).exists():
            raise NotFound
        raise Conflict(_("Văn bản không còn chờ ký: {state}.").format(state=document.get_state_display()))
    if step.account_id not in mine:
        later = document.chain.filter(account_id__in=mine, round=step.round, state=Signed.WAITING).exists()
        if later:
            raise Refused(_("Chưa đến lượt quý vị ký: {who} ký trước.").format(who=step.account), code="signing-order")
        raise NotFound
    _demand_seen(document, seen)
    # The right may have been taken away, or not delegated, since the chain was laid down.
    right = _RIGHT[SignatureRole(step.role)]
    units = (document.unit, document.drafting_unit)
    if not any(actor.post_for(right, unit, step.account_id) for unit in units):
        raise Forbidden(_("Quý vị không còn quyền ký văn bản này."), permission=right)
    return step


def _demand_seen(document: OutgoingDocument, seen: int | None) -> None:
    if seen is not None and seen != document.revision:
        raise Conflict(_("Văn bản đã thay đổi sau khi quý vị mở. Hãy mở lại rồi ký."))


def _stamp(document: OutgoingDocument, step: SignatureStep, image: bytes) -> Stamp | None:
    room = document.stamps.get("person" if step.role == SignatureRole.SIGN else "initial")
    if room is None or not image:
        return None
    if step.role == SignatureRole.SIGN:
        return person_stamp(room, image)
    # Those who put their initials stand side by side at the end of the text.
    width = room["width"] / 4
    return person_stamp({**room, "x": room["x"] + width * ((step.ordinal - 1) % 4), "width": width}, image)


def _call_next(document: OutgoingDocument) -> None:
    if document.state == Outgoing.SIGNED:
        inbox.put(
            inbox_kinds.TO_ISSUE,
            subject_id=document.id,
            title=document.subject,
            unit=reach.clerks_place(document.unit),
            permission=permissions.REGISTER,
            priority=1 if document.urgency else 0,
        )
        return
    step = next_step(document)
    if step is not None:
        inbox.put(
            inbox_kinds.TO_SIGN,
            subject_id=document.id,
            title=document.subject,
            detail=str(step.get_role_display()),
            unit=document.unit if step.role == SignatureRole.SIGN else document.drafting_unit,
            permission=_RIGHT[SignatureRole(step.role)],
            account=step.account,
            priority=1 if document.urgency else 0,
        )


def _back_to_drafting(actor: Actor, document: OutgoingDocument, reason: str) -> None:
    document.chain.filter(state=Signed.WAITING).update(state=Signed.DROPPED, ended_at=clock.now())
    document.state, document.signed_file = Outgoing.DRAFTING, None
    document.revision += 1
    document.save(update_fields=["state", "signed_file", "revision"])
    inbox.close(document.id, actor=actor)
    inbox.put(
        inbox_kinds.RETURNED,
        subject_id=document.id,
        title=document.subject,
        detail=reason,
        unit=document.drafting_unit,
        permission=permissions.WORK,
        account=document.drafter,
    )


def _locked(document_id: UUID) -> OutgoingDocument:
    rows = OutgoingDocument.objects.select_for_update(of=("self",)).select_related(
        "unit__parent", "drafting_unit", "drafter", "file", "signed_file"
    )
    document = rows.filter(id=document_id).first()
    if document is None:
        raise NotFound
    return document
