"""What a version of a linked procedure says, as validated data: YAML in a pack, JSON in the database.

A linked procedure names its one form, its branches (each a procedure that an agency handles as a dossier of its
own), in which order they run, how each is filled in, how long each and the whole may take under the rules of which
days, and what follows when a branch ends without its result.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, field_validator, model_validator

from tinhso.kits.procedures.definition import (
    APPLICANT,
    Certainty,
    ClockRules,
    Code,
    Condition,
    Conditional,
    LegalBasis,
    Page,
    Part,
    ProcedureCode,
    Rule,
    TermCase,
    all_hold,
    check_pages,
)
from tinhso.kits.procedures.form_schema import checked_form

FORM = "form."
FACTS = frozenset({"code", "number", "signed_on", "agency"})
"""What a branch with its result tells the next: its dossier's code, the result's number and day, who gave it."""


class Filling(Rule):
    """Where an answer of a branch comes from: a source, or a fixed value.

    Sources: ``form.<question>`` of the one form, ``applicant.<field>``, and of an earlier branch
    ``<branch>.number``, ``.signed_on``, ``.code``, ``.agency``, ``<branch>.answers.<question>`` and
    ``<branch>.content.<key>`` of its result.
    """

    source: str = ""
    value: str | int | bool | None = None
    words: dict[str, str | int | bool] = Field(default_factory=dict)
    """Translates what the source gives: the choices of one form to those of another."""
    when: tuple[Condition, ...] = ()

    @model_validator(mode="after")
    def _one(self) -> "Filling":
        if bool(self.source) == (self.value is not None):
            raise ValueError("mỗi mục lấy từ đúng một nơi: source hoặc value")
        return self


def _shorthand(value: Any) -> Any:
    return {"source": value} if isinstance(value, str) else value


Filled = Annotated[Filling, BeforeValidator(_shorthand)]
"""A filling; a text alone is its source."""


class BranchAgency(Rule):
    """Which agency handles a branch: the one the applicant chose, or the commune of an answer.

    A procedure that one agency handles for the whole province goes to that agency, whatever is said here.
    """

    place: Literal["chosen", "area"] = "chosen"
    question: str = ""
    """The question whose answer is the area, when the place is one."""

    @model_validator(mode="after")
    def _complete(self) -> "BranchAgency":
        if (self.place == "area") != bool(self.question):
            raise ValueError("cơ quan theo địa bàn phải nêu mục của biểu mẫu cho biết địa bàn, và chỉ khi đó")
        return self


class Branch(Conditional):
    """A branch: the procedure that an agency handles for the application."""

    code: Code
    name: str
    """In plain words: ``Đăng ký thường trú cho con``."""
    procedure: ProcedureCode
    agency: BranchAgency = BranchAgency()
    needs: tuple[Code, ...] = ()
    """The branches whose results must be there first; when one of them has none, this branch is never opened."""
    after: tuple[Code, ...] = ()
    """The branches that must have ended first, well or not."""
    reception: Literal["desk", "automatic"] = "automatic"
    """Whether a desk looks at the papers and receives, or the dossier is received the moment it arrives."""
    fill: dict[str, Filled] = Field(default_factory=dict)
    """Answers of the branch's form. A question that bears the same name in the one form needs no line."""
    parts: dict[Code, str] = Field(default_factory=dict)
    """Parts of the branch: ``form.<part>`` handed in with the application, or ``<branch>.result``, its signed paper."""
    on_failure: Literal["go-on", "stop"] = "go-on"
    """When this branch ends without its result: what does not need it goes on, or everything else is stopped."""
    failure_note: str = ""
    """What the applicant is then told to do, in plain words."""
    failure_basis: str = ""
    pauses_whole: bool = True
    """Whether the clock of the whole waits while this branch waits for the applicant."""


class TermSet(Rule):
    """The terms for applications received from one day to another, both included."""

    valid_from: date
    valid_to: date | None = None
    whole: tuple[TermCase, ...] = Field(min_length=1)
    branches: dict[Code, tuple[TermCase, ...]] = Field(default_factory=dict)
    """The terms of branches; one that is not named keeps the term of its procedure."""
    clock: ClockRules
    """How the clocks of the whole and of the branches named here run."""
    basis: str
    apart: str = ""
    """How long the procedures took when each was applied for apart, to show what is saved."""

    def holds_on(self, day: date) -> bool:
        """Tell whether the set holds on ``day``."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def case_of_whole(self, answers: Mapping[str, Any]) -> TermCase:
        """Return the term of the whole, with its rules of the clock."""
        return self._ruled(self.whole, answers)

    def case_of(self, branch: str, answers: Mapping[str, Any]) -> TermCase | None:
        """Return the term of a branch, with its rules of the clock; none when its procedure's own holds."""
        return self._ruled(self.branches[branch], answers) if branch in self.branches else None

    def _ruled(self, cases: Sequence[TermCase], answers: Mapping[str, Any]) -> TermCase:
        case = next(case for case in cases if all_hold(case.when, answers))
        return case if case.clock else case.model_copy(update={"clock": self.clock})


