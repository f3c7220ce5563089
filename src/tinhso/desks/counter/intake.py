"""An intake at the desk: one form with the card, the person, the answers and the parts, and how it ended."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from tinhso.desks.counter import queries, services
from tinhso.desks.counter.card import looks_like_card, read_card
from tinhso.desks.counter.checklist import Checklist, conditions_in_words
from tinhso.desks.counter.forms import ApplicantForm, RefusalForm
from tinhso.desks.counter.visitor import Visitor
from tinhso.kernel.foundation.errors import Invalid
from tinhso.kernel.foundation.ids import new_id
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kits.procedures import forms as rules_of_forms
from tinhso.kits.procedures import questions, rules
from tinhso.kits.procedures.definition import Part
from tinhso.kits.procedures.models import Dossier, ProcedureVersion
from tinhso.kits.procedures.services import reception
from tinhso.kits.procedures.services.intake import Application
from tinhso.kits.procedures.states import Channel
from tinhso.kits.procedures.versions import definition_of

CARD, KEY = "quet-the", "khoa"


class Intake:
    """One application being taken down for a person at the desk."""

    def __init__(
        self,
        actor: Actor,
        version: ProcedureVersion,
        request: HttpRequest | None = None,
        *,
        visitor: Visitor | None = None,
        like: Dossier | None = None,
    ) -> None:
        self.actor, self.version, self.request = actor, version, request
        self.visitor, self.like = visitor or Visitor(), like
        self.definition = definition_of(version)
        self.desk = queries.desk_of(actor)
        self.problems: dict[str, str] = {}
        self.read_from_card: dict[str, str] = {}
        self.names = [name for page in self.definition.pages for name in page.fields]
        sent = request.POST if request is not None else None
        self.key = str(sent.get(KEY) or new_id()) if sent is not None else str(new_id())
        self.answers: dict[str, Any] = {}
        if sent is not None:
            self.answers = questions.read(self.definition, self.names, sent)
        elif like is not None:
            self.answers = {name: value for name, value in like.answers.items() if name in self.names}
        earlier = queries.earlier_parts(actor, self.number)
        self.checklist = Checklist(self.definition, actor, request, earlier=earlier)
        self.problems |= {f"parts.{code}": words for code, words in self.checklist.problems.items()}

    @cached_property
    def agencies(self) -> list[OrganizationUnit]:
        return queries.agencies(self.definition)

    @cached_property
    def form(self) -> ApplicantForm:
        """The applicant's form: as sent, filled with what the card gave, or fresh with the desk's own agency."""
        sent = self.request.POST if self.request is not None else None
        if sent is None:
            wanted = self.like.agency_id if self.like is not None else self.desk.parent_id
            own = next((unit for unit in self.agencies if unit.id == wanted), None)
            begun = {**self.visitor.applicant, "agency": str(own.id) if own else ""}
            return ApplicantForm(self.definition, self.agencies, initial=begun)
        if self.read_from_card:
            sent = sent.copy()
            for name, value in self.read_from_card.items():
                sent[f"nguoi-{name}"] = value
        return ApplicantForm(self.definition, self.agencies, sent)

    @cached_property
    def refusal(self) -> RefusalForm:
        """What is asked when the application is not received."""
        return RefusalForm(self.request.POST if self.request is not None else None)

    @cached_property
    def pages(self) -> list[dict[str, Any]]:
        """The questions page by page, each with when it is asked."""
        drawn = questions.page_form(self.definition, self.names, self._shown(), self.person, self.problems)
        return [
            {
                "title": page.title,
                "when": conditions_in_words(self.definition, page.when),
                "fields": [drawn[name] for name in page.fields],
            }
            for page in self.definition.pages
        ]

    def _shown(self) -> dict[str, Any]:
        return {name: value for name, value in self.answers.items() if value is not None}

    @property
    def person(self) -> dict[str, Any]:
        """What is known of the applicant so far: answers about himself are filled in from it."""
        names = ("full_name", "personal_number", "phone", "email", "address")
        return {name: self.form[name].value() for name in names if self.form[name].value()}

    @property
    def number(self) -> str:
        """The personal number as typed, when it is one."""
        typed = "".join(str(self.form["personal_number"].value() or "").split())
        return typed if len(typed) == 12 and typed.isdigit() else ""

    def look_up(self) -> None:
        """Read the card, or find by the number typed; fill in what is known of the person."""
        assert self.request is not None  # noqa: S101 - a form that was not sent looks nothing up
        text = self.request.POST.get(CARD, "").strip() or self.number
        try:
            found = services.recognise(self.actor, text)
        except Invalid as invalid:
            self.problems |= invalid.fields
            return
        sure = set(read_card(text).applicant()) if looks_like_card(text) else {"personal_number"}
        typed = {name: str(self.request.POST.get(f"nguoi-{name}", "")) for name in found}
        self.read_from_card = {name: value for name, value in found.items() if name in sure or not typed[name]}
        self.__dict__.pop("form", None)
        self.checklist.offer(queries.earlier_parts(self.actor, self.number))

    def take_all(self) -> None:
        """Mark every part that the answers call for as handed in and compared."""
        self.checklist.take_all([part.code for part in rules.missing_parts(self.definition, self._answered(), [])])

    def _answered(self) -> dict[str, Any]:
        return rules_of_forms.clean(self.answers)

    @property
    def focus(self) -> str:
        """The first required question that has no answer yet, where the officer goes on; empty when there is none."""
        required = set(self.definition.form.get("required", ()))
        for page in self.pages:
            for drawn in page["fields"]:
                if drawn.name in required and drawn.value() in (None, "", []):
                    return str(drawn.name)
        return ""

    def application(self, *, whole: bool) -> Application | None:
        """Return the application as the form says, or ``None`` when the applicant's part is not right yet."""
        if not self.form.is_valid() or self.problems:
            return None
        return Application(
            version=self.version,
            agency=self.form.agencies[self.form.cleaned_data["agency"]],
            person=None,
            applicant=self.form.applicant(),
            answers=self.answers,
            parts=self.checklist.given(),
            channel=Channel.COUNTER,
            delivery={"way": self.form.cleaned_data["delivery"]},
            desk=self.desk,
            idempotency_key=self.key,
            whole=whole,
        )

    def receive(self) -> Dossier | None:
        """Receive the whole application; ``None`` and ``problems`` when something is wrong or missing.

        Answers and parts are looked at together, so that the person at the desk hears everything at once.
        """
        problems: dict[str, str] = {}
        try:
            rules_of_forms.check(self.definition, self.answers)
        except Invalid as invalid:
            problems |= invalid.fields
        for part in self._missing():
            problems[f"parts.{part.code}"] = _("Còn thiếu “{name}”.").format(name=part.name)
        self._keep(problems)
        return self._end(lambda application: reception.take_in(self.actor, application), whole=True)

    def ask_to_complete(self) -> Dossier | None:
        """Take it down and ask for what is missing."""
        items = self.missing_items()
        return self._end(lambda application: reception.ask_to_complete(self.actor, application, items), whole=False)

    def turn_away(self) -> Dossier | None:
        """Take it down and refuse it."""
        self.refusal.is_valid()
        reason = self.refusal.cleaned_data.get("reason", "")
        article = self.refusal.cleaned_data.get("article", "")
        return self._end(
            lambda application: reception.turn_away(self.actor, application, reason=reason, article=article),
            whole=False,
        )

    def _end(self, finish: Callable[[Application], Dossier], *, whole: bool) -> Dossier | None:
        application = self.application(whole=whole)
        if application is None:
            return None
        try:
            return finish(application)
        except Invalid as invalid:
            self._keep(invalid.fields)
            return None

    def _keep(self, problems: dict[str, str]) -> None:
        """Put the service's refusals where they belong: the applicant, the parts, the reasons, else the questions."""
        for name, words in problems.items():
            if name.startswith("applicant."):
                field = name.removeprefix("applicant.")
                self.form.add_error(field if field in self.form.fields else None, words)
            elif name in ("reason", "article") or name.startswith("items"):
                key = name.rpartition(".")[2]
                self.refusal.add_error(key if key in self.refusal.fields else "what", words)
            else:
                self.problems[name] = words
        for row in self.checklist.rows:
            row.problem = row.problem or self.problems.get(f"parts.{row.part.code}", "")

    def _missing(self) -> list[Part]:
        """Return the required parts that the answers call for and that were not handed in."""
        given = [part.code for part in self.checklist.given()]
        return rules.missing_parts(self.definition, self._answered(), given)

    def missing_items(self) -> list[dict[str, str]]:
        """Return what the slip asks for: the required parts not handed in, and what the officer wrote."""
        items = [
            {
                "part": part.code,
                "what": part.name,
                "reason": _("Chưa có trong giấy tờ đã nộp."),
                "article": part.basis or self.first_basis,
            }
            for part in self._missing()
        ]
        self.refusal.is_valid()
        written = {name: self.refusal.cleaned_data.get(name, "") for name in ("what", "reason", "article")}
        if any(written.values()):
            items.append({"part": "", **written})
        return items

    @property
    def first_basis(self) -> str:
        """The version's first legal basis, for what has none of its own."""
        return self.suggestions[0]

    @property
    def suggestions(self) -> list[str]:
        """Legal articles to choose from."""
        bases = [
            " ".join(filter(None, (basis.articles, basis.title, basis.document)))
            for basis in self.definition.legal_bases
        ]
        return list(dict.fromkeys([*bases, *(part.basis for part in self.definition.parts if part.basis)]))

    @property
    def errors(self) -> list[dict[str, str]]:
        """Everything that is wrong, each with the control to go to."""
        found = []
        for form in (self.form, self.refusal):
            if form.is_bound:
                for name, messages in form.errors.items():
                    anchor = "" if name == "__all__" else str(form[name].id_for_label)
                    found += [{"id": anchor, "message": str(message)} for message in messages]
        for name, words in self.problems.items():
            if name.startswith("parts."):
                found.append({"id": f"nhan-{name.removeprefix('parts.')}", "message": words})
            else:
                found.append({"id": CARD if name == "card" else f"id_{name}", "message": words})
        return found
