"""The pages of an application, one question a page, everything kept at every step.

The same for an application for one procedure and for a linked one: what differs is in the subclasses of ``Steps``.
"""

import re
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any, ClassVar
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.desks.portal import words
from tinhso.desks.portal.forms import ApplicantForm, DeclarationForm, DeliveryForm, PlaceForm
from tinhso.desks.portal.journey import RETURN, Journey
from tinhso.desks.portal.prechecks import Precheck
from tinhso.desks.portal.queries import agencies_by_place
from tinhso.desks.portal.summary import summary_of
from tinhso.kernel.foundation.errors import Forbidden, Invalid, NotFound
from tinhso.kernel.identity import businesses, platforms
from tinhso.kernel.identity.access import signed_in
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.identity.models import Person
from tinhso.kernel.identity.queries import account_by_key
from tinhso.kernel.web.fields import control_of
from tinhso.kits.procedures import questions, rules
from tinhso.kits.procedures.attachments import Attachments

View = Callable[..., HttpResponseBase]
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


class Steps:
    """The steps that lead a draft from its first question to the sent application."""

    drafts: ClassVar[ModuleType]
    """The services over this kind of draft."""
    check_template: ClassVar[str]

    def journey(self, actor: Actor, draft_id: UUID) -> Journey:
        """Return the journey of the actor's own draft; raise ``NotFound``."""
        raise NotImplementedError

    def sent(self, draft: Any) -> HttpResponseRedirect | None:
        """Return the way to what a draft became, or nothing while it was not sent."""
        raise NotImplementedError

    def ways(self, journey: Journey) -> Sequence[str]:
        """Return how the result may come."""
        raise NotImplementedError

    def is_outdated(self, draft: Any) -> bool:
        """Tell whether another version is in force meanwhile."""
        raise NotImplementedError

    def send(self, actor: Actor, draft_id: UUID, person: Person) -> HttpResponseRedirect:
        """Send the application and return the way to it; raise ``Invalid``."""
        raise NotImplementedError

    def checked(self, journey: Journey) -> dict[str, Any]:
        """Return what the last page shows besides the answers: cost and term."""
        raise NotImplementedError

    def offers(self, actor: Actor) -> dict[str, Any]:  # noqa: ARG002 - for those that offer
        """Return what the page of papers offers besides uploading."""
        return {}

    def take_offered(self, actor: Actor, draft_id: UUID, wish: str) -> None:  # noqa: ARG002 - the same
        """Hand in a paper that was offered; raise ``NotFound`` where none are."""
        raise NotFound

    def resume(self, request: HttpRequest, draft_id: UUID) -> HttpResponse:
        """Lead to the first step that is not done."""
        journey = self._open(request, draft_id)
        return journey if isinstance(journey, HttpResponse) else redirect(journey.first_open.url)

    def place(self, request: HttpRequest, draft_id: UUID) -> HttpResponse:
        """Ask where the matter lies."""
        journey = self._open(request, draft_id)
        if isinstance(journey, HttpResponse):
            return journey
        agencies = list(agencies_by_place(journey.definition))
        if request.method == "POST":
            form = PlaceForm(agencies, request.POST)
            if form.is_valid():
                self.drafts.choose_agency(citizen(request), draft_id, form.agencies[form.cleaned_data["agency"]])
                return self._go_on(request, "place", draft_id)
        else:
            chosen = str(journey.draft.agency_id or _home_agency(request, agencies))
            form = PlaceForm(agencies, initial={"agency": chosen})
        return _show(request, journey, "place", "place", form=form)

    def applicant(self, request: HttpRequest, draft_id: UUID) -> HttpResponse:
        """Ask who applies; what the account knows is filled in."""
        journey = self._open(request, draft_id)
        if isinstance(journey, HttpResponse):
            return journey
        actor, draft = citizen(request), journey.draft
        if request.method == "POST":
            form = ApplicantForm(request.POST)
            right = form.is_valid()
            kept = _kept_applicant(form, request.POST) | businesses.applicant_of(actor)
            self.drafts.save_applicant(actor, draft_id, applicant=kept, delivery=draft.delivery)
            if _autosaved(request):
                return HttpResponse(status=204)
            if right:
                return self._go_on(request, "applicant", draft_id)
        else:
            form = ApplicantForm(initial=draft.applicant or _known_applicant(actor))
        return _show(
            request,
            journey,
            "applicant",
            "applicant",
            form=form,
            known=not draft.applicant,
            source=None if draft.applicant else platforms.source_of(actor),
            for_other=form["on_behalf"].value() == "other",
        )

    def page(self, request: HttpRequest, draft_id: UUID, page_code: str) -> HttpResponse:
        """Ask the questions of one page of the form."""
        journey = self._open(request, draft_id)
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
            draft = self.drafts.save_page(citizen(request), draft_id, page_code, given)
            if _autosaved(request):
                return HttpResponse(status=204)
            try:
                self.drafts.check_page(draft, page_code)
            except Invalid as invalid:
                problems, answers = invalid.fields, dict(draft.answers)
            if not problems or "luu" in request.POST:
                return self._go_on(request, key, draft_id)
        form = questions.page_form(journey.definition, asked.fields, answers, journey.draft.applicant, problems)
        return _show(request, journey, key, "page", form=form, asked=asked, errors=_page_errors(form, problems))

    def files(self, request: HttpRequest, draft_id: UUID) -> HttpResponse:
        """Take the files of each part; good ones are kept whatever is wrong with others."""
        journey = self._open(request, draft_id)
        if isinstance(journey, HttpResponse):
            return journey
        actor = citizen(request)
        problems: dict[str, str] = {}
        if request.method == "POST":
            if "bo" in request.POST:
                self.drafts.remove_file(actor, draft_id, key_of(request.POST["bo"]))
                return redirect(request.get_full_path())
            if "tu-kho" in request.POST:
                self.take_offered(actor, draft_id, request.POST["tu-kho"])
                return redirect(request.get_full_path())
            problems = self._take(request, journey)
            if _autosaved(request):
                said = {"detail": " ".join(problems.values())}
                return JsonResponse(said, status=422) if problems else HttpResponse(status=204)
            journey = self.journey(actor, draft_id)
            if "them" in request.POST and not problems:
                return redirect(request.get_full_path())
            if "luu" in request.POST and not problems:
                return redirect("portal:drafts")
            if "them" not in request.POST:
                given = [file.part_code for file in journey.files]
                for part in rules.missing_parts(journey.definition, journey.answers, given):
                    problems.setdefault(part.code, _("Còn thiếu “{name}”: hãy chọn tệp.").format(name=part.name))
            if not problems:
                return self._go_on(request, "files", draft_id)
        Precheck(journey)
        rows, errors = _part_rows(journey, problems), _file_errors(problems)
        return _show(request, journey, "files", "files", rows=rows, errors=errors, **self.offers(actor))

    def delivery(self, request: HttpRequest, draft_id: UUID) -> HttpResponse:
        """Ask how the result should come."""
        journey = self._open(request, draft_id)
        if isinstance(journey, HttpResponse):
            return journey
        draft, ways = journey.draft, self.ways(journey)
        if request.method == "POST":
            form = DeliveryForm(ways, request.POST)
            if form.is_valid():
                kept = {name: value for name, value in form.cleaned_data.items() if value}
                if kept["way"] == "post" and "address" not in kept:
                    kept["address"] = draft.applicant.get("address", "")
                self.drafts.save_applicant(citizen(request), draft_id, applicant=draft.applicant, delivery=kept)
            if _autosaved(request):
                return HttpResponse(status=204 if form.is_valid() else 422)
            if form.is_valid():
                return self._go_on(request, "delivery", draft_id)
        else:
            form = DeliveryForm(ways, initial=draft.delivery or {"way": ways[0]})
        return _show(request, journey, "delivery", "delivery", form=form)

    def check(self, request: HttpRequest, draft_id: UUID) -> HttpResponse:
        """Show every answer once more, and send."""
        journey = self._open(request, draft_id)
        if isinstance(journey, HttpResponse):
            return journey
        actor = citizen(request)
        form = DeclarationForm(request.POST if request.method == "POST" else None)
        problems = [{"url": stop.url, "message": message} for stop, message in journey.problems()]
        outdated = self.is_outdated(journey.draft)
        precheck = Precheck(journey)
        seen = precheck.may_send(request.POST.get("du-vay", ""))
        if request.method == "POST" and form.is_valid() and not problems and not outdated and seen:
            account = account_by_key(actor.account_id) if actor.account_id else None
            if account is None:
                raise NotFound
            try:
                return self.send(actor, draft_id, account.person)
            except Invalid as invalid:
                problems = [{"url": "", "message": message} for message in invalid.fields.values()]
        return _show(
            request,
            journey,
            "check",
            self.check_template,
            form=form,
            problems=problems,
            groups=summary_of(journey),
            outdated=outdated,
            precheck=precheck,
            unseen=request.method == "POST" and not seen,
            **self.checked(journey),
        )

    def discard(self, request: HttpRequest, draft_id: UUID) -> HttpResponse:
        """Erase a draft at the citizen's wish."""
        self.drafts.discard(citizen(request), draft_id)
        return redirect("portal:drafts")

    def renew(self, request: HttpRequest, draft_id: UUID) -> HttpResponse:
        """Bring a draft under the version in force, and lead to what is not answered there."""
        self.drafts.renew(citizen(request), draft_id)
        return redirect(self.journey(citizen(request), draft_id).first_open.url)

    def _open(self, request: HttpRequest, draft_id: UUID) -> Journey | HttpResponseRedirect:
        journey = self.journey(citizen(request), draft_id)
        return self.sent(journey.draft) or journey

    def _go_on(self, request: HttpRequest, key: str, draft_id: UUID) -> HttpResponseRedirect:
        """Lead on: to the step after, or back to the check of the answers when the reader came from there."""
        journey = self.journey(citizen(request), draft_id)
        if "luu" in request.POST:
            return redirect("portal:drafts")
        if RETURN in request.GET:
            return redirect(journey.first_open.url)
        return redirect(journey.after(key))

    def _take(self, request: HttpRequest, journey: Journey) -> dict[str, str]:
        """Keep the files that the form brings; return what is wrong with others, by part."""
        actor, problems = citizen(request), {}
        for part in journey.parts:
            taken = Attachments(request, actor, part)
            alternative = request.POST.get(f"thay-{part.code}", "")
            for stored in taken.stored:
                try:
                    self.drafts.add_file(actor, journey.draft.id, part.code, stored, alternative_code=alternative)
                except Invalid as invalid:
                    taken.problems.extend(invalid.fields.values())
            if taken.problems:
                problems[part.code] = " ".join(taken.problems)
        return problems


