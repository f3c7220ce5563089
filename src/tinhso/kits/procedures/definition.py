"""What a version of a procedure says, as validated data: YAML in a pack, JSON in the database.

Each rule carries its legal basis; ``certainty`` says of each doubtful matter what a province must check before
it publishes the version.
"""

from collections.abc import Mapping
from datetime import time
from typing import Annotated, Any, Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

from tinhso.kits.procedures.form_schema import checked_form

Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
ProcedureCode = Annotated[
    str, StringConstraints(pattern=r"^\d\.\d{6}(\.\d{3}\.\d{2}\.\d{2}\.[HG]\d{2})?$", max_length=30)
]
"""National code of a procedure: ``1.004616``, or with the province's part ``1.010708.000.00.00.H56``."""


class Rule(BaseModel):
    """A part of a definition: no unknown keys, never changed once made."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Condition(Rule):
    """A test on one answer of the form: equal to a value, one of some values, or answered at all."""

    field: str
    equals: str | int | bool | None = None
    among: tuple[str | int | bool, ...] = ()
    answered: bool | None = None

    def holds(self, answers: Mapping[str, Any]) -> bool:
        """Tell whether the answers meet the condition."""
        value = answers.get(self.field)
        if self.answered is not None:
            return (value not in (None, "", [])) is self.answered
        if self.among:
            return value in self.among
        return value == self.equals


Conditions = tuple[Condition, ...]


def all_hold(conditions: Conditions, answers: Mapping[str, Any]) -> bool:
    """Tell whether every condition holds; none given means always."""
    return all(condition.holds(answers) for condition in conditions)


class Conditional(Rule):
    """A rule that holds when every one of its conditions does; none given means always."""

    when: Conditions = ()


class LegalBasis(Rule):
    """A document, with its articles, on which a procedure or a rule stands."""

    document: str
    articles: str = ""
    title: str = ""


class Copy(Rule):
    """In which form, and how often, a part is handed in."""

    form: Literal["original", "certified", "copy", "electronic"]
    count: int = Field(default=1, ge=1, le=20)


class Alternative(Rule):
    """A paper that may stand in place of a part."""

    code: Code
    name: str


class Part(Conditional):
    """A part of the dossier (thành phần hồ sơ)."""

    code: Code
    name: str
    plain: str = ""
    required: bool = True
    copies: tuple[Copy, ...] = (Copy(form="copy"),)
    alternatives: tuple[Alternative, ...] = ()
    to_show: bool = False
    """Only shown at the desk, not handed in (giấy tờ xuất trình)."""
    accept: tuple[Literal["pdf", "image", "office"], ...] = ("pdf", "image")
    most_mb: int = Field(default=10, ge=1, le=200)
    basis: str = ""


class FeeCase(Conditional):
    """An amount in đồng for a case; the first case whose conditions hold is charged."""

    label: str
    amount: int = Field(ge=0)
    channels: tuple[Literal["online", "counter", "post"], ...] = ()
    """The channels the amount holds for; none given means all."""


class Exemption(Conditional):
    """Who pays less, or nothing (miễn, giảm), by which law, and what shows it."""

    code: Code
    label: str
    percent: int = Field(default=100, ge=1, le=100)
    """The share of the amount that is remitted."""
    proof: str = ""
    """The paper that shows it; empty: the answers show it by themselves, and the remission needs nobody's consent."""
    basis: str


class Fee(Rule):
    """A fee (phí) or charge (lệ phí)."""

    code: Code
    name: str
    kind: Literal["phi", "le-phi"]
    cases: tuple[FeeCase, ...] = Field(min_length=1)
    exemptions: tuple[Exemption, ...] = ()
    due: Literal["any_time", "reception", "step", "hand_over"] = "any_time"
    """``any_time``: nothing waits for it; ``reception``: paid before an application sent from afar is received;
    ``step``: the dossier waits, with its clock stopped, when that ``step`` opens; ``hand_over``: before the result."""
    step: str = ""
    basis: str

    @model_validator(mode="after")
    def _due_somewhere(self) -> "Fee":
        if (self.due == "step") != bool(self.step):
            raise ValueError("khoản thu đến hạn ở một bước phải nêu mã bước (step), và chỉ khi ấy")
        return self


