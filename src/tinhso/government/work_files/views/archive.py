"""Pages of the keeper and the archive: hand-overs, what is proposed for examination, figures."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.government.work_files import forms, law, lists, permissions, queries, services
from tinhso.government.work_files.models import HandOverState
from tinhso.government.work_files.views.files import actor_of, tried
from tinhso.kernel.areas.models import Tier
from tinhso.kernel.files.links import link
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import NotFound
from tinhso.kernel.identity.access import official, requires
from tinhso.kernel.organizations.queries import unit_by_key
from tinhso.kernel.web.paging import keyset


@requires(permissions.KEEP)
@require_safe
def hand_overs(request: HttpRequest) -> HttpResponse:
    """List hand-overs of the keeper's units, and closed files that wait for one."""
    actor = actor_of(request)
    waiting = list(queries.closed_files(actor)[:100])
    context = {
        "page": keyset(queries.hand_overs(actor), request, order=("-created_at", "-id"), size=20),
        "waiting": waiting,
        "units": list({row.unit_id: row.unit for row in waiting}.values()),
        "rule": law.notice_days(clock.today()),
    }
    return render(request, "work_files/hand_overs.html", context)


@requires(permissions.KEEP)
@require_POST
def notice(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """Give notice of a hand-over of the chosen files."""
    keys = [key for text in request.POST.getlist("files") if (key := _key(text)) is not None]
    made = services.give_notice(actor_of(request), unit_by_key(unit_id), keys)
    return redirect("work_files:hand-over", made.pk)


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@official
@require_safe
def hand_over(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show a hand-over: its files, its package, what is to be done."""
    actor = actor_of(request)
    found = queries.hand_over_for(actor, key)
    keeps, archives = actor.may(permissions.KEEP, found.unit), actor.may(permissions.ARCHIVE, found.unit)
    context = {
        "hand_over": found,
        "files": queries.files_of(found),
        "may_offer": keeps and found.state in {HandOverState.NOTICED, HandOverState.RETURNED},
        "early": clock.today() < found.due_on,
        "may_answer": archives and found.state == HandOverState.OFFERED,
        "back": reverse("work_files:hand-overs" if keeps else "work_files:archive"),
    }
    return render(request, "work_files/hand_over.html", context)


@requires(permissions.KEEP)
@require_POST
def offer(request: HttpRequest, key: UUID) -> HttpResponse:
    """Make the package and offer it."""
    return redirect("work_files:hand-over", services.offer(actor_of(request), key).pk)


@requires(permissions.ARCHIVE)
@require_POST
def accept(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take a package into the archive."""
    return redirect("work_files:hand-over", services.accept(actor_of(request), key).pk)


@requires(permissions.ARCHIVE)
@require_http_methods(["GET", "HEAD", "POST"])
def return_(request: HttpRequest, key: UUID) -> HttpResponse:
    """Return a package with a reason."""
    actor = actor_of(request)
    found = queries.hand_over_for(actor, key)
    form = forms.ReasonForm(request.POST if request.method == "POST" else None)
    back = reverse("work_files:hand-over", args=[key])
    if request.method == "POST" and form.is_valid():

        def work() -> HttpResponse:
            services.return_(actor, key, form.cleaned_data["reason"])
            return redirect(back)

        if answer := tried(form, work):
            return answer
    context = {
        "form": form, "title": _("Trả lại hồ sơ nộp lưu"), "back": back, "submit": _("Trả lại"), "icon": "arrow-back",
        "lead": found.unit.name,
    }  # fmt: skip
    return render(request, "work_files/form.html", context, status=422 if request.method == "POST" else 200)


@official
@require_safe
def package(request: HttpRequest, key: UUID) -> HttpResponse:
    """Give the package of a hand-over."""
    found = queries.hand_over_for(actor_of(request), key)
    if found.package is None:
        raise NotFound
    return redirect(link(found.package, download=True))


@requires(permissions.ARCHIVE)
@require_safe
def archive(request: HttpRequest) -> HttpResponseBase:
    """List what came to the archive, and files whose term has ended."""
    actor = actor_of(request)
    ended = queries.ended_terms(actor)
    if exported := lists.asked(request, [file for file, _end in ended], title=_("Hồ sơ hết thời hạn bảo quản")):
        return exported
    page = keyset(queries.hand_overs(actor), request, order=("-created_at", "-id"), size=20)
    return render(request, "work_files/archive.html", {"page": page, "ended": ended})


@requires(permissions.FIGURES)
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Show the share of files processed online by tier, down to units and their files."""
    actor = actor_of(request)
    form = forms.YearForm(request.GET or None)
    year = (form.cleaned_data["nam"] if form.is_valid() else None) or clock.today().year
    tier = request.GET.get("cap", "")
    context = {
        "form": forms.YearForm(initial={"nam": year}),
        "year": year,
        "shares": queries.shares_by_tier(actor, year),
        "tier": Tier(tier).label if tier in Tier.values else "",
        "units": queries.shares_by_unit(actor, year, tier) if tier in Tier.values else [],
    }
    return render(request, "work_files/figures.html", context)
