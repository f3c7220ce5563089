"""Linked procedures: what there is, what one takes, where an application stands, its results in one file."""

import io
import zipfile
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from tinhso.desks.portal import linked, words
from tinhso.desks.portal.forms import WithdrawForm
from tinhso.desks.portal.summary import answer_lines, applicant_lines, delivery_lines
from tinhso.kernel.files.queries import read
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import NotFound
from tinhso.kernel.foundation.text import fold
from tinhso.kernel.identity.access import public, signed_in
from tinhso.kernel.identity.actor import Actor
from tinhso.kits.procedures.linked import queries
from tinhso.kits.procedures.linked.models import LinkedApplication
from tinhso.kits.procedures.linked.services import applying
from tinhso.kits.procedures.linked.states import BranchState, WholeState
from tinhso.kits.procedures.linked.versions import definition_of


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined, no-any-return]


def _own(request: HttpRequest, application_id: UUID) -> LinkedApplication:
    """Return the actor's own application; an officer sees those of others in the workspace."""
    found = queries.whole_application(_actor(request), application_id)
    if found.account_id != _actor(request).account_id:
        raise NotFound
    return found


@public
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """List the linked procedures in force."""
    return render(request, "portal/linked/list.html", {"procedures": list(queries.procedures_in_force())})


@public
@require_safe
def procedure(request: HttpRequest, code: str) -> HttpResponse:
    """Show what one application does at which agencies, what it takes, and where to begin."""
    version = queries.version_by_code(code)
    definition = definition_of(version)
    terms = definition.terms_on(clock.today())
    actor = _actor(request)
    context = {
        "procedure": version.procedure,
        "version": version,
        "definition": definition,
        "leaves": linked.leaves(definition),
        "terms": terms,
        "cases": list({case.label: {"value": words.term_words(case), "case": case} for case in terms.whole}.values()),
        "drafts": list(queries.drafts_of(actor).filter(version=version)[:3]) if actor.account_id is not None else [],
    }
    return render(request, "portal/linked/procedure.html", context)


@signed_in
@require_safe
def application(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Show where an application stands: each branch with who holds it until when, part results, the whole."""
    found = _own(request, application_id)
    rows = linked.branch_rows(found, openable=queries.openable(_actor(request), found))
    definition = definition_of(found.version)
    state = WholeState(found.state)
    context: dict[str, Any] = {
        "application": found,
        "standing": linked.WHOLE[state],
        "rows": rows,
        "done": sum(row["branch"].state == BranchState.GRANTED for row in rows),
        "papers": [row for row in rows if row["paper"]],
        "open": state is WholeState.OPEN,
        "paused": state is WholeState.OPEN and found.received_at is not None and found.due_at is None,
        "term": words.term_words(found.term) if found.term else "",
        "story": linked.story_rows(found),
        "ledger": linked.ledger_rows(found),
        "applicant": applicant_lines(found.applicant),
        "delivery": delivery_lines(found.delivery),
        "groups": [
            {"title": page.title, "lines": answer_lines(definition, found.answers, page.fields)}
            for page in definition.pages_for(found.answers)
        ],
    }
    return render(request, "portal/linked/application.html", context)


@signed_in
@require_safe
def sent(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Say that the application was sent: its code, which agencies do what, what happens next."""
    found = _own(request, application_id)
    definition = definition_of(found.version)
    case = definition.terms_on(clock.today()).case_of_whole(found.answers)
    context = {
        "application": found,
        "desk": words.unit_name(found.desk),
        "rows": linked.branch_rows(found, openable=set()),
        "term": words.term_words(case),
        "cutoff": case.clock.cutoff if case.clock else None,
    }
    return render(request, "portal/linked/sent.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Take a whole application back, with the reason."""
    found = _own(request, application_id)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        applying.withdraw(_actor(request), found.id, reason=form.cleaned_data["reason"])
        return redirect("portal:linked-application", application_id=found.id)
    if found.state != WholeState.OPEN:
        return redirect("portal:linked-application", application_id=found.id)
    return render(request, "portal/linked/withdraw.html", {"application": found, "form": form})


@signed_in
@require_safe
def results(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Return every result that is signed so far as one file: the result set."""
    found = _own(request, application_id)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for branch in found.branches.all():
            paper = branch.dossier.result.paper if branch.dossier and hasattr(branch.dossier, "result") else None
            if paper is not None:
                name = fold(paper.title).replace(" ", "-")[:60]
                archive.writestr(f"{branch.position:02d}-{name}.pdf", read(paper.signed_file or paper.file))
    answer = HttpResponse(packed.getvalue(), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="ket-qua-{found.code}.zip"'
    return answer