def doors(steps: Steps) -> dict[str, View]:
    """Return the views of a draft's steps by their names, each open to whoever signed in."""
    pages = (steps.place, steps.applicant, steps.page, steps.files, steps.delivery, steps.check)
    views: dict[str, View] = {page.__name__: signed_in(_reading_and_sending(page)) for page in pages}
    views |= {act.__name__: signed_in(require_POST(act)) for act in (steps.discard, steps.renew)}
    return views | {"resume": signed_in(require_safe(steps.resume))}


def _show(request: HttpRequest, journey: Journey, key: str, template: str, **context: Any) -> HttpResponse:
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


def _autosaved(request: HttpRequest) -> bool:
    """Tell whether the page itself saves while somebody types, and wants no page back."""
    return "tu-luu" in request.GET


def _home_agency(request: HttpRequest, agencies: list[Any]) -> str:
    """Return the agency of the commune where the applicant is known to live."""
    account = account_by_key(citizen(request).own_id)
    home = account.person.area_id if account else None
    return next((str(unit.id) for unit in agencies if home is not None and unit.area_id == home), "")


def _kept_applicant(form: ApplicantForm, typed: Any) -> dict[str, Any]:
    """Return what to keep: the applicant as understood, or as typed and marked when something is not right yet."""
    if not form.is_valid():
        return {name: typed.get(name, "") for name in form.fields if typed.get(name)} | {"wrong": True}
    without = () if form.cleaned_data["on_behalf"] == "other" else ("other_name", "other_number", "relation")
    return {name: value for name, value in form.cleaned_data.items() if value and name not in without}


def _known_applicant(actor: Actor) -> dict[str, str]:
    account = account_by_key(actor.account_id) if actor.account_id else None
    if account is None:
        return {}
    person = account.person
    known = {name: getattr(person, name) for name in ("full_name", "personal_number", "phone", "email", "address")}
    return known | {"phone": re.sub(r"^\+84", "0", known["phone"])}


def _page_errors(form: questions.KeptForm, problems: dict[str, str]) -> list[dict[str, str]]:
    """Return what is wrong on a page, each with the input to go to; the words name the question already."""
    errors = []
    for name, message in problems.items():
        drawn = control_of(form[name], attributes={})
        first = drawn.choices[0].id if drawn.choices else f"{drawn.id}_0" if drawn.kind == "dates" else drawn.id
        errors.append({"id": first, "message": message})
    return errors


def _part_rows(journey: Journey, problems: dict[str, str]) -> list[dict[str, Any]]:
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


def _file_errors(problems: dict[str, str]) -> list[dict[str, str]]:
    return [{"id": f"tep-{code}", "message": message} for code, message in problems.items()]


def key_of(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None
