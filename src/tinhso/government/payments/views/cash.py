"""The cashier's pages: his session, an invoice taken in cash, the count at the end of the day."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.government.payments import permissions, queries
from tinhso.government.payments.forms import CloseSession, FindInvoice, OpenSession, RemitForm, TakeCash, owed_words
from tinhso.government.payments.services import cash, invoices
from tinhso.government.payments.states import InvoiceState
from tinhso.government.payments.views.common import actor_of, ask, posted, told
from tinhso.kernel.identity.access import requires
from tinhso.kernel.web.paging import keyset


def _back() -> tuple[str, str]:
    return reverse("payments:cash"), _("Thu tiền mặt")


@requires(permissions.CASH)
@require_safe
def drawer(request: HttpRequest) -> HttpResponse:
    """Show the cashier's session, and find the invoice to take."""
    actor = actor_of(request)
    form = FindInvoice(request.GET or None)
    text = form.cleaned_data["tim"] if form.is_valid() else ""
    session = queries.open_session(actor)
    rows = queries.invoices(actor, text=text, state=InvoiceState.OPEN).order_by("-created_at")[:20] if text else []
    if text and not rows:
        queries_made = queries.dossier_id_of(actor, text)
        if queries_made is not None:
            cash.owed_at(actor, queries_made)
            rows = queries.invoices(actor, text=text, state=InvoiceState.OPEN).order_by("-created_at")[:20]
    taken = queries.taken_in(session) if session else 0
    context = {
        "form": form,
        "session": session,
        "taken": taken,
        "expected": (session.float_amount + taken) if session else 0,
        "rows": rows,
        "searched": bool(text),
    }
    return render(request, "payments/cash.html", context)


@requires(permissions.CASH)
@require_http_methods(["GET", "HEAD", "POST"])
def open_session(request: HttpRequest) -> HttpResponse:
    """Begin a session at one of the cashier's desks."""
    actor = actor_of(request)
    units = {str(unit.pk): unit for unit in queries.cash_units(actor)}
    form = OpenSession(posted(request), units=[(key, unit.name) for key, unit in units.items()])
    return ask(
        request,
        form,
        lambda given: cash.open_session(actor, units[given["unit"]], float_amount=given["float_amount"] or 0),
        title=_("Mở ca thu tiền"),
        lead=_("Đếm tiền lẻ có trong ngăn trước khi bắt đầu."),
        submit=_("Mở ca"),
        icon="cash",
        back=_back(),
        then=lambda _session: told(request, _("Đã mở ca thu tiền."), "payments:cash"),
    )


@requires(permissions.CASH)
@require_http_methods(["GET", "HEAD", "POST"])
def close_session(request: HttpRequest) -> HttpResponse:
    """Count the drawer."""
    actor = actor_of(request)
    session = queries.open_session(actor)
    if session is None:
        return redirect("payments:cash")
    return ask(
        request,
        CloseSession(posted(request)),
        lambda given: cash.close_session(actor, counted=given["counted"], note=given["note"]),
        title=_("Kiểm quỹ cuối ca"),
        lead=_("Đếm tiền trước, rồi mới xem sổ: phần mềm so hai số khi quý vị gửi."),
        submit=_("Kết thúc ca"),
        icon="calculator",
        back=_back(),
        facts=[
            (_("Đơn vị"), session.unit.name),
            (_("Tiền lẻ đầu ca"), f"{session.float_amount:,} ₫".replace(",", ".")),
        ],
        then=lambda _done: told(request, _("Đã kết thúc ca; kế toán nhận quỹ ở trang Ca thu tiền."), "payments:cash"),
    )


@requires(permissions.CASH)
@require_http_methods(["GET", "HEAD", "POST"])
def take(request: HttpRequest, invoice_id: UUID) -> HttpResponse:
    """Take cash for an invoice."""
    actor = actor_of(request)
    invoice = queries.invoice_for(actor, invoice_id)
    if invoice.state != InvoiceState.OPEN and request.method != "POST":
        return redirect("payments:cash-taken", invoice.pk)
    return ask(
        request,
        TakeCash(posted(request), initial={"received": invoice.amount}),
        lambda given: cash.take(actor, invoice.pk, received=given["received"]),
        title=_("Thu tiền mặt"),
        submit=_("Đã nhận tiền"),
        icon="cash",
        back=_back(),
        facts=[
            (_("Hồ sơ"), invoice.dossier.code),
            (_("Người nộp"), invoice.payer_name),
            (_("Thủ tục"), invoice.dossier.procedure.name),
            (_("Phải thu"), owed_words(invoice)),
        ],
        then=lambda _taken: redirect("payments:cash-taken", invoice.pk),
    )


@requires(permissions.CASH)
@require_safe
def taken(request: HttpRequest, invoice_id: UUID) -> HttpResponse:
    """Say what was taken and what goes back to the payer."""
    actor = actor_of(request)
    invoice = queries.invoice_for(actor, invoice_id)
    row = queries.cash_for(invoice)
    change = row.received - row.amount if row else 0
    context = {"invoice": invoice, "cash": row, "change": change, "receipt": queries.receipt_link(invoice)}
    return render(request, "payments/cash_taken.html", context)


@requires(permissions.EXEMPT)
@require_http_methods(["GET", "HEAD", "POST"])
def remit(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """Remit at the counter."""
    actor = actor_of(request)
    line = queries.line_for(actor, line_id)
    form = RemitForm(posted(request), exemptions=invoices.exemptions_for(line, line.invoice.dossier))
    back = (reverse("payments:invoice", args=[line.invoice_id]), line.invoice.code)
    return ask(
        request,
        form,
        lambda given: invoices.remit(actor, line.pk, given["exemption"], reason=given["reason"]),
        title=_("Miễn, giảm tại quầy"),
        submit=_("Ghi nhận"),
        back=back,
        facts=[(_("Khoản thu"), line.name), (_("Căn cứ"), line.basis)],
        then=lambda _line: told(request, _("Đã ghi nhận miễn, giảm."), "payments:invoice", line.invoice_id),
    )


@requires(permissions.CASH)
@require_safe
def sessions(request: HttpRequest) -> HttpResponse:
    """List sessions: one's own, and for the accountant those of his units."""
    actor = actor_of(request)
    page = keyset(queries.sessions(actor), request, order=("-created_at", "-id"), size=30)
    context = {"page": page, "may_confirm": actor.may(permissions.ACCOUNT), "mine": actor.account_id}
    return render(request, "payments/sessions.html", context)


@requires(permissions.ACCOUNT)
@require_POST
def confirm(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Take over the cash of a session."""
    actor = actor_of(request)
    session = queries.session_for(actor, session_id)
    cash.confirm(actor, session.pk)
    return told(request, _("Đã nhận quỹ."), "payments:sessions")
