"""Applying for a procedure: from the first button to the sent dossier."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from tinhso.desks.portal import queries, words
from tinhso.desks.portal.journey import Journey
from tinhso.desks.portal.views.steps import Steps, citizen, doors, key_of
from tinhso.kernel.foundation import clock
from tinhso.kernel.identity.access import signed_in
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.identity.models import Person
from tinhso.kits.procedures import rules, shelves
from tinhso.kits.procedures.services import drafts, intake
from tinhso.kits.procedures.states import Channel
from tinhso.kits.procedures.versions import definition_of, in_force


class ApplicationSteps(Steps):
    """The steps of an application for one procedure."""

    drafts = drafts
    check_template = "check"

    def journey(self, actor: Actor, draft_id: UUID) -> Journey:
        return Journey(queries.own_draft(actor, draft_id))

    def sent(self, draft: Any) -> HttpResponseRedirect | None:
        return redirect("portal:sent", dossier_id=draft.dossier_id) if draft.dossier_id else None

    def ways(self, journey: Journey) -> Sequence[str]:
        return journey.definition.result.delivered

    def is_outdated(self, draft: Any) -> bool:
        return not in_force(draft.version, clock.today())

    def send(self, actor: Actor, draft_id: UUID, person: Person) -> HttpResponseRedirect:
        dossier = intake.submit_draft(actor, draft_id, person, declared=True)
        return redirect("portal:sent", dossier_id=dossier.id)

    def checked(self, journey: Journey) -> dict[str, Any]:
        fees = rules.fees_for(journey.definition, journey.answers, Channel.ONLINE)
        case = journey.definition.term_case(journey.answers)
        return {
            "fees": fees,
            "total": sum(fee["amount"] for fee in fees),
            "term": words.term_words(case),
            "term_case": case,
        }

    def offers(self, actor: Actor) -> dict[str, Any]:
        return {"offers": shelves.offers(actor)}

    def take_offered(self, actor: Actor, draft_id: UUID, wish: str) -> None:
        part_code, _colon, offer = wish.partition(":")
        shelves.take(actor, draft_id, part_code, key_of(offer))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, code: str) -> HttpResponse:
    """Say what to have at hand, offer what was begun before, and begin."""
    actor = citizen(request)
    procedure, version = queries.procedure_by_code(code)
    if request.method == "POST":
        draft = drafts.begin(actor, procedure, another="moi" in request.POST)
        return redirect(Journey(queries.own_draft(actor, draft.id)).stops[0].url)
    definition = definition_of(version)
    context = {
        "procedure": procedure,
        "definition": definition,
        "drafts": queries.drafts_for(actor, procedure),
        "terms": [words.term_words(term) for term in definition.terms],
        "identity_wanted": actor.assurance < definition.assurance,
    }
    return render(request, "portal/apply/start.html", context)


@signed_in
@require_POST
def repeat(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Begin an application like one sent before, and show it whole."""
    draft = drafts.repeat(citizen(request), dossier_id)
    return redirect(Journey(queries.own_draft(citizen(request), draft.id)).first_open.url)


DOORS = doors(ApplicationSteps())