class LinkedDefinition(Rule):
    """A version of a linked procedure, whole."""

    code: Code
    name: str
    plain_name: str
    summary: str
    keywords: tuple[str, ...] = ()
    life_events: tuple[Code, ...] = ()
    tier: Literal["province", "district", "commune"] = "commune"
    """The tier of the agency that the applicant chooses."""
    legal_bases: tuple[LegalBasis, ...] = Field(min_length=1)
    form: dict[str, Any]
    pages: tuple[Page, ...] = Field(min_length=1)
    parts: tuple[Part, ...] = ()
    branches: tuple[Branch, ...] = Field(min_length=2)
    terms: tuple[TermSet, ...] = Field(min_length=1)
    delivered: tuple[Literal["electronic", "counter", "post"], ...] = ("electronic", "counter")
    certainty: Certainty = Certainty()

    @field_validator("form")
    @classmethod
    def _schema(cls, form: dict[str, Any]) -> dict[str, Any]:
        return checked_form(form)

    @model_validator(mode="after")
    def _consistent(self) -> "LinkedDefinition":
        check_pages(self)
        codes = [branch.code for branch in self.branches]
        for group in (codes, [part.code for part in self.parts], [page.code for page in self.pages]):
            if len(group) != len(set(group)):
                raise ValueError(f"mã lặp lại: {sorted({code for code in group if group.count(code) > 1})}")
        self._check_conditions()
        for position, branch in enumerate(self.branches):
            self._check_branch(branch, set(codes[:position]))
        self._check_terms(set(codes))
        return self

    def _check_conditions(self) -> None:
        owners: list[Conditional] = [*self.parts, *self.pages, *self.branches]
        for terms in self.terms:
            owners += [*terms.whole, *(case for cases in terms.branches.values() for case in cases)]
        fillings = [filling.when for branch in self.branches for filling in branch.fill.values()]
        for conditions in [*(owner.when for owner in owners), *fillings]:
            for condition in conditions:
                if condition.field not in self.form["properties"]:
                    raise ValueError(f"điều kiện nhắc tới mục {condition.field!r} không có trong biểu mẫu")

    def _check_branch(self, branch: Branch, earlier: set[str]) -> None:
        for wanted in (*branch.needs, *branch.after):
            if wanted not in earlier:
                raise ValueError(f"nhánh {branch.code}: nhánh {wanted!r} phải đứng trước trong danh sách")
        if branch.agency.question and branch.agency.question not in self.form["properties"]:
            raise ValueError(f"nhánh {branch.code}: biểu mẫu không có mục {branch.agency.question!r}")
        before = self.ended_before(branch)
        for target, filling in branch.fill.items():
            if filling.source:
                self._check_source(f"nhánh {branch.code}, mục {target}", filling.source, before)
        handed_in = {part.code for part in self.parts}
        for target, source in branch.parts.items():
            place = f"nhánh {branch.code}, giấy tờ {target}"
            if source.startswith(FORM):
                if source.removeprefix(FORM) not in handed_in:
                    raise ValueError(f"{place}: tờ khai chung không có giấy tờ {source.removeprefix(FORM)!r}")
            elif not source.endswith(".result") or source.removesuffix(".result") not in before:
                raise ValueError(f"{place}: {source!r} không phải kết quả của nhánh có trước")

    def _check_source(self, place: str, source: str, before: set[str]) -> None:
        if source.startswith(FORM):
            if source.removeprefix(FORM) not in self.form["properties"]:
                raise ValueError(f"{place}: biểu mẫu không có mục {source.removeprefix(FORM)!r}")
            return
        if source.startswith(APPLICANT):
            return
        branch, _dot, fact = source.partition(".")
        if branch not in before or not (fact in FACTS or fact.startswith(("answers.", "content."))):
            raise ValueError(f"{place}: không lấy được từ {source!r}")

    def _check_terms(self, codes: set[str]) -> None:
        last: TermSet | None = None
        for terms in self.terms:
            if last is not None and (last.valid_to is None or terms.valid_from <= last.valid_to):
                raise ValueError("các bộ thời hạn phải nối tiếp nhau, bộ trước có ngày hết hiệu lực")
            last = terms
            unknown = set(terms.branches) - codes
            if unknown:
                raise ValueError(f"thời hạn nhắc tới nhánh không có: {sorted(unknown)}")
            for cases in (terms.whole, *terms.branches.values()):
                if not cases or cases[-1].when:
                    raise ValueError("trường hợp thời hạn cuối cùng phải áp dụng khi không trường hợp nào khác đúng")

    def ended_before(self, branch: Branch) -> set[str]:
        """Return the branches that have ended, each with its result, whenever ``branch`` is opened."""
        found: set[str] = set()
        waiting = list(branch.needs)
        by_code = {item.code: item for item in self.branches}
        while waiting:
            code = waiting.pop()
            if code not in found:
                found.add(code)
                waiting += by_code[code].needs
        return found

    def branches_for(self, answers: Mapping[str, Any]) -> list[Branch]:
        """Return the branches that the answers call for."""
        return [branch for branch in self.branches if all_hold(branch.when, answers)]

    def parts_for(self, answers: Mapping[str, Any]) -> list[Part]:
        """Return the parts that the answers call for."""
        return [part for part in self.parts if all_hold(part.when, answers)]

    def pages_for(self, answers: Mapping[str, Any]) -> list[Page]:
        """Return the pages of the form that the answers lead through."""
        return [page for page in self.pages if all_hold(page.when, answers)]

    def terms_on(self, day: date) -> TermSet:
        """Return the terms for what is received on ``day``; before all of them, the first."""
        return next((terms for terms in reversed(self.terms) if terms.valid_from <= day), self.terms[0])
