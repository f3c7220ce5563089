"""Cash at the counter: a session is opened, money taken, counted at the end; the accountant takes over."""

from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tinhso.government.payments import audit_events as happened
from tinhso.government.payments import permissions, queries
from tinhso.government.payments.models import CashSession, CashTaken, Invoice
from tinhso.government.payments.services import invoices
from tinhso.government.payments.services.ledger import post
from tinhso.government.payments.states import Book, How, InvoiceState, SessionState
from tinhso.kernel.audit import services as audit
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.organizations.models import OrganizationUnit


@transaction.atomic
def open_session(actor: Actor, unit: OrganizationUnit, *, float_amount: int = 0) -> CashSession:
    """Begin to take cash at a desk, with so much change in the drawer; a cashier has one session at a time."""
    actor.demand(permissions.CASH, unit)
    if float_amount < 0:
        raise Invalid({"float_amount": _("Tiền lẻ đầu ca không thể âm.")})
    try:
        with transaction.atomic():
            session = CashSession.objects.create(cashier_id=actor.own_id, unit=unit, float_amount=float_amount)
    except IntegrityError as error:
        raise Conflict(_("Quý vị đang có một ca thu tiền chưa kiểm quỹ.")) from error
    _note(actor, happened.SESSION_OPENED, session, amount=float_amount)
    return session


@transaction.atomic
def take(actor: Actor, invoice_id: UUID, *, received: int) -> CashTaken:
    """Take cash for an invoice in the cashier's open session; ``received`` is what the payer gave, in đồng.

    Raise ``Refused`` without a session, ``Conflict`` when the invoice is settled (online a moment ago, say), or
    ``Invalid`` when it is not enough.
    """
    session = CashSession.objects.select_for_update().filter(cashier_id=actor.own_id, state=SessionState.OPEN).first()
    if session is None:
        raise Refused(_("Quý vị chưa mở ca thu tiền. Hãy mở ca trước."), code="no-cash-session")
    invoice = invoices.locked(actor, invoice_id)
    actor.demand(permissions.CASH, session.unit)
    if invoice.state != InvoiceState.OPEN:
        raise Conflict(
            _("Hóa đơn {code} không còn chờ nộp: {state}.").format(code=invoice.code, state=invoice.get_state_display())
        )
    if received < invoice.amount:
        words = _("Cần nhận ít nhất {amount} đồng.").format(amount=f"{invoice.amount:,}".replace(",", "."))
        raise Invalid({"received": words})
    taken = CashTaken.objects.create(session=session, invoice=invoice, amount=invoice.amount, received=received)
    post(
        f"cash/{taken.id}",
        "cash",
        {Book.CASH: invoice.amount, Book.RECEIVABLE: -invoice.amount},
        unit=session.unit,
        invoice=invoice,
    )
    invoices.settle(invoice, how=How.CASH, reference=str(taken.id), actor=actor)
    return taken


@transaction.atomic
def close_session(actor: Actor, *, counted: int, note: str = "") -> CashSession:
    """Count the drawer at the end of the session; a difference is explained, booked, and the accountant sees it."""
    session = CashSession.objects.select_for_update().filter(cashier_id=actor.own_id, state=SessionState.OPEN).first()
    if session is None:
        raise NotFound(_("Quý vị không có ca thu tiền nào đang mở."))
    expected = session.float_amount + queries.taken_in(session)
    if counted < 0:
        raise Invalid({"counted": _("Số tiền đếm được không thể âm.")})
    if counted != expected and not note.strip():
        gap = f"{abs(counted - expected):,}".replace(",", ".")
        words = _("Lệch {gap} đồng so với sổ: hãy đếm lại, hoặc ghi giải trình.").format(gap=gap)
        raise Invalid({"note": words})
    session.state, session.closed_at = SessionState.CLOSED, clock.now()
    session.expected, session.counted, session.note = expected, counted, note.strip()[:400]
    session.save()
    gap_lines = {Book.CASH: counted - expected, Book.OVER_SHORT: expected - counted}
    post(f"cash-count/{session.id}", "cash-count", gap_lines, unit=session.unit, note=session.note)
    _note(actor, happened.SESSION_CLOSED, session, expected=expected, counted=counted, note=session.note)
    return session


@transaction.atomic
def confirm(actor: Actor, session_id: UUID) -> CashSession:
    """Let the accountant take over what was counted, to be paid in; never by the cashier himself."""
    found = CashSession.objects.select_for_update().filter(id=session_id).values_list("id").first()
    if found is None:
        raise NotFound
    session = CashSession.objects.select_related("unit").get(id=session_id)
    actor.demand(permissions.ACCOUNT, session.unit)
    if session.cashier_id == actor.account_id:
        raise Forbidden(_("Người thu tiền không tự nhận quỹ của mình được; cần kế toán khác."))
    if session.state != SessionState.CLOSED:
        raise Conflict(_("Ca này chưa kiểm quỹ, hoặc đã được nhận."))
    session.state, session.confirmed_at = SessionState.CONFIRMED, clock.now()
    session.confirmed_by_id = actor.account_id
    session.save()
    brought = (session.counted or 0) - session.float_amount
    post(
        f"cash-in/{session.id}",
        "cash-in",
        {Book.BANK: brought, Book.CASH: -brought},
        unit=session.unit,
    )
    _note(actor, happened.SESSION_CONFIRMED, session, amount=brought)
    return session


def owed_at(actor: Actor, dossier_id: UUID) -> list[Invoice]:
    """Return what a dossier owes, for the counter to take; makes the invoices that are due and not made yet."""
    if not queries.dossier_is_visible(actor, dossier_id):
        raise NotFound
    return [invoice for invoice in invoices.ensure(dossier_id) if invoice.state == InvoiceState.OPEN]


def _note(actor: Actor, code: str, session: CashSession, **details: Any) -> None:
    audit.record(
        actor,
        code,
        subject_kind="payments.cash-session",
        subject_id=session.id,
        subject_label=session.unit.name,
        unit_id=session.unit_id,
        **details,
    )