class TermCase(Conditional):
    """How long a case may take: exactly one of working days, working hours, calendar days, or at once.

    ``same_day`` means the day of receipt, or the next working day when received at or after the cut-off.
    """

    label: str
    working_days: int | None = Field(default=None, ge=1, le=400)
    working_hours: int | None = Field(default=None, ge=1, le=400)
    calendar_days: int | None = Field(default=None, ge=1, le=800)
    same_day: bool = False
    basis: str
    clock: "ClockRules | None" = None
    """How the clock runs in this case, where it is not as the procedure says: a linked procedure brings its own."""

    @model_validator(mode="after")
    def _one_measure(self) -> "TermCase":
        given = [self.working_days, self.working_hours, self.calendar_days, self.same_day or None]
        if sum(value is not None for value in given) != 1:
            raise ValueError("mỗi trường hợp thời hạn phải có đúng một đơn vị đo")
        return self

    def kept(self) -> dict[str, Any]:
        """Return the case as a dossier and its ledger keep it: without its conditions."""
        return self.model_dump(mode="json", exclude={"when"}, exclude_defaults=True)


class SupplementRule(Rule):
    """What a request for a supplement does to the clock, and how often it may be asked."""

    effect: Literal["pause", "restart"]
    most: int = Field(ge=0, le=9)
    ask_within_working_days: int | None = None
    answer_within_working_days: int | None = None
    unanswered: Literal["stop", "wait"] = "wait"
    basis: str


class ExtensionRule(Rule):
    """Whether the due time may be put off once, with an apology (NĐ 61/2018/NĐ-CP Điều 19 khoản 9)."""

    allowed: bool = True
    days_before: int = Field(default=1, ge=1, le=30)
    """The apology goes out at least so many days before the due day."""
    most_working_days: int | None = Field(default=None, ge=1, le=400)
    """By how much at most; none means the law names no limit."""
    basis: str = "NĐ 61/2018/NĐ-CP Điều 19 khoản 9"


class Silence(Rule):
    """What opinions do to the clock, and what an unanswered question means when its time is over."""

    clock: Literal["runs", "pause"] = "runs"
    """Whether the dossier's clock waits for the opinions."""
    silence: Literal["wait", "agree"] = "wait"
    """``agree``: who does not answer in time is taken to agree; only where a law says so. ``wait``: is reminded."""
    basis: str = ""
    """The law that lets others be asked, and that lets silence be agreement."""

    @model_validator(mode="after")
    def _grounded(self) -> "Silence":
        if self.silence == "agree" and not self.basis.strip():
            raise ValueError("chỉ coi im lặng là đồng ý khi luật cho phép: hãy nêu căn cứ pháp lý (basis)")
        return self


class AdHocConsultation(Silence):
    """The rules for opinions that an officer asks for in the course of a step, outside the route."""

    allowed: bool = True
    working_days: int = Field(default=5, ge=1, le=60)
    """How long those who are asked have when the officer names no other term."""


class ClockRules(Rule):
    """How the clock of a dossier runs."""

    cutoff: time | None = None
    """Received at or after it counts from the opening of the next working day."""
    whole_days: bool = False
    """Due at closing time of the n-th working day after the day of receipt."""
    supplement: SupplementRule
    extension: ExtensionRule = ExtensionRule()
    consultation: AdHocConsultation = AdHocConsultation()
    basis: str = ""


TermCase.model_rebuild()


class UnitRule(Rule):
    """Which unit does a step: the desk, the competent agency, a division of it by its code, or a fixed unit."""

    place: Literal["desk", "agency", "division", "unit"] = "agency"
    division: str = ""
    """The last group of the division's identifier, when the place is a division."""
    identifier: str = ""

    @model_validator(mode="after")
    def _complete(self) -> "UnitRule":
        if self.place == "division" and not self.division:
            raise ValueError("bước ở phòng chuyên môn phải có mã phòng")
        if self.place == "unit" and not self.identifier:
            raise ValueError("bước ở đơn vị khác phải có mã định danh")
        return self


class Asked(Conditional):
    """A unit whose opinion is asked, and its own term: exactly one of working days, working hours, calendar days."""

    unit: UnitRule
    question: str = ""
    """What it is asked; when empty, what the consultation asks everybody."""
    working_days: int | None = Field(default=None, ge=1, le=400)
    working_hours: int | None = Field(default=None, ge=1, le=400)
    calendar_days: int | None = Field(default=None, ge=1, le=400)

    @model_validator(mode="after")
    def _one_measure(self) -> "Asked":
        given = (self.working_days, self.working_hours, self.calendar_days)
        if sum(value is not None for value in given) != 1:
            raise ValueError("mỗi đơn vị được hỏi phải có đúng một thời hạn: ngày làm việc, giờ làm việc hoặc ngày")
        return self


