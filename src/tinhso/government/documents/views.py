"""What the owner sees of the store, and does with it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.government.documents import queries, services
from tinhso.kernel.files.links import link
from tinhso.kernel.foundation.errors import Refused
from tinhso.kernel.identity.access import signed_in
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.web.paging import keyset

PAGE = 30


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


@signed_in
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """List one's papers, the newest first."""
    page = keyset(queries.papers_of(_actor(request)), request, order=["-kept_at", "-id"], size=PAGE)
    rows = [{"paper": paper, "standing": queries.standing(paper), "url": link(paper.file)} for paper in page.rows]
    return render(request, "documents/list.html", {"page": page, "rows": rows, "grounds": queries.grounds()})


@signed_in
@require_safe
def paper(request: HttpRequest, paper_id: UUID) -> HttpResponse:
    """Show one paper: whether it holds, where it was used, and who opened the dossiers that it lies in."""
    return _page(request, paper_id)


def _page(request: HttpRequest, paper_id: UUID, refused: str = "") -> HttpResponse:
    found = queries.paper_of(_actor(request), paper_id)
    shares = queries.shares_of(found)
    context = {
        "paper": found,
        "standing": queries.standing(found),
        "url": link(found.file),
        "shares": shares,
        "looks": queries.looks_since(shares),
        "refused": refused,
    }
    return render(request, "documents/paper.html", context, status=409 if refused else 200)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, paper_id: UUID) -> HttpResponse:
    """Take a paper out of the store, after asking once more."""
    actor = _actor(request)
    if request.method == "POST":
        try:
            services.remove(actor, paper_id)
        except Refused as refused:
            return _page(request, paper_id, refused.message)
        messages.success(request, _("Đã bỏ giấy tờ khỏi kho."))
        return redirect("documents:list")
    return render(request, "documents/remove.html", {"paper": queries.paper_of(actor, paper_id)})


@signed_in
@require_POST
def take_back(request: HttpRequest, share_id: UUID) -> HttpResponse:
    """End the consent to one use."""
    made = services.take_back(_actor(request), share_id)
    messages.success(request, _("Đã thu hồi."))
    return redirect("documents:paper", paper_id=made.paper_id)
