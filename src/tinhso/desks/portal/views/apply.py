"""Applying: from the first button to the sent dossier, one question a page, everything kept at every step."""

import re
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tinhso.desks.portal import queries, words
from tinhso.desks.portal.forms import ApplicantForm, DeclarationForm, DeliveryForm, PlaceForm
from tinhso.desks.portal.journey import RETURN, Journey
from tinhso.desks.portal.prechecks import Precheck
from tinhso.desks.portal.summary import summary_of
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Forbidden, Invalid, NotFound
from tinhso.kernel.identity import businesses, platforms
from tinhso.kernel.identity.access import signed_in
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.identity.queries import account_by_key
from tinhso.kernel.web.fields import control_of
from tinhso.kits.procedures import questions, rules, shelves
from tinhso.kits.procedures.attachments import Attachments
from tinhso.kits.procedures.services import drafts, intake
from tinhso.kits.procedures.states import Channel
from tinhso.kits.procedures.versions import definition_of, in_force

_reading_and_sending = require_http_methods(["GET", "HEAD", "POST"])


def citizen(request: HttpRequest) -> Actor:
    """Return who applies; raise ``Forbidden`` for accounts of officials, who act for others at the counter."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.kind != "citizen":
        raise Forbidden(
            _(
                "Tài khoản công vụ không dùng để nộp hồ sơ của cá nhân. Hãy đăng xuất rồi đăng nhập bằng tài khoản "
                "công dân của quý vị; nộp thay người dân thì dùng màn hình tiếp nhận của một cửa."
            )
        )
    return actor


def _open(request: HttpRequest, draft_id: UUID) -> Journey | HttpResponseRedirect:
    """Return the journey of the actor's draft; a draft that was sent leads to its dossier."""
    draft = queries.own_draft(citizen(request), draft_id)
    if draft.dossier_id is not None:
        return redirect("portal:sent", dossier_id=draft.dossier_id)
    return Journey(draft)


def show_step(request: HttpRequest, journey: Journey, key: str, template: str, **context: Any) -> HttpResponse:
    position = journey.position(key)
    if not position:
        raise NotFound
    back_to_check = RETURN in request.GET
    return render(
        request,
        f"portal/apply/{template}.html",
        {
            "journey": journey,
            "draft": journey.draft,
            "procedure": journey.draft.version.procedure,
            "stop": journey.stops[position - 1],
            "position": position,
            "most": len(journey.stops),
            "back_url": journey.stops[-1].url if back_to_check else journey.before(key),
            "back_to_check": back_to_check,
            "next_url": journey.after(key),
            "ahead": journey.stops[position:],
            **context,
        },
    )


def _go_on(request: HttpRequest, key: str, draft_id: UUID) -> HttpResponseRedirect:
    """Lead on: to the step after, or back to the check of the answers when the reader came from there."""
    journey = Journey(queries.own_draft(citizen(request), draft_id))
    if "luu" in request.POST:
        return redirect("portal:drafts")
    if RETURN in request.GET:
        return redirect(journey.first_open.url)
    return redirect(journey.after(key))


def autosaved(request: HttpRequest) -> bool:
    """Tell whether the page itself saves while somebody types, and wants no page back."""
    return "tu-luu" in request.GET


