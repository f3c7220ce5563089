"""Issuing: the number is given, set visibly on the signed paper, the agency signs, and the exchange carries it.

All of it is one transaction: no number is lost on a paper that was not issued.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.government.official_documents import audit_events as happened
from tinhso.government.official_documents import events, kinds, paper, permissions, reach, symbols, texts
from tinhso.government.official_documents.models import Book, OutgoingDocument
from tinhso.government.official_documents.services import books, exchange
from tinhso.government.official_documents.states import FROZEN, Direction, Outgoing
from tinhso.kernel.audit import services as audit
from tinhso.kernel.events.services import publish
from tinhso.kernel.files import queries as file_queries
from tinhso.kernel.files import services as files
from tinhso.kernel.files.kinds import PDF
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Conflict, Invalid, NotFound, Refused
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.inbox import services as inbox
from tinhso.kernel.signing import services as signatures
from tinhso.kernel.signing import signers
from tinhso.kernel.signing.queries import agency_credential
from tinhso.kernel.signing.stamps import Stamp, agency_stamp


@transaction.atomic
def issue(
    actor: Actor,
    document_id: UUID,
    *,
    book: Book | None = None,
    reserved: UUID | None = None,
    seal: bool = True,
    secret: str = "",
    seen: int | None = None,
) -> OutgoingDocument:
    """Give a signed document its number, seal it and send it to its recipients.

    ``seal=False`` is for paper that is stamped by hand; it goes to nobody through the exchange and counts against
    the share of documents with the agency's signature. Raises ``Conflict``, ``Refused``, ``CannotSign``.
    """
    document = locked(actor, document_id, seen)
    if document.state != Outgoing.SIGNED:
        raise Conflict(
            _("Văn bản không ở trạng thái chờ phát hành: {state}.").format(state=document.get_state_display())
        )
    day = clock.today()
    kind = kinds.kind(document.kind_code, day)
    if kind is None:
        raise Invalid({"kind_code": _("Loại văn bản này không còn dùng.")})
    direction = Direction.INTERNAL if document.internal else Direction.OUTGOING
    book = book or books.usual_book(document.unit, direction)
    if book.unit_id != document.unit_id or book.direction != direction:
        raise Invalid({"book": _("Hãy chọn sổ văn bản đi của cơ quan ban hành.")})
    given = books.give(actor, book, day, kind.series, reserved=reserved)
    document.book, document.book_number, document.number, document.year = book, given, given.number, given.year
    document.symbol = symbols.build(given.number, kind, document.unit.symbol, document.drafting_symbol)
    document.issued_on, document.issued_at, document.issued_by_id = day, clock.now(), actor.account_id
    document.state = Outgoing.ISSUED
    if seal:
        _seal(actor, document, day, secret)
    document.folded = texts.searchable(document, [_words(document)])
    document.revision += 1
    document.save()
    inbox.close(document.id, actor=actor)
    _replaced(actor, document)
    if seal:
        exchange.send(document)
    audit.record(
        actor,
        happened.ISSUED,
        subject_kind="official_documents.outgoing",
        subject_id=document.id,
        subject_label=str(document),
        unit_id=document.unit_id,
        symbol=document.symbol,
    )
    publish(
        events.ISSUED,
        document.id,
        actor=actor,
        document=str(document.id),
        unit=str(document.unit_id),
        symbol=document.symbol,
        kind=document.kind_code,
    )
    return document


@transaction.atomic
def recall(actor: Actor, document_id: UUID, reason: str, *, seen: int | None = None) -> OutgoingDocument:
    """Recall an issued document: it is frozen, and each recipient is asked to give its copy back.

    Law: Nghị định 30/2020/NĐ-CP, Điều 18; Phụ lục VI.
    """
    document = locked(actor, document_id, seen)
    if document.state != Outgoing.ISSUED:
        raise Refused(_("Chỉ thu hồi được văn bản đang có hiệu lực ban hành."), code="wrong-state")
    if not reason.strip():
        raise Invalid({"reason": _("Hãy ghi lý do thu hồi; nơi nhận sẽ đọc lý do này.")})
    document.state, document.recall_reason = Outgoing.RECALLED, reason.strip()[:500]
    document.recalled_at = clock.now()
    document.revision += 1
    document.save(update_fields=["state", "recall_reason", "recalled_at", "revision"])
    exchange.recall(document)
    audit.record(
        actor,
        happened.RECALLED,
        subject_kind="official_documents.outgoing",
        subject_id=document.id,
        subject_label=str(document),
        unit_id=document.unit_id,
        reason=document.recall_reason,
    )
    publish(
        events.RECALLED,
        document.id,
        actor=actor,
        document=str(document.id),
        direction="đi",
        reason=document.recall_reason,
    )
    return document


@transaction.atomic
def resend(actor: Actor, document_id: UUID, dispatch_id: UUID) -> None:
    """Send a document once more to a recipient that it did not reach."""
    document = locked(actor, document_id, None)
    if document.state != Outgoing.ISSUED:
        raise Refused(_("Văn bản không còn được gửi."), code="wrong-state")
    exchange.resend(document, dispatch_id)


def locked(actor: Actor, document_id: UUID, seen: int | None) -> OutgoingDocument:
    """Return a document of an agency whose clerk the actor is, locked; raise ``NotFound`` or ``Conflict``."""
    rows = OutgoingDocument.objects.select_for_update(of=("self",)).select_related(
        "unit__parent", "unit__area", "drafting_unit", "file", "signed_file", "replaces", "answers"
    )
    document = rows.filter(id=document_id).first()
    if document is None or not reach.may(actor, permissions.REGISTER, document.unit):
        raise NotFound
    if seen is not None and seen != document.revision:
        raise Conflict(_("Văn bản đã thay đổi sau khi quý vị mở. Hãy mở lại trang."))
    return document


def _seal(actor: Actor, document: OutgoingDocument, day: date, secret: str) -> None:
    credential = agency_credential(document.unit)
    if credential is None:
        raise signers.CannotSign(
            _("{unit} chưa có chứng thư số của cơ quan còn hiệu lực. Người quản trị có thể đăng ký.").format(
                unit=document.unit.name
            )
        )
    before = document.signed_file
    if before is None:
        raise Conflict(_("Văn bản chưa có chữ ký của người có thẩm quyền."))
    content = file_queries.read(before)
    number, person = document.stamps.get("number"), document.stamps.get("person")
    if number:
        # The agency's clerk signs the number and the day: what was signed before stays whole.
        row = paper.number_row(document.symbol, document.unit, day, number)
        box = (number["x"], number["y"], number["x"] + number["width"], number["y"] + number["height"])
        content = signatures.sign_pdf(
            content,
            credential,
            stamp=Stamp(int(number["page"]), box, pdf=row),
            reason=_("Cấp số {symbol}").format(symbol=document.symbol),
            location=document.unit.name,
            secret=secret,
        )
    image = bytes(credential.image)
    content = signatures.sign_pdf(
        content,
        credential,
        stamp=agency_stamp(person, image) if person and image else None,
        reason=_("Ban hành {symbol}").format(symbol=document.symbol),
        location=document.unit.name,
        secret=secret,
    )
    name = files.clean_name(f"{document.symbol.replace('/', '-')}.pdf")
    document.signed_file = files.store_made(content, name, PDF, actor=actor)
    document.sealed = True


def _replaced(actor: Actor, document: OutgoingDocument) -> None:
    old = document.replaces
    if old is None or old.state in FROZEN:
        return
    OutgoingDocument.objects.filter(id=old.id).update(state=Outgoing.REPLACED, revision=old.revision + 1)
    audit.record(
        actor,
        happened.RECALLED,
        subject_kind="official_documents.outgoing",
        subject_id=old.id,
        subject_label=str(old),
        unit_id=old.unit_id,
        reason=document.replace_reason,
    )


def _words(document: OutgoingDocument) -> str:
    draft = document.drafts.order_by("-version").first()
    if draft is None:
        return ""
    return " ".join((draft.addressee, draft.grounds, draft.text, texts.of_file(draft.file) if draft.file else ""))
