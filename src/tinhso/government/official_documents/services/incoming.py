"""Incoming documents: taken in, registered under a number, refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from tinhso.government.official_documents import audit_events as happened
from tinhso.government.official_documents import events, inbox_kinds, kinds, permissions, reach, secrecy, symbols, texts
from tinhso.government.official_documents.models import Book, IncomingDocument, IncomingFile
from tinhso.government.official_documents.services import books, exchange, verifying
from tinhso.government.official_documents.states import OPEN_INCOMING, Channel, Direction, Incoming
from tinhso.kernel.audit import services as audit
from tinhso.kernel.events.services import publish
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Conflict, Invalid, NotFound, Refused
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.inbox import services as inbox
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kernel.reading import queries as readings
from tinhso.kernel.reading import services as reading

FIELDS = (
    "sender_name", "sender_identifier", "symbol", "issued_on", "kind_code", "subject", "urgency", "signer_name",
    "signer_position", "pages", "due_on", "note",
)  # fmt: skip
"""What the clerk confirms or types."""
_TEXT = {"sender_name": 200, "sender_identifier": 35, "symbol": 60, "kind_code": 30, "subject": 500,
         "signer_name": 120, "signer_position": 120, "note": 500}  # fmt: skip


@dataclass(frozen=True)
class Given:
    """What is typed about a document; ``secrecy`` only to be refused."""

    values: Mapping[str, Any]
    secrecy: str = ""


@transaction.atomic
def take_in(
    actor: Actor,
    unit: OrganizationUnit,
    files: Sequence[StoredFile],
    *,
    channel: str = Channel.PAPER,
    given: Given | None = None,
    arrival_id: UUID | None = None,
    exchange_id: str = "",
    replaces: IncomingDocument | None = None,
) -> IncomingDocument:
    """Take in a document that waits to be registered; its fields are proposed from the file, and nothing is numbered.

    Raises ``SecretRefused`` for a mark of secrecy, ``Invalid`` without a file. The same arrival taken in again gives
    the document that stands.
    """
    reach.demand(actor, permissions.REGISTER, unit)
    if arrival_id is not None:
        standing = IncomingDocument.objects.filter(arrival_id=arrival_id).first()
        if standing is not None:
            return standing
    if not files and channel != Channel.IMPORT:
        raise Invalid({"files": _("Hãy chọn tệp của văn bản: bản quét hoặc bản điện tử.")})
    given = given or Given({})
    pages = [texts.of_file(file) for file in files]
    secrecy.refuse(field=given.secrecy, subject=str(given.values.get("subject", "")), text="\n".join(pages))
    document = IncomingDocument(
        unit=unit,
        channel=channel,
        arrival_id=arrival_id,
        exchange_id=exchange_id[:200],
        arrived_at=clock.now(),
        replaces=replaces,
    )
    document.pages = texts.page_count(files[0]) if files else None
    for field, value in cleaned(given.values).items():
        setattr(document, field, value)
    document.folded = texts.searchable(document, pages)
    document.save(force_insert=True)
    IncomingFile.objects.bulk_create(
        IncomingFile(document=document, ordinal=at, file=file, text=page[: texts.MOST_TEXT])
        for at, (file, page) in enumerate(zip(files, pages, strict=True), 1)
    )
    verifying.look(document)
    if files and channel in (Channel.PAPER, Channel.UPLOAD):
        reading.ask_layout(files[0])
        propose(document)
    document.save()
    inbox.put(
        inbox_kinds.ARRIVED,
        subject_id=document.id,
        title=document.subject or document.symbol or (files[0].name if files else str(document)),
        detail=document.sender_name,
        unit=reach.clerks_place(unit),
        permission=permissions.REGISTER,
        priority=1 if document.urgency else 0,
    )
    return document


@transaction.atomic
def register(
    actor: Actor,
    document_id: UUID,
    values: Mapping[str, Any],
    *,
    book: Book | None = None,
    reserved: UUID | None = None,
    secrecy_field: str = "",
    knows_duplicate: bool = False,
    seen: int | None = None,
) -> IncomingDocument:
    """Confirm the fields and give the document its number; the sender is told that it is registered (03).

    Raises ``Invalid`` with each field that lacks, ``Conflict`` when somebody registered it or when a duplicate
    stands that nobody acknowledged, ``SecretRefused``.
    """
    document = locked(actor, document_id, permissions.REGISTER, seen)
    if document.state != Incoming.ARRIVED:
        raise Conflict(_("Văn bản này đã được xử lý: {state}.").format(state=document.get_state_display()))
    secrecy.refuse(field=secrecy_field, subject=str(values.get("subject", "")))
    for field, value in cleaned(values).items():
        setattr(document, field, value)
    _demand_fields(document)
    twins = duplicates(document)
    if twins and not knows_duplicate:
        raise Conflict(
            _(
                "Văn bản {symbol} của {sender} đã vào sổ số {number}. Đánh dấu “vẫn vào sổ” nếu đúng là hai văn bản."
            ).format(symbol=document.symbol, sender=document.sender_name, number=twins[0].number or "–"),
            duplicate=str(twins[0].id),
        )
    day = clock.today()
    book = book or books.usual_book(document.unit, Direction.INCOMING)
    if book.unit_id != document.unit_id or book.direction != Direction.INCOMING:
        raise Invalid({"book": _("Hãy chọn sổ văn bản đến của cơ quan nhận.")})
    given = books.give(actor, book, day, reserved=reserved)
    document.book, document.book_number, document.number, document.year = book, given, given.number, given.year
    document.registered_at, document.registered_by_id = clock.now(), actor.account_id
    document.state = Incoming.REGISTERED
    document.folded = texts.searchable(document, document.files.values_list("text", flat=True))
    _save(document)
    inbox.close(document.id, inbox_kinds.ARRIVED, actor=actor)
    inbox.put(
        inbox_kinds.TO_INSTRUCT,
        subject_id=document.id,
        title=f"{document.symbol} – {document.subject}",
        detail=document.sender_name,
        unit=document.unit,
        permission=permissions.INSTRUCT,
        due_at=texts.end_of(document.due_on),
        priority=1 if document.urgency else 0,
    )
    note(actor, happened.REGISTERED, document, number=str(document.number))
    publish(
        events.REGISTERED,
        document.id,
        actor=actor,
        document=str(document.id), unit=str(document.unit_id), number=document.number, symbol=document.symbol,
    )  # fmt: skip
    exchange.tell(document, "03", _("Số đến {number}").format(number=document.number), actor)
    return document


@transaction.atomic
def refuse(actor: Actor, document_id: UUID, reason: str, *, seen: int | None = None) -> IncomingDocument:
    """Refuse a document that is not registered yet; the sender is told why (02). Nothing is numbered."""
    document = locked(actor, document_id, permissions.REGISTER, seen)
    if document.state != Incoming.ARRIVED:
        raise Refused(_("Chỉ từ chối được văn bản chưa vào sổ."), code="wrong-state")
    if not reason.strip():
        raise Invalid({"reason": _("Hãy ghi lý do từ chối; nơi gửi sẽ đọc lý do này.")})
    document.state, document.refused_reason = Incoming.REFUSED, reason.strip()[:500]
    _save(document)
    inbox.close(document.id, actor=actor)
    note(actor, happened.REFUSED, document, reason=document.refused_reason)
    exchange.tell(document, "02", document.refused_reason, actor)
    return document


@transaction.atomic
def verify(actor: Actor, document_id: UUID) -> IncomingDocument:
    """Verify the signatures of a document's main file anew and keep what was found."""
    document = locked(actor, document_id, permissions.REGISTER)
    verifying.look(document)
    document.save(update_fields=["verdict", "verified_at", "verification"])
    note(actor, happened.VERIFIED, document, verdict=document.verdict)
    return document