@signed_in
@_reading_and_sending
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
@require_http_methods(["GET", "HEAD"])
def resume(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Lead to the first step that is not done."""
    journey = _open(request, draft_id)
    return journey if isinstance(journey, HttpResponse) else redirect(journey.first_open.url)


@signed_in
@_reading_and_sending
def place(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Ask where the matter lies, when the place decides which agency is competent."""
    journey = _open(request, draft_id)
    if isinstance(journey, HttpResponse):
        return journey
    agencies = list(queries.agencies_by_place(journey.definition))
    if request.method == "POST":
        form = PlaceForm(agencies, request.POST)
        if form.is_valid():
            drafts.choose_agency(citizen(request), draft_id, form.agencies[form.cleaned_data["agency"]])
            return _go_on(request, "place", draft_id)
    else:
        form = PlaceForm(agencies, initial={"agency": str(journey.draft.agency_id or home_agency(request, agencies))})
    return show_step(request, journey, "place", "place", form=form)


def home_agency(request: HttpRequest, agencies: list[Any]) -> str:
    """Return the agency of the commune where the applicant is known to live."""
    account = account_by_key(citizen(request).account_id)  # type: ignore[arg-type]
    home = account.person.area_id if account else None
    return next((str(unit.id) for unit in agencies if home is not None and unit.area_id == home), "")


@signed_in
@_reading_and_sending
def applicant(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Ask who applies; what the account knows is filled in."""
    journey = _open(request, draft_id)
    if isinstance(journey, HttpResponse):
        return journey
    actor = citizen(request)
    draft = journey.draft
    if request.method == "POST":
        form = ApplicantForm(request.POST)
        right = form.is_valid()
        kept = kept_applicant(form, request.POST) | businesses.applicant_of(actor)
        drafts.save_applicant(actor, draft_id, applicant=kept, delivery=draft.delivery)
        if autosaved(request):
            return HttpResponse(status=204)
        if right:
            return _go_on(request, "applicant", draft_id)
    else:
        form = ApplicantForm(initial=draft.applicant or known_applicant(actor))
    return show_step(
        request,
        journey,
        "applicant",
        "applicant",
        form=form,
        known=not draft.applicant,
        source=None if draft.applicant else platforms.source_of(actor),
        for_other=form["on_behalf"].value() == "other",
    )


def kept_applicant(form: ApplicantForm, typed: Any) -> dict[str, Any]:
    """Return what to keep: the applicant as understood, or as typed and marked when something is not right yet."""
    if not form.is_valid():
        return {name: typed.get(name, "") for name in form.fields if typed.get(name)} | {"wrong": True}
    without = () if form.cleaned_data["on_behalf"] == "other" else ("other_name", "other_number", "relation")
    return {name: value for name, value in form.cleaned_data.items() if value and name not in without}


def known_applicant(actor: Actor) -> dict[str, str]:
    account = account_by_key(actor.account_id) if actor.account_id else None
    if account is None:
        return {}
    person = account.person
    known = {name: getattr(person, name) for name in ("full_name", "personal_number", "phone", "email", "address")}
    return known | {"phone": re.sub(r"^\+84", "0", known["phone"])}


@signed_in
@_reading_and_sending
def page(request: HttpRequest, draft_id: UUID, page_code: str) -> HttpResponse:
    """Ask the questions of one page of the form."""
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
            problems = invalid.fields
            answers = dict(draft.answers)
        if not problems or "luu" in request.POST:
            return _go_on(request, key, draft_id)
    form = questions.page_form(journey.definition, asked.fields, answers, journey.draft.applicant, problems)
    return show_step(request, journey, key, "page", form=form, asked=asked, errors=page_errors(form, problems))


def page_errors(form: questions.KeptForm, problems: dict[str, str]) -> list[dict[str, str]]:
    """Return what is wrong on a page, each with the input to go to; the words name the question already."""
    errors = []
    for name, message in problems.items():
        drawn = control_of(form[name], attributes={})
        first = drawn.choices[0].id if drawn.choices else f"{drawn.id}_0" if drawn.kind == "dates" else drawn.id
        errors.append({"id": first, "message": message})
    return errors


@signed_in
@_reading_and_sending
def files(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Take the files of each part; good ones are kept whatever is wrong with others."""
    journey = _open(request, draft_id)
    if isinstance(journey, HttpResponse):
        return journey
    actor = citizen(request)
    problems: dict[str, str] = {}
    if request.method == "POST":
        if "bo" in request.POST:
            drafts.remove_file(actor, draft_id, key_of(request.POST["bo"]))
            return redirect(request.get_full_path())
        if "tu-kho" in request.POST:
            part_code, _colon, offer = request.POST["tu-kho"].partition(":")
            shelves.take(actor, draft_id, part_code, key_of(offer))
            return redirect(request.get_full_path())
        for part in journey.parts:
            taken = Attachments(request, actor, part)
            alternative = request.POST.get(f"thay-{part.code}", "")
            for stored in taken.stored:
                try:
                    drafts.add_file(actor, draft_id, part.code, stored, alternative_code=alternative)
                except Invalid as invalid:
                    taken.problems.extend(invalid.fields.values())
            if taken.problems:
                problems[part.code] = " ".join(taken.problems)
        if autosaved(request):
            said = {"detail": " ".join(problems.values())}
            return JsonResponse(said, status=422) if problems else HttpResponse(status=204)
        journey = Journey(queries.own_draft(actor, draft_id))
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
    return show_step(
        request,
        journey,
        "files",
        "files",
        rows=part_rows(journey, problems),
        errors=file_errors(problems),
        offers=shelves.offers(actor),
    )


def part_rows(journey: Journey, problems: dict[str, str]) -> list[dict[str, Any]]:
    """Return the parts to hand in, each with its files and what is wrong with it."""
    return [
        {
            "part": part,
            "accept": ",".join(Attachments.endings(part)),
            "kinds": Attachments.kinds(part),
            "most": Attachments.most(part),
            "copies": words.copy_words(part.copies),
            "files": [file for file in journey.files if file.part_code == part.code],
            "problem": problems.get(part.code, ""),
            "chosen": next((file.alternative_code for file in journey.files if file.part_code == part.code), ""),
        }
        for part in journey.parts
    ]


def file_errors(problems: dict[str, str]) -> list[dict[str, str]]:
    return [{"id": f"tep-{code}", "message": message} for code, message in problems.items()]


def key_of(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None


@signed_in
@_reading_and_sending
def delivery(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Ask how the result should come."""
    journey = _open(request, draft_id)
    if isinstance(journey, HttpResponse):
        return journey
    draft = journey.draft
    ways = journey.definition.result.delivered
    if request.method == "POST":
        form = DeliveryForm(ways, request.POST)
        if form.is_valid():
            kept = {name: value for name, value in form.cleaned_data.items() if value}
            if kept["way"] == "post" and "address" not in kept:
                kept["address"] = draft.applicant.get("address", "")
            drafts.save_applicant(citizen(request), draft_id, applicant=draft.applicant, delivery=kept)
        if autosaved(request):
            return HttpResponse(status=204 if form.is_valid() else 422)
        if form.is_valid():
            return _go_on(request, "delivery", draft_id)
    else:
        form = DeliveryForm(ways, initial=draft.delivery or {"way": ways[0]})
    return show_step(request, journey, "delivery", "delivery", form=form)


@signed_in
@_reading_and_sending
def check(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Show every answer once more, and send."""
    journey = _open(request, draft_id)
    if isinstance(journey, HttpResponse):
        return journey
    actor = citizen(request)
    form = DeclarationForm(request.POST if request.method == "POST" else None)
    problems = [{"url": stop.url, "message": words_} for stop, words_ in journey.problems()]
    outdated = not in_force(journey.draft.version, clock.today())
    precheck = Precheck(journey)
    seen = precheck.may_send(request.POST.get("du-vay", ""))
    if request.method == "POST" and form.is_valid() and not problems and not outdated and seen:
        account = account_by_key(actor.account_id) if actor.account_id else None
        if account is None:
            raise NotFound
        try:
            dossier = intake.submit_draft(actor, draft_id, account.person, declared=True)
        except Invalid as invalid:
            problems = [{"url": "", "message": words_} for words_ in invalid.fields.values()]
        else:
            return redirect("portal:sent", dossier_id=dossier.id)
    fees = rules.fees_for(journey.definition, journey.answers, Channel.ONLINE)
    return show_step(
        request,
        journey,
        "check",
        "check",
        form=form,
        problems=problems,
        groups=summary_of(journey),
        fees=fees,
        total=sum(fee["amount"] for fee in fees),
        term=words.term_words(journey.definition.term_case(journey.answers)),
        outdated=outdated,
        precheck=precheck,
        unseen=request.method == "POST" and not seen,
        term_case=journey.definition.term_case(journey.answers),
    )


@signed_in
@require_POST
def discard(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Erase a draft at the citizen's wish."""
    drafts.discard(citizen(request), draft_id)
    return redirect("portal:drafts")


@signed_in
@require_POST
def repeat(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Begin an application like one sent before, and show it whole."""
    draft = drafts.repeat(citizen(request), dossier_id)
    return redirect(Journey(queries.own_draft(citizen(request), draft.id)).first_open.url)


@signed_in
@require_POST
def renew(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Bring a draft under the version in force, and lead to what is not answered there."""
    drafts.renew(citizen(request), draft_id)
    return redirect("portal:draft", draft_id=draft_id)
