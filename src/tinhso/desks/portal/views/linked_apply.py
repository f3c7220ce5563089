"""Applying for a linked procedure: the same steps and pages as for one procedure, sent once for several agencies."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tinhso.desks.portal.journey import Journey
from tinhso.desks.portal.linked import LinkedJourney, leaves
from tinhso.desks.portal.views.steps import Steps, citizen, doors
from tinhso.desks.portal.words import term_words
from tinhso.kernel.foundation import clock
from tinhso.kernel.identity.access import signed_in
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.identity.models import Person
from tinhso.kits.procedures.linked import queries
from tinhso.kits.procedures.linked.services import applying, drafts
from tinhso.kits.procedures.linked.versions import definition_of, in_force


class LinkedSteps(Steps):
    """The steps of a linked application."""

    drafts = drafts
    check_template = "linked-check"

    def journey(self, actor: Actor, draft_id: UUID) -> LinkedJourney:
        return LinkedJourney(queries.own_draft(actor, draft_id))

    def sent(self, draft: Any) -> HttpResponseRedirect | None:
        return redirect("portal:linked-sent", application_id=draft.application_id) if draft.application_id else None

    def ways(self, journey: Journey) -> Sequence[str]:
        draft: Any = journey.draft
        return definition_of(draft.version).delivered

    def is_outdated(self, draft: Any) -> bool:
        return not in_force(draft.version, clock.today())

    def send(self, actor: Actor, draft_id: UUID, person: Person) -> HttpResponseRedirect:
        application = applying.submit_draft(actor, draft_id, person)
        return redirect("portal:linked-sent", application_id=application.id)

    def checked(self, journey: Journey) -> dict[str, Any]:
        whole: Any = journey
        definition, fees = whole.definition, whole.fees
        case = definition.terms_on(clock.today()).case_of_whole(journey.answers)
        wanted = {branch.name for branch in definition.branches_for(journey.answers)}
        return {
            "leaves": [leaf for leaf in leaves(definition) if leaf.name in wanted],
            "fees": fees,
            "total": sum(fee["amount"] for fee in fees),
            "term": term_words(case),
            "term_case": case,
        }


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, code: str) -> HttpResponse:
    """Say what to have at hand, offer what was begun before, and begin."""
    actor = citizen(request)
    version = queries.version_by_code(code)
    if request.method == "POST":
        draft = drafts.begin(actor, version.procedure, another="moi" in request.POST)
        return redirect(LinkedJourney(queries.own_draft(actor, draft.id)).stops[0].url)
    definition = definition_of(version)
    context = {
        "procedure": version.procedure,
        "definition": definition,
        "leaves": leaves(definition),
        "drafts": list(queries.drafts_of(actor).filter(version=version).order_by("-updated_at")[:5]),
        "terms": list(dict.fromkeys(term_words(case) for case in definition.terms_on(clock.today()).whole)),
    }
    return render(request, "portal/linked/start.html", context)


DOORS = doors(LinkedSteps())
