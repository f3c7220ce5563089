"""What is told to the exchange and heard from it, in one place; an installation without it works on paper."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any
from uuid import UUID

from django.apps import apps

from tinhso.government.official_documents import kinds, paper
from tinhso.government.official_documents.models import IncomingDocument, OutgoingDocument
from tinhso.kernel.foundation.errors import NotFound
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.organizations import queries as units

_CARRIER = "tinhso.kits.exchange.messages"


def carrier() -> Any | None:
    """Return the carrier of documents when this installation runs it."""
    if not apps.is_installed(_CARRIER) or find_spec(f"{_CARRIER}.documents") is None:
        return None
    return import_module(f"{_CARRIER}.documents")


def send(document: OutgoingDocument) -> None:
    """Hand an issued document to the carrier, in the caller's transaction; a replacement says what it replaces."""
    documents = carrier()
    if documents is None or not document.recipients.exclude(identifier="").exists():
        return
    letter = _letter(documents, document)
    if document.replaces is not None:
        documents.replace(document.replaces_id, letter, document.replace_reason)
    else:
        documents.send(letter)


def recall(document: OutgoingDocument) -> None:
    """Ask every recipient for its copy back."""
    documents = carrier()
    if documents is not None:
        documents.recall(document.id, document.recall_reason)


def resend(document: OutgoingDocument, dispatch_id: UUID) -> None:
    """Send once more what did not arrive; raise ``NotFound``."""
    documents = carrier()
    row = next((row for row in dispatches(document) if row.id == dispatch_id), None)
    if documents is None or row is None:
        raise NotFound
    documents.resend(row.dispatch)


def dispatches(document: OutgoingDocument) -> list[Any]:
    """Return the state of a document at each recipient; empty without the exchange."""
    if carrier() is None:
        return []
    return list(import_module(f"{_CARRIER}.queries").dispatches_of(document.id))


def addressees(text: str) -> list[Any]:
    """Return units to which a document can be sent whose names or identifiers are like ``text``."""
    if carrier() is None:
        return list(units.search(text))
    return list(import_module(f"{_CARRIER}.queries").addressees(text, most=50))


def identifiers_of(names: list[str]) -> dict[str, str]:
    """Return the identifiers of units by name, of those names that only one unit bears; none without the exchange."""
    if carrier() is None or not names:
        return {}
    return dict(import_module(f"{_CARRIER}.queries").identifiers_of(names))


def tell(document: IncomingDocument, status: str, words: str, actor: Actor) -> None:
    """Send a state back to the sender of a document that came through the exchange; nothing for others."""
    documents = carrier()
    if documents is not None and document.arrival_id is not None:
        staff = documents.Staff(name=actor.name, department=document.unit.name)
        documents.report(document.arrival_id, documents.StatusCode(status), words[:500], staff)


def answer_recall(document: IncomingDocument, reason: str, *, agree: bool) -> None:
    """Answer the sender's wish to have his document back."""
    documents = carrier()
    if documents is not None and document.arrival_id is not None:
        documents.answer_recall(document.arrival_id, agree, reason)


def arrival(arrival_id: UUID) -> Any | None:
    """Return what arrived under a key: parsed header, files, verdict, sender."""
    return import_module(f"{_CARRIER}.queries").arrival(arrival_id) if carrier() is not None else None


def _letter(documents: Any, document: OutgoingDocument) -> Any:
    kind = kinds.kind(document.kind_code)
    return documents.OutgoingDocument(
        document_id=document.id,
        sender=document.unit,
        recipients=list(
            document.recipients.exclude(identifier="").order_by("ordinal").values_list("identifier", flat=True)
        ),
        number=document.number,
        notation=document.symbol.split("/", 1)[-1],
        place=paper.place(document.unit),
        issued_on=document.issued_on,
        kind_code=kind.abbreviation if kind and kind.abbreviation else "",
        kind_name=kind.name if kind else document.kind_code,
        subject=document.subject,
        signer_name=document.signer_name,
        signer_position=document.signer_title,
        signer_competence=_competence(document.signer_authority),
        due_on=document.due_on,
        priority=document.urgency,
        files=[
            document.signed_file,
            *(annex.file for annex in document.annexes.filter(removed_at=None).order_by("ordinal")),
        ],
        response_to=_response(documents, document),
        to_places=list(document.recipients.order_by("ordinal").values_list("name", flat=True)),
        page_amount=document.pages or 1,
    )


def _competence(lines: str) -> str:
    """Return the form of signing that counts: the last one, ``KT.`` below ``TM.``."""
    forms = [line.split(None, 1)[0] for line in lines.splitlines() if line.strip()]
    return forms[-1] if forms else ""


def _response(documents: Any, document: OutgoingDocument) -> Any | None:
    if document.answers is None or not document.answers.exchange_id:
        return None
    return documents.EdxmlDocumentId.parse(document.answers.exchange_id)


def refuse_arrival(arrival_id: UUID, reason: str) -> None:
    """Send a document back that may not be kept (02)."""
    documents = carrier()
    if documents is not None:
        documents.report(arrival_id, documents.StatusCode("02"), reason, documents.Staff())
