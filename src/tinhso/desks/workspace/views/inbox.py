"""The inbox: the home of officials; what leaders are to sign; the preview beside the lists."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tinhso.desks.workspace import queries
from tinhso.desks.workspace.filters import WorkFilters
from tinhso.desks.workspace.page import DossierPage
from tinhso.kernel.identity.access import official, requires
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.identity.requests import safe_next
from tinhso.kernel.inbox import queries as inbox
from tinhso.kernel.inbox import services
from tinhso.kernel.web import exports
from tinhso.kernel.web.paging import keyset
from tinhso.kits.procedures import inbox_kinds
from tinhso.kits.procedures.permissions import SIGN, VIEW
from tinhso.kits.procedures.services import handing

PAGE = 30
OF_DOSSIERS = (inbox_kinds.RECEIVE, inbox_kinds.STEP, inbox_kinds.OPINION, inbox_kinds.NOTICE)
"""Kinds of work whose subject is a dossier: they have a preview beside the list."""
MOST_EXPORTED = 10_000


def actor_of(request: HttpRequest) -> Actor:
    """Return who asks."""
    return request.actor  # type: ignore[attr-defined, no-any-return]


@official
@require_safe
def work(request: HttpRequest) -> HttpResponseBase:
    """List everything that awaits the official, the latest first."""
    actor = actor_of(request)
    form = WorkFilters(request.GET, units=queries.units_with_work(actor))
    view = form.view
    items = queries.work_items(actor, form.chosen(), soon=view == "sap-han")
    if exports.asked(request):
        return exports.export(request, "viec-can-lam", _columns(), items[:MOST_EXPORTED])
    page = keyset(items, request, order=inbox.ORDER, size=PAGE)
    counts = inbox.counts_for(actor)
    context = {
        "page": page,
        "form": form,
        "view": view,
        "tabs": _tabs(form, counts),
        "narrowed": bool(form.cleaned_data.get("don_vi") or form.cleaned_data.get("loai") or view),
        "mine": actor.account_id,
        "of_dossiers": OF_DOSSIERS,
        "stand_ins": {post.giver_id for post in actor.stand_ins},
    }
    return render(request, "workspace/inbox.html", context)


def _tabs(form: WorkFilters, counts: inbox.Counts) -> list[dict[str, Any]]:
    labels = (
        ("", _("Tất cả"), counts.total),
        ("cua-toi", _("Của tôi"), counts.mine),
        ("chung", _("Chờ nhận"), counts.pool),
        ("qua-han", _("Quá hạn"), counts.late),
        ("sap-han", _("Sắp đến hạn"), counts.soon),
    )
    return [
        {"label": label, "url": form.address(view), "count": count, "current": form.view == view}
        for view, label, count in labels
    ]


def _columns() -> list[exports.Column]:
    return [
        (_("Việc"), "title"),
        (_("Nội dung"), "detail"),
        (_("Loại việc"), lambda item: item.sentence),
        (_("Đơn vị"), "unit__name"),
        (_("Người xử lý"), lambda item: str(item.account or "")),
        (_("Hạn"), "due_at"),
    ]


@official
@require_POST
def claim(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Take work of the pool, and go on with it."""
    actor, item = actor_of(request), queries.item_of(item_id)
    if item.kind == inbox_kinds.STEP:
        handing.take(actor, item.subject_id, item.slot)
    else:
        services.claim(item_id, actor)
    messages.success(request, _("Quý vị đã nhận việc này."))
    return redirect(safe_next(request, item.url))


@official
@require_POST
def release(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Give one's own work back to the pool."""
    actor, item = actor_of(request), queries.item_of(item_id)
    if item.kind == inbox_kinds.STEP:
        handing.give_back(actor, item.subject_id, item.slot)
    else:
        services.release(item_id, actor)
    messages.success(request, _("Đã trả việc về danh sách chung của đơn vị."))
    return redirect("workspace:inbox")


@requires(VIEW)
@require_safe
def glance(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Show where a dossier stands, beside the list; without script the whole page opens instead."""
    actor = actor_of(request)
    dossier = queries.glance(actor, dossier_id)
    if not request.headers.get("HX-Request"):
        return redirect("workspace:dossier", dossier_id=dossier_id)
    return render(request, "workspace/glance.html", {"page": DossierPage(actor, dossier), "dossier": dossier})


@requires(SIGN)
@require_safe
def to_sign(request: HttpRequest) -> HttpResponse:
    """List what the leader is to sign, each one click from its preview and signature."""
    rows = queries.waiting_to_be_signed(actor_of(request))
    page = keyset(rows, request, order=["due_at", "id"], size=PAGE)
    return render(request, "workspace/to_sign.html", {"page": page})
