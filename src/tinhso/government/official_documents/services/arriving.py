"""What the exchange and the reader of pages bring: documents that arrived, wishes to have them back, fields read."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.government.official_documents import audit_events as happened
from tinhso.government.official_documents import kinds, symbols
from tinhso.government.official_documents.models import IncomingDocument
from tinhso.government.official_documents.secrecy import SecretRefused
from tinhso.government.official_documents.services import exchange, incoming, recalling
from tinhso.government.official_documents.services.incoming import Given
from tinhso.government.official_documents.states import Channel, Incoming
from tinhso.kernel.audit import services as audit
from tinhso.kernel.foundation import clock
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.inbox import services as inbox
from tinhso.kernel.reading import queries as readings

REFUSAL = "Văn bản có dấu chỉ độ mật, không được gửi qua hệ thống này."


@transaction.atomic
def take_arrival(arrival_id: UUID, *, replaces: UUID | None = None) -> IncomingDocument | None:
    """Put a document that arrived before the clerk; one with a mark of secrecy is refused (02) and not kept.

    The same arrival again changes nothing.
    """
    found = exchange.arrival(arrival_id)
    if found is None:
        return None
    old = IncomingDocument.objects.filter(arrival_id=replaces).first() if replaces else None
    try:
        return incoming.take_in(
            SYSTEM,
            found.unit,
            list(found.files),
            channel=Channel.EXCHANGE,
            given=Given(_fields(found)),
            arrival_id=arrival_id,
            exchange_id=str(found.header.document_id),
            replaces=old or _replaced(found),
        )
    except SecretRefused as refused:
        exchange.refuse_arrival(arrival_id, REFUSAL)
        audit.record(
            SYSTEM,
            happened.SECRET,
            subject_kind="official_documents.arrival",
            subject_id=arrival_id,
            unit_id=found.unit.id,
            where=refused.where[:120],
        )
        return None


@transaction.atomic
def take_replacement(old_arrival: UUID, new_arrival: UUID, reason: str) -> None:
    """Note that a document that arrived was replaced: the old copy is destroyed, its number and fields stay."""
    new = take_arrival(new_arrival, replaces=old_arrival)
    old = IncomingDocument.objects.select_for_update().filter(arrival_id=old_arrival).first()
    if new is not None and old is not None and new.replaces_id is None:
        IncomingDocument.objects.filter(id=new.id).update(replaces=old)
    if old is not None and old.state not in (Incoming.RECALLED, Incoming.REFUSED):
        old.recall_reason = (reason or _("Được thay thế bằng văn bản khác"))[:500]
        recalling.destroy(SYSTEM, old)


def take_recall(arrival_id: UUID, reason: str) -> None:
    """Put the sender's wish to have a document back before the clerk."""
    key = IncomingDocument.objects.filter(arrival_id=arrival_id).values_list("id", flat=True).first()
    if key is not None:
        recalling.asked(key, reason)


@transaction.atomic
def take_layout(sha256: str) -> int:
    """Propose what was read of a content to the documents that wait to be registered; return how many there are.

    A mark of secrecy that only the reader saw, on a scan, ends the document: its files go.
    """
    rows = IncomingDocument.objects.select_for_update(of=("self",)).filter(
        state=Incoming.ARRIVED, files__ordinal=1, files__file__sha256=sha256
    )
    documents = list(rows)
    for document in documents:
        main = document.files.select_related("file").get(ordinal=1)
        found = readings.layout(main.file)
        if found.layout is not None and found.layout.secret:
            _drop_secret(document)
            continue
        incoming.propose(document)
        document.save()
    return len(documents)


def _drop_secret(document: IncomingDocument) -> None:
    document.files.all().delete()
    document.state, document.refused_reason = Incoming.REFUSED, REFUSAL
    document.subject, document.folded, document.proposed, document.verification = "", "", {}, []
    document.revision += 1
    document.recalled_at = clock.now()
    document.save()
    inbox.close(document.id)
    incoming.note(SYSTEM, happened.SECRET, document, where=_("đọc trên trang"))
    exchange.tell(document, "02", REFUSAL, SYSTEM)


def _fields(found: Any) -> dict[str, Any]:
    header = found.header
    code = f"{int(header.number):02d}" if str(header.number).isdigit() else str(header.number)
    symbol = symbols.tidy(f"{code}/{header.notation}")
    taken = symbols.read(symbol)
    return {
        "sender_name": found.sender_name,
        "sender_identifier": found.sender,
        "symbol": symbol,
        "issued_on": header.issued_on,
        "kind_code": (taken.kind if taken and taken.kind else "") or kinds.LETTER,
        "subject": header.subject,
        "urgency": header.priority,
        "signer_name": header.signer.name,
        "signer_position": header.signer.position,
        "pages": header.page_amount,
        "due_on": header.due_on,
    }


def _replaced(found: Any) -> IncomingDocument | None:
    about = [str(key) for key in (found.header.about, *found.header.replaces) if key is not None]
    if not about or int(found.header.business) not in (2, 3):
        return None
    rows = IncomingDocument.objects.filter(unit=found.unit, exchange_id__in=about).order_by("-arrived_at")
    return rows.first()
