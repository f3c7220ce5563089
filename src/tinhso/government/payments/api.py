"""The API of money: the platform's messages, and invoices for other programs."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema

from tinhso.government.payments import permissions, queries
from tinhso.government.payments.services import platform
from tinhso.kernel.identity.access import api_requires
from tinhso.kernel.web.paging import page_at

PREFIX = "/payments"
router = Router(tags=["payments"])


class NoticeOut(Schema):
    """What a message did."""

    effect: str


class InvoiceOut(Schema):
    """An invoice; money in đồng."""

    id: UUID
    code: str
    dossier: str
    moment: str
    amount: int
    state: str
    how: str


class InvoicePage(Schema):
    """A page of invoices; ``next`` is the cursor of the next one, empty at the end."""

    items: list[InvoiceOut]
    next: str


@router.post("/notices/{vendor}", response=NoticeOut)
@api_requires("public")
def take_notice(request: HttpRequest, vendor: str) -> dict[str, str]:
    """Take a message of the payment platform; its signature lets it in, and the same message twice does nothing."""
    effect = platform.take_notice(vendor, dict(request.headers), request.body)
    return {"effect": str(effect)}


@router.get("/invoices", response=InvoicePage)
@api_requires(permissions.VIEW)
def list_invoices(
    request: HttpRequest,
    dossier: str = Query("", max_length=50),
    state: str = Query("", max_length=10),
    cursor: str = Query("", max_length=500),
) -> dict[str, Any]:
    """List the invoices of the key's units, the latest first."""
    rows = queries.invoices(request.actor, text=dossier, state=state)  # type: ignore[attr-defined]
    page = page_at(rows, order=("-created_at", "-id"), after=cursor)
    items = [
        {
            "id": row.id,
            "code": row.code,
            "dossier": row.dossier.code,
            "moment": row.moment,
            "amount": row.amount,
            "state": row.state,
            "how": row.how,
        }
        for row in page.rows
    ]
    return {"items": items, "next": page.next_cursor}
