"""The accountant's desk: invoices, claims, money that pays nothing, refunds."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.government.payments import permissions, queries
from tinhso.government.payments.forms import DecideForm, InvoiceFilter, RefundForm
from tinhso.government.payments.services import invoices, refunds
from tinhso.government.payments.views.common import actor_of, ask, posted, told
from tinhso.kernel.files.links import link
from tinhso.kernel.identity.access import requires
from tinhso.kernel.web.paging import keyset


@requires(permissions.VIEW)
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """List invoices, with what awaits somebody above them."""
    actor = actor_of(request)
    form = InvoiceFilter(request.GET or None)
    wanted = form.cleaned_data if form.is_valid() else {}
    rows = queries.invoices(actor, text=wanted.get("tim", ""), state=wanted.get("tinh_trang", ""))
    context = {
        "form": form,
        "page": keyset(rows, request, order=("-created_at", "-id"), size=30),
        "figures": queries.figures(actor),
        "may_account": actor.may(permissions.ACCOUNT),
        "may_cash": actor.may(permissions.CASH),
    }
    return render(request, "payments/desk.html", context)


@requires(permissions.VIEW)
@require_safe
def invoice_page(request: HttpRequest, invoice_id: UUID) -> HttpResponse:
    """Show an invoice whole: lines and claims, attempts, money, refunds, the ledger."""
    actor = actor_of(request)
    invoice = queries.invoice_for(actor, invoice_id)
    context = {
        "invoice": invoice,
        "may_exempt": actor.may(permissions.EXEMPT, invoice.desk),
        "may_account": actor.may(permissions.ACCOUNT, invoice.unit),
        "receipt": queries.receipt_link(invoice),
        **queries.whole(invoice),
    }
    return render(request, "payments/invoice.html", context)


@requires(permissions.EXEMPT)
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """Grant or refuse a claim to pay less."""
    actor = actor_of(request)
    line = queries.line_for(actor, line_id)
    facts = [
        (_("Khoản thu"), line.name),
        (_("Diện đề nghị"), line.exemption_label),
        (_("Căn cứ"), line.exemption_basis),
        (_("Giảm"), f"{line.claimed_amount:,} ₫".replace(",", ".")),
    ]
    context_back = (reverse("payments:invoice", args=[line.invoice_id]), line.invoice.code)
    return ask(
        request,
        DecideForm(posted(request)),
        lambda given: invoices.decide(actor, line.pk, granted=given["granted"] == "yes", reason=given["reason"]),
        title=_("Xét đề nghị miễn, giảm"),
        submit=_("Ghi kết luận"),
        back=context_back,
        facts=facts,
        link=(link(line.proof), line.proof.name) if line.proof else None,
        then=lambda _line: told(request, _("Đã ghi kết luận."), "payments:invoice", line.invoice_id),
    )


@requires(permissions.ACCOUNT)
@require_http_methods(["GET", "HEAD", "POST"])
def ask_refund(request: HttpRequest, money_id: UUID) -> HttpResponse:
    """Ask for money to be given back: what was paid too much first, else what paid the invoice."""
    actor = actor_of(request)
    money = queries.money_for(actor, money_id)
    free = refunds.left_to_refund(money, applied=False)
    applied = refunds.left_to_refund(money, applied=True)
    invoice = money.payment.invoice
    return ask(
        request,
        RefundForm(posted(request), initial={"amount": free or applied}),
        lambda given: refunds.request(actor, money.pk, from_applied=not free, **given),
        title=_("Đề nghị hoàn trả"),
        lead=_("Một người khác có quyền kế toán duyệt; sau đó phần mềm gửi lệnh hoàn tới nền tảng."),
        submit=_("Gửi đề nghị"),
        icon="receipt-refund",
        back=(reverse("payments:invoice", args=[invoice.pk]), invoice.code),
        facts=[
            (_("Mã giao dịch"), money.platform_ref),
            (_("Tiền về"), f"{money.amount:,} ₫".replace(",", ".")),
            (_("Trả thừa, chưa rõ"), f"{free:,} ₫".replace(",", ".")),
        ],
        then=lambda _refund: told(request, _("Đã gửi đề nghị hoàn trả."), "payments:refunds"),
    )


@requires(permissions.ACCOUNT)
@require_safe
def refund_list(request: HttpRequest) -> HttpResponse:
    """List refunds, and the money that pays no invoice."""
    actor = actor_of(request)
    context = {
        "page": keyset(queries.refunds(actor), request, order=("-created_at", "-id"), size=30),
        "unapplied": queries.unapplied(actor).order_by("-at")[:30],
        "mine": actor.account_id,
    }
    return render(request, "payments/refunds.html", context)


@requires(permissions.ACCOUNT)
@require_POST
def decide_refund(request: HttpRequest, refund_id: UUID) -> HttpResponse:
    """Approve a refund, or not."""
    actor = actor_of(request)
    refund = queries.refund_for(actor, refund_id)
    granted = request.POST.get("duyet") == "1"
    refunds.decide(actor, refund.pk, granted=granted)
    words = _("Đã duyệt; lệnh hoàn được gửi trong ít phút.") if granted else _("Đã từ chối đề nghị hoàn trả.")
    return told(request, words, "payments:refunds")
