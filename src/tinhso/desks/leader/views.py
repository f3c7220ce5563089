"""The leader's home, and signing what was chosen in one act."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tinhso.desks.leader import permissions, queries, services
from tinhso.desks.leader.forms import PinForm
from tinhso.desks.leader.models import ItemState
from tinhso.kernel.foundation.errors import Invalid, Refused
from tinhso.kernel.identity.access import requires
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.web import exports

SHOWN_AT_HOME = 6
SHOWN_RUNS = 20


def actor_of(request: HttpRequest) -> Actor:
    """Return who asks."""
    return request.actor  # type: ignore[attr-defined, no-any-return]


@requires(permissions.OPEN)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the leader what awaits the signature, what was ordered and is blocked, and the day's figures."""
    actor = actor_of(request)
    kinds = queries.awaiting(actor)
    context = {
        "kinds": [
            {"name": kind.name, "count": len(papers), "papers": papers[:SHOWN_AT_HOME]}
            for kind, papers in kinds
            if papers
        ],
        "to_sign": sum(len(papers) for _kind, papers in kinds),
        "directives": queries.directives(actor),
        "figures": queries.figures(actor),
        "inbox": queries.inbox_counts(actor),
    }
    return render(request, "leader/home.html", context)


@requires(permissions.OPEN)
@require_safe
def to_sign(request: HttpRequest) -> HttpResponse:
    """List every paper that awaits the leader's signature, of every kind, to choose from."""
    waiting = queries.awaiting(actor_of(request))
    kinds = [{"kind": kind, "papers": papers} for kind, papers in waiting if papers]
    total = sum(len(papers) for _kind, papers in waiting)
    return render(request, "leader/to_sign.html", {"kinds": kinds, "total": total, "most": services.MOST})


@requires(permissions.OPEN)
@require_POST
def review(request: HttpRequest) -> HttpResponse:
    """Show what was chosen, each paper one tap away, and ask for the PIN."""
    actor = actor_of(request)
    wanted = None if "tat-ca" in request.POST else {(each.kind, each.key) for each in _chosen(request)}
    rows = _rows(actor, wanted)
    if not rows:
        return redirect("leader:to-sign")
    return _review(request, rows, PinForm(actor))


def _rows(actor: Actor, wanted: set[tuple[str, UUID]] | None) -> list[dict[str, Any]]:
    rows = [
        {"kind": kind.kind, "paper": paper}
        for kind, papers in queries.awaiting(actor)
        for paper in papers
        if wanted is None or (kind.kind, paper.key) in wanted
    ]
    return rows[: services.MOST]


def _review(request: HttpRequest, rows: list[dict[str, Any]], form: forms.Form, status: int = 200) -> HttpResponse:
    return render(request, "leader/review.html", {"rows": rows, "form": form}, status=status)


@requires(permissions.OPEN)
@require_POST
def sign(request: HttpRequest) -> HttpResponse:
    """Begin to sign what was confirmed."""
    actor, chosen = actor_of(request), _chosen(request)
    form = PinForm(actor, request.POST)
    status = 422
    if form.is_valid():
        try:
            run = services.start(actor, chosen, pin=form.cleaned_data.get("pin", ""))
        except Invalid as invalid:
            for name, words in invalid.fields.items():
                form.add_error(name if name in form.fields else None, words)
        except Refused as refused:
            if refused.status in (403, 404):
                raise
            form.add_error(None, refused.message)
            status = refused.status
        else:
            return redirect("leader:run", run_id=run.id)
    rows = _rows(actor, {(each.kind, each.key) for each in chosen})
    return _review(request, rows, form, status=status)


def _chosen(request: HttpRequest) -> list[services.Chosen]:
    """Return the papers that the page names, each with the revision that it showed; what is none is left out."""
    chosen = []
    for value in request.POST.getlist("chon")[: services.MOST + 1]:
        parts = value.split(":")
        try:
            title = request.POST.get(f"ten:{parts[1]}", "")
            chosen.append(services.Chosen(parts[0], UUID(parts[1]), int(parts[2]), title))
        except (IndexError, ValueError):
            continue
    return chosen


@requires(permissions.OPEN)
@require_safe
def run(request: HttpRequest, run_id: UUID) -> HttpResponseBase:
    """Show how far a run has come, and what became of each paper."""
    found = queries.own_run(actor_of(request), run_id)
    rows = queries.items_of(found)
    if exports.asked(request):
        return exports.export(request, "luot-ky", _columns(), rows)
    context = {
        "run": found,
        "rows": rows,
        "done": sum(row.state != ItemState.WAITING for row in rows),
        "total": len(rows),
        "signed": sum(row.state == ItemState.SIGNED for row in rows),
        "refused": [row for row in rows if row.state == ItemState.REFUSED],
        "running": found.finished_at is None,
    }
    part = request.headers.get("HX-Request")
    return render(request, "leader/progress.html" if part else "leader/run.html", context)


def _columns() -> list[exports.Column]:
    return [
        (_("Văn bản"), "title"),
        (_("Chi tiết"), "detail"),
        (_("Kết quả"), "get_state_display"),
        (_("Vì sao"), "message"),
        (_("Lúc"), "ended_at"),
    ]


@requires(permissions.OPEN)
@require_safe
def runs(request: HttpRequest) -> HttpResponse:
    """List the leader's runs."""
    return render(request, "leader/runs.html", {"rows": list(queries.runs_of(actor_of(request), SHOWN_RUNS))})