@transaction.atomic
def correct(actor: Actor, document_id: UUID, values: Mapping[str, Any], *, seen: int | None = None) -> IncomingDocument:
    """Correct what was typed of a registered document; its number stays, and history keeps what stood."""
    document = locked(actor, document_id, permissions.REGISTER, seen)
    if document.state not in OPEN_INCOMING and document.state != Incoming.DONE:
        raise Refused(_("Văn bản này không còn sửa được."), code="wrong-state")
    secrecy.refuse(subject=str(values.get("subject", "")))
    for field, value in cleaned(values).items():
        setattr(document, field, value)
    _demand_fields(document)
    document.folded = texts.searchable(document, document.files.values_list("text", flat=True))
    _save(document)
    return document


def propose(document: IncomingDocument) -> None:
    """Set the fields that nobody typed to what was read of the page; the document itself is saved by the caller."""
    main = document.files.select_related("file").order_by("ordinal").first()
    found = readings.layout(main.file) if main is not None else None
    if main is None or found is None or found.layout is None:
        return
    before = document.proposed
    document.proposed = texts.proposals(found.layout)
    for field, said in document.proposed.items():
        if field in FIELDS and field not in before and getattr(document, field) in ("", None, 0):
            setattr(document, field, cleaned({field: said["value"]})[field])
    if not main.text and found.layout.text:
        IncomingFile.objects.filter(id=main.id).update(text=found.layout.text[: texts.MOST_TEXT])
    words = [*document.files.exclude(id=main.id).values_list("text", flat=True), main.text or found.layout.text]
    document.folded = texts.searchable(document, words)


