"""What screens, the API and services read of money; rows always start from what the actor may see."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import BigIntegerField, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from tinhso.government.payments import permissions
from tinhso.government.payments.models import (
    CashSession,
    CashTaken,
    Difference,
    Invoice,
    InvoiceLine,
    LedgerLine,
    Payment,
    PlatformMoney,
    Receipt,
    Reconciliation,
    Refund,
)
from tinhso.government.payments.states import (
    Book,
    DifferenceState,
    InvoiceState,
    PaymentState,
    RefundState,
    SessionState,
)
from tinhso.kernel.files.links import link
from tinhso.kernel.foundation.errors import Forbidden, NotFound
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kernel.organizations.queries import is_root
from tinhso.kits.procedures.queries import visible_to as dossiers_visible_to

_LOOKING = (permissions.VIEW, permissions.CASH, permissions.ACCOUNT, permissions.EXEMPT)


def _of_units(actor: Actor, *rights: str) -> Q | None:
    """Return the filter of invoices of the actor's units, none when he sees every unit's."""
    units: set[UUID] = set()
    for right in rights:
        if any(is_root(path) for path in actor.roots(right)):
            return None
        units |= actor.unit_ids(right)
    return Q(unit_id__in=units) | Q(desk_id__in=units)


def visible_to(actor: Actor) -> QuerySet[Invoice]:
    """Return the invoices that the actor may see: a citizen those of his dossiers, an officer his units'."""
    if actor.is_system:
        return Invoice.objects.all()
    if actor.kind == "citizen":
        return Invoice.objects.filter(dossier__account_id=actor.own_id)
    units = _of_units(actor, *_LOOKING)
    return Invoice.objects.all() if units is None else Invoice.objects.filter(units)


def plain_invoices_of(dossier_id: UUID) -> QuerySet[Invoice]:
    """Return a dossier's invoices without their lines, for whoever may see the dossier."""
    return Invoice.objects.filter(dossier_id=dossier_id).order_by("created_at", "id")


def invoices_of(dossier_id: UUID) -> list[Invoice]:
    """Return a dossier's invoices with their lines, for whoever may see the dossier."""
    return list(plain_invoices_of(dossier_id).select_related("unit", "desk").prefetch_related("lines"))


def invoice_for(actor: Actor, invoice_id: UUID) -> Invoice:
    """Return an invoice that the actor may see; raise ``NotFound``."""
    found = visible_to(actor).filter(id=invoice_id).select_related("dossier__procedure", "unit", "desk").first()
    if found is None:
        raise NotFound
    return found


def payment_for(actor: Actor, order_ref: str) -> Payment:
    """Return an attempt to pay an invoice that the actor may see; raise ``NotFound``."""
    found = (
        Payment.objects.filter(order_ref=order_ref, invoice__in=visible_to(actor))
        .select_related("invoice__dossier__procedure", "invoice__unit")
        .first()
    )
    if found is None:
        raise NotFound
    return found


def invoices(actor: Actor, *, text: str = "", state: str = "") -> QuerySet[Invoice]:
    """Return the invoices of the accountant's list; page by ``-created_at``, ``-id``."""
    rows = visible_to(actor).select_related("dossier", "unit")
    if text:
        wanted = text.strip().upper()
        rows = rows.filter(Q(code__startswith=wanted) | Q(dossier__code=wanted) | Q(payer_name__icontains=text.strip()))
    return rows.filter(state=state) if state else rows


def unapplied(actor: Actor) -> QuerySet[PlatformMoney]:
    """Return the money of which a part (``free``, đồng) pays no invoice and nobody has asked to give it back."""
    actor.demand(permissions.ACCOUNT)
    counted = Q(
        refunds__from_applied=False,
        refunds__state__in=(RefundState.REQUESTED, RefundState.APPROVED, RefundState.DONE),
    )
    asked = Coalesce(Sum("refunds__amount", filter=counted), 0, output_field=BigIntegerField())
    rows = PlatformMoney.objects.filter(reversed_at=None, amount__gt=F("applied"))
    if (units := _of_units(actor, permissions.ACCOUNT)) is not None:
        rows = rows.filter(payment__invoice__in=Invoice.objects.filter(units))
    rows = rows.annotate(free=F("amount") - F("applied") - asked).filter(free__gt=0)
    return rows.select_related("payment__invoice")


def refunds(actor: Actor) -> QuerySet[Refund]:
    """Return the refunds that the actor's units are concerned with; page by ``-created_at``, ``-id``."""
    actor.demand(permissions.ACCOUNT)
    rows = Refund.objects.select_related("money__payment__invoice", "requested_by__person", "decided_by__person")
    if (units := _of_units(actor, permissions.ACCOUNT)) is not None:
        rows = rows.filter(money__payment__invoice__in=Invoice.objects.filter(units))
    return rows


def refund_for(actor: Actor, refund_id: UUID) -> Refund:
    """Return a refund; raise ``NotFound``."""
    found = refunds(actor).filter(id=refund_id).first()
    if found is None:
        raise NotFound
    return found


def money_for(actor: Actor, money_id: UUID) -> PlatformMoney:
    """Return money that came from the platform for an invoice that the actor may see; raise ``NotFound``."""
    found = (
        PlatformMoney.objects.filter(id=money_id, payment__invoice__in=visible_to(actor))
        .select_related("payment__invoice__unit")
        .first()
    )
    if found is None:
        raise NotFound
    return found


def open_session(actor: Actor) -> CashSession | None:
    """Return the cashier's session that is open."""
    return (
        CashSession.objects.filter(cashier_id=actor.account_id, state=SessionState.OPEN)
        .select_related("unit", "cashier__person")
        .first()
    )


