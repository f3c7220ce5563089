"""The day's reconciliation: run, read, corrected."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.government.payments import permissions, queries
from tinhso.government.payments.forms import DismissForm, ReconcileForm
from tinhso.government.payments.services import reconciliation
from tinhso.government.payments.states import Book, DifferenceState
from tinhso.government.payments.views.common import actor_of, ask, posted, told
from tinhso.kernel.foundation import clock
from tinhso.kernel.identity.access import requires
from tinhso.kernel.web.paging import keyset


@requires(permissions.ACCOUNT)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List reconciliations, and what stands in the books."""
    balances = queries.balances()
    context = {
        "page": keyset(
            queries.reconciliations(actor_of(request)), request, order=("-day", "-created_at", "-id"), size=30
        ),
        "books": [{"name": book.label, "amount": balances[book]} for book in Book],
    }
    return render(request, "payments/reconciliations.html", context)


@requires(permissions.ACCOUNT)
@require_http_methods(["GET", "HEAD", "POST"])
def run(request: HttpRequest) -> HttpResponse:
    """Reconcile a day."""
    actor = actor_of(request)
    queries.demand_province(actor)
    form = ReconcileForm(
        posted(request),
        request.FILES if request.method == "POST" else None,
        initial={"day": clock.today() - timedelta(days=1)},
    )

    def work(given: dict[str, Any]) -> Any:
        file = given["file"]
        return reconciliation.run(actor, given["day"], content=file.read() if file else None)

    return ask(
        request,
        form,
        work,
        title=_("Đối soát một ngày"),
        lead=_("Phần mềm so sổ của tỉnh với tệp của nền tảng. Chưa sửa gì cho tới khi quý vị chấp nhận từng đề xuất."),
        submit=_("Đối soát"),
        icon="scale",
        upload=True,
        back=(reverse("payments:reconciliations"), _("Đối soát")),
        then=lambda kept: redirect("payments:reconciliation", kept.pk),
    )


@requires(permissions.ACCOUNT)
@require_safe
def page(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show what a reconciliation found, each difference with its correction."""
    found = queries.reconciliation(actor_of(request), key)
    state = request.GET.get("tinh-trang", "")
    rows = queries.differences(found, state=state if state in DifferenceState.values else "")
    context = {"found": found, "page": keyset(rows, request, order=("id",), size=50)}
    return render(request, "payments/reconciliation.html", context)


@requires(permissions.ACCOUNT)
@require_POST
def accept(request: HttpRequest, key: UUID) -> HttpResponse:
    """Correct the books as proposed."""
    difference = reconciliation.accept(actor_of(request), key)
    return told(request, difference.decision, "payments:reconciliation", difference.reconciliation_id)


@requires(permissions.ACCOUNT)
@require_http_methods(["GET", "HEAD", "POST"])
def dismiss(request: HttpRequest, key: UUID) -> HttpResponse:
    """Leave the books as they are, with the reason."""
    actor = actor_of(request)
    difference = queries.difference(actor, key)
    return ask(
        request,
        DismissForm(posted(request)),
        lambda given: reconciliation.dismiss(actor, key, reason=given["reason"]),
        title=_("Không sửa theo đề xuất"),
        submit=_("Ghi lý do"),
        back=(reverse("payments:reconciliation", args=[difference.reconciliation_id]), _("Đối soát")),
        facts=[
            (_("Mã đơn"), difference.order_ref),
            (_("Sai lệch"), difference.get_kind_display()),
            (_("Đề xuất"), difference.get_proposal_display()),
        ],
        then=lambda done: told(request, _("Đã ghi."), "payments:reconciliation", done.reconciliation_id),
    )