def duplicates(document: IncomingDocument) -> list[IncomingDocument]:
    """Return documents of the same agency that seem to be the same: by ID, or by number, symbol and issuer."""
    same = Q(pk__in=[])
    if document.exchange_id:
        same |= Q(exchange_id=document.exchange_id)
    if document.symbol and document.sender_name:
        same |= Q(symbol=document.symbol, sender_name__iexact=document.sender_name)
    if document.symbol and document.sender_identifier:
        same |= Q(symbol=document.symbol, sender_identifier=document.sender_identifier)
    rows = IncomingDocument.objects.filter(same, unit_id=document.unit_id).exclude(id=document.id)
    rows = rows.exclude(state__in=[Incoming.REFUSED, Incoming.RECALLED])
    if document.issued_on is not None:
        # Numbers begin anew every year.
        rows = rows.filter(Q(issued_on__isnull=True) | Q(issued_on__year=document.issued_on.year))
    return list(rows.order_by("arrived_at")[:5])


def locked(actor: Actor, document_id: UUID, permission: str, seen: int | None = None) -> IncomingDocument:
    """Return the document, locked until the transaction ends; raise ``NotFound``, ``Forbidden`` or ``Conflict``."""
    rows = IncomingDocument.objects.select_for_update(of=("self",)).select_related("unit__parent", "book")
    document = rows.filter(id=document_id).first()
    if document is None:
        raise NotFound
    if not reach.may(actor, permission, document.unit):
        raise NotFound
    if seen is not None and seen != document.revision:
        raise Conflict(_("Văn bản vừa được người khác xử lý. Hãy mở lại trang để xem bản mới nhất."))
    return document


def _save(document: IncomingDocument) -> None:
    document.revision += 1
    document.save()


def _demand_fields(document: IncomingDocument) -> None:
    wrong = {
        field: words
        for field, missing, words in (
            ("sender_name", not document.sender_name, _("Ghi cơ quan ban hành văn bản.")),
            ("symbol", not document.symbol, _("Ghi số, ký hiệu; văn bản không số thì ghi “KS”.")),
            ("issued_on", document.issued_on is None, _("Ghi ngày của văn bản.")),
            ("subject", not document.subject, _("Ghi trích yếu nội dung.")),
        )
        if missing
    }
    if document.issued_on is not None and document.issued_on > clock.today():
        wrong["issued_on"] = _("Ngày văn bản không thể sau hôm nay.")
    if document.due_on is not None and document.issued_on is not None and document.due_on < document.issued_on:
        wrong["due_on"] = _("Hạn xử lý không thể trước ngày văn bản.")
    if document.kind_code and kinds.kind(document.kind_code) is None:
        wrong["kind_code"] = _("Chọn loại văn bản trong danh sách.")
    if wrong:
        raise Invalid(wrong)


def cleaned(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields among ``values`` as they are kept."""
    found: dict[str, Any] = {}
    for field in FIELDS:
        if field not in values:
            continue
        value = values[field]
        if field in _TEXT:
            text = " ".join(str(value or "").split())
            found[field] = (symbols.tidy(text) if field == "symbol" else text)[: _TEXT[field]]
        elif field in ("issued_on", "due_on"):
            found[field] = value if isinstance(value, date) or value is None else texts.day(str(value))
        elif field == "urgency":
            found[field] = int(value or 0) if str(value or "0") in {"0", "1", "2", "3"} else 0
        else:
            found[field] = int(value) if str(value or "").isdigit() and int(value) < 32_000 else None
    return found


def note(actor: Actor, code: str, document: IncomingDocument, **details: Any) -> None:
    """Write into the audit log what was done to an incoming document."""
    audit.record(
        actor,
        code,
        subject_kind="official_documents.incoming",
        subject_id=document.id,
        subject_label=str(document),
        unit_id=document.unit_id,
        **details,
    )