def sessions(actor: Actor) -> QuerySet[CashSession]:
    """Return the cash sessions: a cashier's own, an accountant's units'."""
    rows = CashSession.objects.select_related("cashier__person", "unit", "confirmed_by__person")
    if any(is_root(path) for path in actor.roots(permissions.ACCOUNT)):
        return rows
    return rows.filter(Q(cashier_id=actor.account_id) | Q(unit_id__in=actor.unit_ids(permissions.ACCOUNT)))


def session_for(actor: Actor, session_id: UUID) -> CashSession:
    """Return a cash session; raise ``NotFound``."""
    found = sessions(actor).filter(id=session_id).first()
    if found is None:
        raise NotFound
    return found


def taken_in(session: CashSession) -> int:
    """Return how much cash was taken in a session, in đồng."""
    return int(session.taken.aggregate(total=Sum("amount"))["total"] or 0)


def demand_province(actor: Actor) -> None:
    """Raise ``Forbidden`` unless the actor keeps the accounts of the whole province: the platform's file is of all."""
    actor.demand(permissions.ACCOUNT)
    if not (actor.is_system or any(is_root(path) for path in actor.roots(permissions.ACCOUNT))):
        raise Forbidden(_("Đối soát là việc của kế toán cấp tỉnh, vì tệp của nền tảng gồm mọi cơ quan."))


def reconciliations(actor: Actor) -> QuerySet[Reconciliation]:
    """Return the reconciliations, the latest first; the province's own, not a unit's."""
    demand_province(actor)
    return Reconciliation.objects.select_related("done_by__person").order_by("-day", "-created_at")


def reconciliation(actor: Actor, key: UUID) -> Reconciliation:
    """Return one; raise ``NotFound``."""
    found = reconciliations(actor).filter(id=key).first()
    if found is None:
        raise NotFound
    return found


def differences(found: Reconciliation, *, state: str = "") -> QuerySet[Difference]:
    """Return what a reconciliation found; page by ``id``."""
    rows = Difference.objects.filter(reconciliation=found).select_related("decided_by__person")
    return rows.filter(state=state) if state else rows


def difference(actor: Actor, key: UUID) -> Difference:
    """Return one difference; raise ``NotFound``."""
    demand_province(actor)
    found = Difference.objects.filter(id=key).select_related("reconciliation").first()
    if found is None:
        raise NotFound
    return found


def balances(day: date | None = None) -> dict[Book, int]:
    """Return what stands in each book (debit positive, đồng), at the end of ``day`` or now."""
    lines = LedgerLine.objects.all()
    if day is not None:
        lines = lines.filter(entry__day__lte=day)
    found = dict(lines.order_by().values_list("book").annotate(total=Sum("amount")))
    return {book: int(found.get(book, 0)) for book in Book}


def figures(actor: Actor) -> dict[str, int]:
    """Return what awaits the accountant."""
    rows = visible_to(actor)
    return {
        "open": rows.filter(state=InvoiceState.OPEN).count(),
        "waiting": Payment.objects.filter(state=PaymentState.WAITING, invoice__in=rows).count(),
        "differences": Difference.objects.filter(state=DifferenceState.OPEN).count(),
    }


def dossier_is_visible(actor: Actor, dossier_id: UUID) -> bool:
    """Tell whether the actor may see the dossier itself."""
    return dossiers_visible_to(actor).filter(id=dossier_id).exists()


def receipts_of(invoice_ids: list[UUID]) -> dict[UUID, Receipt]:
    """Return the receipt that holds of each invoice that has one."""
    if not invoice_ids:
        return {}
    rows = Receipt.objects.filter(invoice_id__in=invoice_ids, revoked=False)
    return {row.invoice_id: row for row in rows.select_related("paper__file", "paper__signed_file")}


def line_for(actor: Actor, line_id: UUID) -> InvoiceLine:
    """Return a line of an invoice that the actor may see; raise ``NotFound``."""
    found = (
        InvoiceLine.objects.filter(id=line_id, invoice__in=visible_to(actor))
        .select_related("invoice__dossier__version", "invoice__desk", "invoice__unit", "proof")
        .first()
    )
    if found is None:
        raise NotFound
    return found


def dossier_id_of(actor: Actor, code: str) -> UUID | None:
    """Return the key of the dossier under a code, when the actor may see it."""
    return dossiers_visible_to(actor).filter(code=code.strip().upper()).values_list("id", flat=True).first()


def cash_units(actor: Actor) -> QuerySet[OrganizationUnit]:
    """Return the desks at which the actor may take cash: one-stop desks first, then the units of his posts."""
    own = {post.unit_id for post in actor.posts if permissions.CASH in post.permissions}
    return OrganizationUnit.objects.filter(id__in=own, valid_to=None).order_by("path")


def cash_for(invoice: Invoice) -> CashTaken | None:
    """Return the cash that was taken for an invoice."""
    return CashTaken.objects.filter(invoice=invoice).select_related("session__cashier__person").first()


def receipt_link(invoice: Invoice) -> str:
    """Return the address of an invoice's receipt, empty while there is none."""
    receipt = receipts_of([invoice.id]).get(invoice.id)
    return link(receipt.paper.signed_file or receipt.paper.file) if receipt else ""


def whole(invoice: Invoice) -> dict[str, Any]:
    """Return what belongs to an invoice: lines, attempts, money with refunds, ledger."""
    money = PlatformMoney.objects.filter(payment__invoice=invoice).prefetch_related("refunds")
    return {
        "lines": list(invoice.lines.select_related("proof", "decided_by__person").order_by("created_at", "id")),
        "payments": list(invoice.payments.order_by("created_at")),
        "money": list(money.order_by("at")),
        "cash": cash_for(invoice),
        "entries": list(invoice.entries.prefetch_related("lines").order_by("created_at", "id")),
    }
