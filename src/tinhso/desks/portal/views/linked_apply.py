"""Applying for a linked procedure: the same steps and pages as for one procedure, sent once for several agencies."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tinhso.desks.portal.forms import ApplicantForm, DeclarationForm, DeliveryForm, PlaceForm
from tinhso.desks.portal.journey import RETURN
from tinhso.desks.portal.linked import LinkedJourney, leaves
from tinhso.desks.portal.prechecks import Precheck
from tinhso.desks.portal.queries import agencies_by_place
from tinhso.desks.portal.summary import summary_of
from tinhso.desks.portal.views.apply import (
    autosaved,
    citizen,
    file_errors,
    home_agency,
    kept_applicant,
    key_of,
    known_applicant,
    page_errors,
    part_rows,
    show_step,
)
from tinhso.desks.portal.words import term_words
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Invalid, NotFound
from tinhso.kernel.identity.access import signed_in
from tinhso.kernel.identity.queries import account_by_key
from tinhso.kits.procedures import questions, rules
from tinhso.kits.procedures.attachments import Attachments
from tinhso.kits.procedures.linked import queries
from tinhso.kits.procedures.linked.services import applying, drafts
from tinhso.kits.procedures.linked.versions import definition_of, in_force

_reading_and_sending = require_http_methods(["GET", "HEAD", "POST"])


def _open(request: HttpRequest, draft_id: UUID) -> LinkedJourney | HttpResponseRedirect:
    """Return the journey of the actor's draft; a draft that was sent leads to its application."""
    draft = queries.own_draft(citizen(request), draft_id)
    if draft.application_id is not None:
        return redirect("portal:linked-sent", application_id=draft.application_id)
    return LinkedJourney(draft)


def _go_on(request: HttpRequest, key: str, draft_id: UUID) -> HttpResponseRedirect:
    journey = LinkedJourney(queries.own_draft(citizen(request), draft_id))
    if "luu" in request.POST:
        return redirect("portal:drafts")
    if RETURN in request.GET:
        return redirect(journey.first_open.url)
    return redirect(journey.after(key))


@signed_in
@_reading_and_sending
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


