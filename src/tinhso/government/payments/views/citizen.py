"""What the payer sees: what is owed, the way to the bank and back, a claim to pay less."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.government.payments import queries
from tinhso.government.payments.forms import ClaimForm
from tinhso.government.payments.services import invoices, platform
from tinhso.government.payments.states import ClaimState, InvoiceState, PaymentState
from tinhso.government.payments.views.common import actor_of, posted
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.foundation.errors import Conflict, Invalid, Refused
from tinhso.kernel.foundation.vendors import VendorFailed
from tinhso.kernel.identity.access import signed_in
from tinhso.kits.procedures.attachments import Attachments
from tinhso.kits.procedures.definition import Part
from tinhso.kits.procedures.queries import get_dossier

_PROOF = Part(code="chung-minh", name="proof")


@signed_in
@require_safe
def pay(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Show what a dossier owes and what was paid; here each part is paid, or a remission claimed."""
    actor = actor_of(request)
    dossier = get_dossier(actor, dossier_id)
    invoices.ensure(dossier.id)
    rows = [_row(invoice, dossier) for invoice in queries.invoices_of(dossier.id)]
    return render(request, "payments/pay.html", {"dossier": dossier, "rows": rows, "owed": _owed(rows)})


def _row(invoice: Any, dossier: Any) -> dict[str, Any]:
    waits = invoice.state == InvoiceState.OPEN
    lines = []
    for line in invoice.lines.all():
        may_claim = waits and line.claim in (ClaimState.NONE, ClaimState.REFUSED)
        line.invoice = invoice
        lines.append({"line": line, "claimable": may_claim and bool(invoices.exemptions_for(line, dossier))})
    claimed = any(row["line"].claim == ClaimState.CLAIMED for row in lines)
    return {"invoice": invoice, "lines": lines, "waits": waits, "claimed": claimed}


def _owed(rows: list[dict[str, Any]]) -> int:
    return sum(row["invoice"].amount for row in rows if row["waits"])


@signed_in
@require_POST
def start(request: HttpRequest, invoice_id: UUID) -> HttpResponse:
    """Begin to pay, and go on to the page that leads to the bank; the platform being out of order is told plainly."""
    actor = actor_of(request)
    invoice = queries.invoice_for(actor, invoice_id)
    try:
        payment = platform.start(actor, invoice.id)
    except VendorFailed as failed:
        messages.error(
            request,
            _("{reason} Chưa có khoản tiền nào bị trừ. Quý vị cũng có thể nộp tiền mặt tại quầy.").format(
                reason=failed.message
            ),
        )
        return redirect("payments:pay", invoice.dossier_id)
    except Conflict as conflict:
        messages.error(request, conflict.message)
        return redirect("payments:pay", invoice.dossier_id)
    return redirect("payments:returned", payment.order_ref)


@signed_in
@require_safe
def attempt(request: HttpRequest, order_ref: str) -> HttpResponse:
    """Show how an attempt stands: before the bank, and on the way back from it."""
    payment = queries.payment_for(actor_of(request), order_ref)
    state = PaymentState(payment.state)
    context = {
        "payment": payment,
        "invoice": payment.invoice,
        "dossier": payment.invoice.dossier,
        "waits": state == PaymentState.WAITING,
        "paid": payment.invoice.state in (InvoiceState.PAID, InvoiceState.EXEMPT),
        "wrong": state == PaymentState.WRONG,
        "over": state in (PaymentState.CANCELLED, PaymentState.FAILED, PaymentState.EXPIRED),
    }
    return render(request, "payments/attempt.html", context)


@signed_in
@require_POST
def ask(request: HttpRequest, order_ref: str) -> HttpResponse:
    """Ask the platform now what became of an attempt."""
    payment = queries.payment_for(actor_of(request), order_ref)
    try:
        payment = platform.ask(payment)
    except VendorFailed as failed:
        messages.error(request, _("{reason} Nếu quý vị đã trả, tiền không mất: hệ thống tự hỏi lại.").format(
            reason=failed.message
        ))  # fmt: skip
    else:
        if payment.state == PaymentState.WAITING:
            messages.info(request, _("Ngân hàng chưa báo kết quả. Nếu quý vị đã trả, hệ thống tự hỏi lại sau ít phút."))
    return redirect("payments:returned", order_ref)


@signed_in
@require_POST
def cancel(request: HttpRequest, order_ref: str) -> HttpResponse:
    """Give an attempt up."""
    actor = actor_of(request)
    payment = queries.payment_for(actor, order_ref)
    platform.cancel(actor, payment.order_ref)
    return redirect("payments:returned", order_ref)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """Claim to pay less, with the paper that shows it."""
    actor = actor_of(request)
    line = queries.line_for(actor, line_id)
    dossier = line.invoice.dossier
    exemptions = invoices.exemptions_for(line, dossier)
    form = ClaimForm(posted(request), exemptions=exemptions)
    problem = ""
    if request.method == "POST" and form.is_valid():
        try:
            proof, problem = _proof(request)
            if not problem:
                invoices.claim(actor, line.id, form.cleaned_data["exemption"], proof)
                messages.success(request, _("Đã gửi đề nghị miễn, giảm; kết quả xét có ở trang này."))
                return redirect("payments:pay", dossier.id)
        except Invalid as invalid:
            problem = invalid.fields.get("proof", "")
            if "exemption" in invalid.fields:
                form.add_error("exemption", invalid.fields["exemption"])
        except Refused as refused:
            form.add_error(None, refused.message)
    context = {
        "line": line,
        "dossier": dossier,
        "form": form,
        "problem": problem,
        "proofs": sorted({one.proof for one in exemptions if one.proof}),
        "back": reverse("payments:pay", args=[dossier.id]),
        "accept": ",".join(Attachments.endings(_PROOF)),
        "kinds": Attachments.kinds(_PROOF),
        "most": Attachments.most(_PROOF),
    }
    return render(request, "payments/claim.html", context, status=422 if request.method == "POST" else 200)


def _proof(request: HttpRequest) -> tuple[StoredFile | None, str]:
    taken = Attachments(request, actor_of(request), _PROOF, name="proof")
    return (taken.stored[0] if taken.stored else None), " ".join(taken.problems)