class Consultation(Silence):
    """Several units are asked at once (lấy ý kiến phối hợp); the dossier waits, then returns to the same officer."""

    question: str
    asked: tuple[Asked, ...] = Field(min_length=1, max_length=30)
    quorum: int | None = Field(default=None, ge=1, le=30)
    """So many answers suffice; none means all of them."""

    @model_validator(mode="after")
    def _reachable(self) -> "Consultation":
        if self.quorum is not None and self.quorum > len(self.asked):
            raise ValueError("số ý kiến cần có không thể nhiều hơn số đơn vị được hỏi")
        return self

    def asked_for(self, answers: Mapping[str, Any]) -> list[Asked]:
        """Return the units that the answers call for asking."""
        return [asked for asked in self.asked if all_hold(asked.when, answers)]


StepKind = Literal["assign", "do", "consult", "propose", "initial", "sign", "seal", "hand_over"]
"""``consult`` with a ``consultation`` asks several units at once, without one its own unit gives the opinion;
``initial`` is the short signature before the leader's, ``seal`` the agency's after it."""


class Step(Conditional):
    """One step of the route."""

    code: Code
    name: str
    kind: StepKind
    unit: UnitRule = UnitRule()
    """Who does it; of a consultation, who asks."""
    working_hours: int | None = Field(default=None, ge=1, le=2000)
    """The step's share of the term."""
    together: str = ""
    """Neighbouring steps that bear the same word run side by side."""
    consultation: Consultation | None = None

    @model_validator(mode="after")
    def _consults(self) -> "Step":
        if self.consultation is not None and self.kind != "consult":
            raise ValueError("chỉ bước lấy ý kiến mới có phần lấy ý kiến phối hợp (consultation)")
        return self


class Result(Rule):
    """What the citizen receives."""

    name: str
    paper: Code = "ket-qua"
    kind: Code = "giay-xac-nhan"
    symbol: str = ""
    """Symbol after the number, with ``{unit}`` for the agency's own: ``GXN-{unit}``."""
    delivered: tuple[Literal["electronic", "counter", "post"], ...] = ("electronic", "counter")
    fields: tuple[str, ...] = ()
    """Answers of the form that the result repeats, as rows of a table."""
    content: dict[str, str] = Field(default_factory=dict)
    """Where a template with its own places takes them from: ``mother.full_name: mother_full_name`` is an answer,
    ``owner_name: applicant.full_name`` is of the applicant."""


class Page(Conditional):
    """One page of the application: one question, or a few that belong together."""

    code: Code
    title: str
    hint: str = ""
    fields: tuple[str, ...] = Field(min_length=1)


class Certainty(Rule):
    """What of the definition was read in a source, and what a province must check."""

    certain: tuple[str, ...] = ()
    check: tuple[str, ...] = ()


APPLICANT = "applicant."
_OF_APPLICANT = {"full_name", "personal_number", "phone", "email", "address"}


def _of_applicant(name: str) -> bool:
    return name.startswith(APPLICANT) and name.removeprefix(APPLICANT) in _OF_APPLICANT


class Asking(Protocol):
    """Whatever asks an applicant: the questions of a form on their pages, and the parts to hand in."""

    @property
    def form(self) -> dict[str, Any]: ...
    @property
    def pages(self) -> tuple[Page, ...]: ...
    @property
    def parts(self) -> tuple[Part, ...]: ...

    def parts_for(self, answers: Mapping[str, Any]) -> list[Part]: ...
    def pages_for(self, answers: Mapping[str, Any]) -> list[Page]: ...


def check_pages(asking: Asking) -> None:
    """Raise ``ValueError`` unless every question stands on exactly one page."""
    names = set(asking.form["properties"])
    on_pages = [name for page in asking.pages for name in page.fields]
    if set(on_pages) != names or len(on_pages) != len(set(on_pages)):
        raise ValueError(
            "mỗi mục của biểu mẫu phải ở đúng một trang; sai lệch: "
            f"{', '.join(sorted(set(on_pages) ^ names)) or 'mục lặp lại'}"
        )