@signed_in
@require_http_methods(["GET", "HEAD"])
def resume(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Lead to the first step that is not done."""
    journey = _open(request, draft_id)
    return journey if isinstance(journey, HttpResponse) else redirect(journey.first_open.url)


@signed_in
@_reading_and_sending
def place(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Ask for which place the application is."""
    journey = _open(request, draft_id)
    if isinstance(journey, HttpResponse):
        return journey
    agencies = list(agencies_by_place(journey.definition))
    if request.method == "POST":
        form = PlaceForm(agencies, request.POST)
        if form.is_valid():
            drafts.choose_agency(citizen(request), draft_id, form.agencies[form.cleaned_data["agency"]])
            return _go_on(request, "place", draft_id)
    else:
        form = PlaceForm(agencies, initial={"agency": str(journey.draft.agency_id or home_agency(request, agencies))})
    return show_step(request, journey, "place", "place", form=form)


@signed_in
@_reading_and_sending
def applicant(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Ask who applies; what the account knows is filled in."""
    journey = _open(request, draft_id)
    if isinstance(journey, HttpResponse):
        return journey
    actor, draft = citizen(request), journey.draft
    if request.method == "POST":
        form = ApplicantForm(request.POST)
        right = form.is_valid()
        kept = kept_applicant(form, request.POST)
        drafts.save_applicant(actor, draft_id, applicant=kept, delivery=draft.delivery)
        if autosaved(request):
            return HttpResponse(status=204)
        if right:
            return _go_on(request, "applicant", draft_id)
    else:
        form = ApplicantForm(initial=draft.applicant or known_applicant(actor))
    for_other = form["on_behalf"].value() == "other"
    return show_step(
        request, journey, "applicant", "applicant", form=form, known=not draft.applicant, for_other=for_other
    )


@signed_in
@_reading_and_sending
def page(request: HttpRequest, draft_id: UUID, page_code: str) -> HttpResponse:
    """Ask the questions of one page of the one form."""
    journey = _open(request, draft_id)
    if isinstance(journey, HttpResponse):
        return journey
    key = f"page:{page_code}"
    asked = next((item for item in journey.definition.pages if item.code == page_code), None)
    if asked is None or not journey.position(key):
        raise NotFound
    problems: dict[str, str] = {}
    answers = dict(journey.draft.answers)
    if request.method == "POST":
        given = questions.read(journey.definition, asked.fields, request.POST)
        draft = drafts.save_page(citizen(request), draft_id, page_code, given)
        if autosaved(request):
            return HttpResponse(status=204)
        try:
            drafts.check_page(draft, page_code)
        except Invalid as invalid:
            problems, answers = invalid.fields, dict(draft.answers)
        if not problems or "luu" in request.POST:
            return _go_on(request, key, draft_id)
    form = questions.page_form(journey.definition, asked.fields, answers, journey.draft.applicant, problems)
    return show_step(request, journey, key, "page", form=form, asked=asked, errors=page_errors(form, problems))


@signed_in
@_reading_and_sending
def files(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Take the files of each part once for every agency; good ones are kept whatever is wrong with others."""
    journey = _open(request, draft_id)
    if isinstance(journey, HttpResponse):
        return journey
    actor = citizen(request)
    problems: dict[str, str] = {}
    if request.method == "POST":
        if "bo" in request.POST:
            drafts.remove_file(actor, draft_id, key_of(request.POST["bo"]))
            return redirect(request.get_full_path())
        problems = _take(request, journey)
        journey = LinkedJourney(queries.own_draft(actor, draft_id))
        if "them" in request.POST and not problems:
            return redirect(request.get_full_path())
        if "luu" in request.POST and not problems:
            return redirect("portal:drafts")
        if "them" not in request.POST:
            given = [file.part_code for file in journey.files]
            for part in rules.missing_parts(journey.definition, journey.answers, given):
                problems.setdefault(part.code, _("Còn thiếu “{name}”: hãy chọn tệp.").format(name=part.name))
        if not problems:
            return _go_on(request, "files", draft_id)
    Precheck(journey)
    rows = part_rows(journey, problems)
    return show_step(request, journey, "files", "files", rows=rows, errors=file_errors(problems))


def _take(request: HttpRequest, journey: LinkedJourney) -> dict[str, str]:
    """Keep the files that the form brings; return what is wrong with others, by part."""
    actor = citizen(request)
    problems: dict[str, str] = {}
    for part in journey.parts:
        taken = Attachments(request, actor, part)
        alternative = request.POST.get(f"thay-{part.code}", "")
        for stored in taken.stored:
            try:
                drafts.add_file(actor, journey.draft.id, part.code, stored, alternative_code=alternative)
            except Invalid as invalid:
                taken.problems.extend(invalid.fields.values())
        if taken.problems:
            problems[part.code] = " ".join(taken.problems)
    return problems


@signed_in
@_reading_and_sending
def delivery(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Ask how the results should come."""
    journey = _open(request, draft_id)
    if isinstance(journey, HttpResponse):
        return journey
    draft = journey.draft
    ways = definition_of(draft.version).delivered  # type: ignore[arg-type]
    if request.method == "POST":
        form = DeliveryForm(ways, request.POST)
        if form.is_valid():
            kept = {name: value for name, value in form.cleaned_data.items() if value}
            if kept["way"] == "post" and "address" not in kept:
                kept["address"] = draft.applicant.get("address", "")
            drafts.save_applicant(citizen(request), draft_id, applicant=draft.applicant, delivery=kept)
            return _go_on(request, "delivery", draft_id)
    else:
        form = DeliveryForm(ways, initial=draft.delivery or {"way": ways[0]})
    return show_step(request, journey, "delivery", "delivery", form=form)


@signed_in
@_reading_and_sending
def check(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Show every answer once more, with who will do what until when, and send."""
    journey = _open(request, draft_id)
    if isinstance(journey, HttpResponse):
        return journey
    actor = citizen(request)
    form = DeclarationForm(request.POST if request.method == "POST" else None)
    problems = [{"url": stop.url, "message": words} for stop, words in journey.problems()]
    outdated = not in_force(journey.draft.version, clock.today())  # type: ignore[arg-type]
    precheck = Precheck(journey)
    seen = precheck.may_send(request.POST.get("du-vay", ""))
    if request.method == "POST" and form.is_valid() and not problems and not outdated and seen:
        account = account_by_key(actor.account_id) if actor.account_id else None
        if account is None:
            raise NotFound
        try:
            application = applying.submit_draft(actor, draft_id, account.person)
        except Invalid as invalid:
            problems = [{"url": "", "message": words} for words in invalid.fields.values()]
        else:
            return redirect("portal:linked-sent", application_id=application.id)
    return show_step(
        request,
        journey,
        "check",
        "linked-check",
        form=form,
        problems=problems,
        outdated=outdated,
        precheck=precheck,
        unseen=request.method == "POST" and not seen,
        **_checked(journey),
    )


def _checked(journey: LinkedJourney) -> dict[str, Any]:
    definition = journey.definition
    case = definition.terms_on(clock.today()).case_of_whole(journey.answers)
    wanted = {branch.name for branch in definition.branches_for(journey.answers)}
    fees = journey.fees
    return {
        "groups": summary_of(journey),
        "leaves": [leaf for leaf in leaves(definition) if leaf.name in wanted],
        "fees": fees,
        "total": sum(fee["amount"] for fee in fees),
        "term": term_words(case),
        "term_case": case,
    }


@signed_in
@require_POST
def renew(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Bring a draft under the version in force."""
    draft = drafts.renew(citizen(request), draft_id)
    return redirect(LinkedJourney(queries.own_draft(citizen(request), draft.id)).first_open.url)


@signed_in
@require_POST
def discard(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Erase a draft."""
    drafts.discard(citizen(request), draft_id)
    return redirect("portal:drafts")
