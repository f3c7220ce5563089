"""Ratings: a citizen gives one, an official of the sector decides on its words."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tinhso.kernel.foundation.errors import Conflict, Invalid
from tinhso.kernel.identity.access import requires, signed_in
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.web.paging import keyset
from tinhso.sectors.tourism import permissions, queries
from tinhso.sectors.tourism.forms import DecisionForm, RatingForm
from tinhso.sectors.tourism.models import CommentState
from tinhso.sectors.tourism.sections import page_of, section_of
from tinhso.sectors.tourism.services import ratings

PAGE = 30
_LISTED = (CommentState.WAITING, CommentState.SHOWN, CommentState.REFUSED)
_both = require_http_methods(["GET", "HEAD", "POST"])


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined, no-any-return]


@signed_in
@_both
def rate(request: HttpRequest, section: str, key: UUID) -> HttpResponse:
    """Rate a published place, or change one's rating of it."""
    actor, asked = _actor(request), section_of(section)
    row = queries.row_of(asked, key)
    mine = queries.own_rating(actor, row)
    before = {"stars": mine.stars, "comment": mine.comment} if mine else None
    form = RatingForm(request.POST if request.method == "POST" else None, initial=before)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            kept = ratings.rate(actor, row, stars=given["stars"], comment=given["comment"])
        except Invalid as invalid:
            for name, words in invalid.fields.items():
                form.add_error(name, words)
        except Conflict as conflict:
            form.add_error(None, conflict.message)
        else:
            waits = kept.state == CommentState.WAITING
            messages.success(
                request,
                _("Đã ghi đánh giá. Bình luận sẽ hiện sau khi ngành du lịch duyệt.")
                if waits
                else _("Đã ghi đánh giá."),
            )
            return redirect(f"{page_of(row)}#danh-gia")
    context = {"section": asked, "row": row, "form": form, "mine": mine}
    return render(request, "tourism/rate.html", context, status=422 if form.errors else 200)


@requires(permissions.MODERATE)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """List comments: those that wait first come first, the others latest first."""
    state = request.GET.get("trang-thai", "")
    state = state if state in _LISTED else CommentState.WAITING
    order = ["rated_at", "id"] if state == CommentState.WAITING else ["-rated_at", "-id"]
    page = keyset(queries.comments_for(_actor(request), state), request, order=order, size=PAGE)
    rows = queries.rated_rows(page)
    here = reverse("tourism:comments")
    tabs = [
        {"url": f"{here}?trang-thai={found}", "label": found.label, "current": found == state, "count": None}
        for found in _LISTED
    ]
    context = {"page": page, "lines": [(found, rows.get(found.row_id)) for found in page], "tabs": tabs}
    return render(request, "tourism/comments.html", context)


@requires(permissions.MODERATE)
@_both
def decide(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show a comment with its place, and let it through or refuse it."""
    actor = _actor(request)
    found, row = queries.comment_for(actor, key)
    form = DecisionForm(
        request.POST if request.method == "POST" else None, initial={"revision": found.revision}, auto_id="quyet-%s"
    )
    if form.is_bound and form.is_valid():
        show = request.POST.get("quyet") == "hien"
        given = form.cleaned_data
        try:
            ratings.decide(actor, key, show=show, revision=given["revision"], reason=given["reason"])
        except Invalid as invalid:
            form.add_error("reason", invalid.fields["reason"])
        except Conflict as conflict:
            messages.error(request, conflict.message)
            return redirect("tourism:comment", key=key)
        else:
            messages.success(request, _("Bình luận đã hiện.") if show else _("Đã không cho hiện bình luận."))
            return redirect("tourism:comments")
    context = {"found": found, "row": row, "form": form, "public_url": page_of(row)}
    return render(request, "tourism/comment.html", context, status=422 if form.errors else 200)
