"""The API of official documents: reading what a key's units received and issued."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema

from tinhso.government.official_documents import permissions
from tinhso.government.official_documents.queries import incoming, outgoing
from tinhso.kernel.identity.access import api_requires
from tinhso.kernel.web.paging import page_at

PREFIX = "/official-documents"
router = Router(tags=["official documents"])


class IncomingOut(Schema):
    """An incoming document; ``number`` is empty until it is registered."""

    id: UUID
    state: str
    number: int | None
    year: int | None
    unit: str
    sender: str
    sender_identifier: str
    symbol: str
    issued_on: date | None
    kind: str
    subject: str
    due_on: date | None
    arrived_at: datetime


class OutgoingOut(Schema):
    """A document of one's own; ``symbol`` is empty until it is issued."""

    id: UUID
    state: str
    symbol: str
    unit: str
    kind: str
    subject: str
    signer: str
    issued_on: date | None
    sealed: bool


class IncomingPage(Schema):
    """A page of documents; ``next`` is the cursor of the next one, empty at the end."""

    items: list[IncomingOut]
    next: str


class OutgoingPage(Schema):
    """A page of documents; ``next`` is the cursor of the next one, empty at the end."""

    items: list[OutgoingOut]
    next: str


@router.get("/incoming", response=IncomingPage)
@api_requires(permissions.WORK)
def list_incoming(
    request: HttpRequest,
    text: str = Query("", max_length=200),
    state: str = Query("", max_length=10),
    cursor: str = Query("", max_length=500),
) -> dict[str, Any]:
    """List the incoming documents that the key may see, the newest first; ``text`` is looked for in the words too."""
    actor = request.actor  # type: ignore[attr-defined]
    rows = incoming.narrowed(incoming.visible_to(actor), incoming.Filters(text=text, state=state))
    page = page_at(rows.select_related("unit"), order=("-arrived_at", "-id"), after=cursor)
    return {"items": [_incoming(row) for row in page.rows], "next": page.next_cursor}


@router.get("/incoming/{document_id}", response=IncomingOut)
@api_requires(permissions.WORK)
def read_incoming(request: HttpRequest, document_id: UUID) -> dict[str, Any]:
    """Give one incoming document."""
    return _incoming(incoming.document_of(request.actor, document_id))  # type: ignore[attr-defined]


@router.get("/outgoing", response=OutgoingPage)
@api_requires(permissions.WORK)
def list_outgoing(
    request: HttpRequest,
    text: str = Query("", max_length=200),
    state: str = Query("", max_length=10),
    cursor: str = Query("", max_length=500),
) -> dict[str, Any]:
    """List the key's own documents, the newest first."""
    actor = request.actor  # type: ignore[attr-defined]
    rows = outgoing.narrowed(actor, outgoing.visible_to(actor), text=text, state=state)
    page = page_at(rows.select_related("unit"), order=("-created_at", "-id"), after=cursor)
    return {"items": [_outgoing(row) for row in page.rows], "next": page.next_cursor}


@router.get("/outgoing/{document_id}", response=OutgoingOut)
@api_requires(permissions.WORK)
def read_outgoing(request: HttpRequest, document_id: UUID) -> dict[str, Any]:
    """Give one of the key's own documents."""
    return _outgoing(outgoing.document_of(request.actor, document_id))  # type: ignore[attr-defined]


def _incoming(row: Any) -> dict[str, Any]:
    return {
        "id": row.id,
        "state": row.state,
        "number": row.number,
        "year": row.year,
        "unit": row.unit.identifier,
        "sender": row.sender_name,
        "sender_identifier": row.sender_identifier,
        "symbol": row.symbol,
        "issued_on": row.issued_on,
        "kind": row.kind_code,
        "subject": row.subject,
        "due_on": row.due_on,
        "arrived_at": row.arrived_at,
    }


def _outgoing(row: Any) -> dict[str, Any]:
    return {
        "id": row.id,
        "state": row.state,
        "symbol": row.symbol,
        "unit": row.unit.identifier,
        "kind": row.kind_code,
        "subject": row.subject,
        "signer": row.signer_name,
        "issued_on": row.issued_on,
        "sealed": row.sealed,
    }
