"""A citizen's own dossiers: the list, the page of one, taking back, rating."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from tinhso.desks.portal import queries, words
from tinhso.desks.portal.forms import RatingForm, WithdrawForm
from tinhso.desks.portal.journey import Journey
from tinhso.desks.portal.linked import WHOLE, LinkedJourney
from tinhso.desks.portal.summary import answer_lines, applicant_lines, delivery_lines
from tinhso.kernel.files.links import link
from tinhso.kernel.identity.access import signed_in
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.web.paging import keyset
from tinhso.kits.procedures.linked import queries as linked
from tinhso.kits.procedures.linked.states import WholeState
from tinhso.kits.procedures.models import Dossier
from tinhso.kits.procedures.queries import drafts_of
from tinhso.kits.procedures.services import outcome, ratings
from tinhso.kits.procedures.services.ratings import RATED_IN
from tinhso.kits.procedures.services.waiting import DRAFTS_KEPT
from tinhso.kits.procedures.states import OPEN, Status
from tinhso.kits.procedures.versions import definition_of

PAGE = 20


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined, no-any-return]


@signed_in
@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """List what the citizen has begun and sent."""
    actor = _actor(request)
    rows = queries.own(actor).select_related("procedure", "agency")
    page = keyset(rows, request, order=["-submitted_at", "-id"], size=PAGE)
    context = {
        "page": page,
        "rows": [{"dossier": dossier, "standing": words.STANDINGS[Status(dossier.status)]} for dossier in page],
        "drafts": list(drafts_of(actor).order_by("-updated_at")[:3]),
        "linked_drafts": list(linked.drafts_of(actor).order_by("-updated_at")[:3]),
        "linked": [
            {"application": whole, "standing": WHOLE[WholeState(whole.state)]}
            for whole in linked.applications_for(actor).order_by("-submitted_at", "-id")[:PAGE]
        ],
    }
    return render(request, "portal/dossiers.html", context)


@signed_in
@require_safe
def drafts(request: HttpRequest) -> HttpResponse:
    """List the applications begun and not sent."""
    rows = list(drafts_of(_actor(request)).order_by("-updated_at")[:50])
    files = queries.files_by_draft(rows)
    context = {
        "rows": [{"draft": draft, "journey": Journey(draft, files=files[draft.id])} for draft in rows],
        "linked": [
            LinkedJourney(draft, files=list(draft.files.all()))
            for draft in linked.drafts_of(_actor(request)).prefetch_related("files__file").order_by("-updated_at")[:50]
        ],
        "days": DRAFTS_KEPT.days,
    }
    return render(request, "portal/drafts.html", context)


@signed_in
@require_safe
def status(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Show where a dossier stands, who holds it, until when, and everything that happened."""
    dossier = queries.own_dossier(_actor(request), dossier_id, whole=True)
    definition = definition_of(dossier.version)
    state = Status(dossier.status)
    story = queries.story_of(dossier)
    papers = _papers(dossier)
    context = {
        "dossier": dossier,
        "standing": words.STANDINGS[state],
        "paused": state in (Status.SUPPLEMENT, Status.PAYMENT),
        "done_at": dossier.finished_at,
        "term": words.term_words(dossier.term),
        "holder": queries.holder_of(dossier) if state in (*OPEN, Status.FINISHED) else None,
        "story": story,
        "ledger": queries.ledger_of(dossier),
        "papers": papers,
        "verdict": next((line for line in story if line["reason"]), None)
        if state in (Status.REFUSED, Status.STOPPED)
        else None,
        "result": getattr(dossier, "result", None) if state in (Status.FINISHED, Status.HANDED_OVER) else None,
        "result_paper": next((row for row in papers if row["result"]), None),
        "may_repeat": state not in OPEN,
        "supplement": dossier.supplement_requests.order_by("-number").first() if dossier.supplements else None,
        "asks": state == Status.SUPPLEMENT,
        "may_withdraw": state in OPEN,
        "rating": getattr(dossier, "rating", None),
        "may_rate": state in RATED_IN and not hasattr(dossier, "rating"),
        "applicant": applicant_lines(dossier.applicant),
        "delivery": delivery_lines(dossier.delivery),
        "groups": [
            {"title": page.title, "lines": answer_lines(definition, dossier.answers, page.fields)}
            for page in definition.pages_for(dossier.answers)
        ],
        "parts": _parts(dossier),
        "total": sum(fee["amount"] for fee in dossier.fees),
    }
    return render(request, "portal/dossier.html", context)


def _papers(dossier: Dossier) -> list[dict[str, Any]]:
    rows = []
    for issued in dossier.papers.select_related("paper__file", "paper__signed_file").order_by("-paper__issued_at"):
        paper = issued.paper
        file = paper.signed_file or paper.file
        rows.append(
            {
                "paper": paper,
                "signed": paper.signed_file is not None,
                "url": link(file),
                "download": link(file, download=True),
                "result": issued.kind == "result",
            }
        )
    return rows


def _parts(dossier: Dossier) -> list[dict[str, Any]]:
    return [
        {"name": part.name, "file": part.file, "url": link(part.file) if part.file else "", "later": part.supplement_id}
        for part in dossier.parts.select_related("file").order_by("added_at", "id")
    ]


@signed_in
@require_safe
def sent(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Say that the application was sent: its code, when, what happens next."""
    dossier = queries.own_dossier(_actor(request), dossier_id)
    definition = definition_of(dossier.version)
    context = {
        "dossier": dossier,
        "desk": words.unit_name(dossier.reception_unit),
        "term": words.term_words(definition.term_case(dossier.answers)),
        "cutoff": definition.clock.cutoff,
        "total": sum(fee["amount"] for fee in dossier.fees),
    }
    return render(request, "portal/apply/sent.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Take an application back, with the reason."""
    actor = _actor(request)
    dossier = queries.own_dossier(actor, dossier_id)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        outcome.withdraw(actor, dossier.id, reason=form.cleaned_data["reason"])
        return redirect("portal:dossier", dossier_id=dossier.id)
    if dossier.status not in OPEN:
        return redirect("portal:dossier", dossier_id=dossier.id)
    return render(request, "portal/withdraw.html", {"dossier": dossier, "form": form})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def rate(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Rate the handling once it has ended."""
    actor = _actor(request)
    dossier = queries.own_dossier(actor, dossier_id)
    form = RatingForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        ratings.rate(actor, dossier.id, score=form.cleaned_data["score"], comment=form.cleaned_data["comment"])
        return redirect("portal:dossier", dossier_id=dossier.id)
    if hasattr(dossier, "rating") or dossier.status not in RATED_IN:
        return redirect("portal:dossier", dossier_id=dossier.id)
    return render(request, "portal/rate.html", {"dossier": dossier, "form": form})