class Definition(Rule):
    """A version of a procedure, whole."""

    code: ProcedureCode
    name: str
    plain_name: str
    summary: str
    field: Code
    """The field (lĩnh vực) the procedure belongs to."""
    keywords: tuple[str, ...] = ()
    life_events: tuple[Code, ...] = ()
    audience: tuple[Literal["citizen", "business", "organization"], ...] = ("citizen",)
    tier: Literal["province", "district", "commune"]
    agency: UnitRule = UnitRule()
    """The competent agency; ``place: agency`` means: the commune of the application's area."""
    online_level: Literal["full", "partial"]
    assurance: Literal[0, 1, 2] = 0
    """How surely it must be known who sends it online: the level of electronic identity (mức độ định danh)."""
    partial_reason: str = ""
    """Why not full, NĐ 224/2026/NĐ-CP Điều 14."""
    legal_bases: tuple[LegalBasis, ...] = Field(min_length=1)
    parts: tuple[Part, ...] = ()
    fees: tuple[Fee, ...] = ()
    terms: tuple[TermCase, ...] = Field(min_length=1)
    clock: ClockRules
    form: dict[str, Any]
    pages: tuple[Page, ...] = Field(min_length=1)
    route: tuple[Step, ...] = Field(min_length=1)
    result: Result
    certainty: Certainty = Certainty()

    @field_validator("form")
    @classmethod
    def _schema(cls, form: dict[str, Any]) -> dict[str, Any]:
        return checked_form(form)

    @model_validator(mode="after")
    def _consistent(self) -> "Definition":
        names = set(self.form["properties"])
        check_pages(self)
        owners: list[Conditional] = [*self.parts, *self.terms, *self.pages, *self.route]
        owners += [asked for step in self.route if step.consultation for asked in step.consultation.asked]
        owners += [exemption for fee in self.fees for exemption in fee.exemptions]
        strange = sorted({fee.step for fee in self.fees if fee.step} - {step.code for step in self.route})
        if strange:
            raise ValueError(f"khoản thu đến hạn ở bước không có trong quy trình: {strange}")
        for owner in [*owners, *(case for fee in self.fees for case in fee.cases)]:
            for condition in owner.when:
                if condition.field not in names:
                    raise ValueError(f"điều kiện nhắc tới mục “{condition.field}” không có trong biểu mẫu")
        for group in (self.parts, self.route, self.fees, self.pages):
            codes = [item.code for item in group]
            if len(codes) != len(set(codes)):
                raise ValueError(f"mã lặp lại: {', '.join(sorted({code for code in codes if codes.count(code) > 1}))}")
        if self.terms[-1].when:
            raise ValueError("trường hợp thời hạn cuối cùng phải áp dụng khi không trường hợp nào khác đúng")
        if not any(step.kind == "sign" for step in self.route):
            raise ValueError("quy trình phải có bước ký")
        if self.route[-1].kind != "hand_over":
            raise ValueError("bước cuối cùng phải là trả kết quả")
        self._check_signing_order()
        if self.online_level == "partial" and not self.partial_reason:
            raise ValueError("dịch vụ một phần phải nêu lý do (NĐ 224/2026/NĐ-CP Điều 14)")
        unknown = {
            name for name in (*self.result.fields, *self.result.content.values()) if not _of_applicant(name)
        } - names
        if unknown:
            raise ValueError(f"kết quả nhắc tới mục không có trong biểu mẫu: {', '.join(sorted(unknown))}")
        return self

    def _check_signing_order(self) -> None:
        """Raise ``ValueError`` unless initials come before the signature and the seal after it (NĐ 30/2020)."""
        kinds = [step.kind for step in self.route]
        signed = kinds.index("sign")
        if "initial" in kinds[signed:]:
            raise ValueError("bước ký nháy phải đứng trước bước ký")
        if "initial" in kinds and "propose" not in kinds[: kinds.index("initial")]:
            raise ValueError("bước ký nháy phải đứng sau bước trình kết quả")
        if "seal" in kinds[:signed] or kinds.count("seal") > 1:
            raise ValueError("bước đóng dấu phải đứng sau bước ký, và chỉ có một")

    def term_case(self, answers: Mapping[str, Any]) -> TermCase:
        """Return the first term whose conditions hold."""
        return next(term for term in self.terms if all_hold(term.when, answers))

    def parts_for(self, answers: Mapping[str, Any]) -> list[Part]:
        """Return the parts that the answers call for."""
        return [part for part in self.parts if all_hold(part.when, answers)]

    def pages_for(self, answers: Mapping[str, Any]) -> list[Page]:
        """Return the pages of the form that the answers lead through."""
        return [page for page in self.pages if all_hold(page.when, answers)]

    def route_for(self, answers: Mapping[str, Any]) -> list[Step]:
        """Return the steps that the answers call for."""
        called = (step for step in self.route if all_hold(step.when, answers))
        return [step for step in called if step.consultation is None or step.consultation.asked_for(answers)]
