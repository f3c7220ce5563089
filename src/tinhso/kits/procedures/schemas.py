"""The shapes that the API takes and gives."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Field, Schema

from tinhso.kits.procedures.states import Channel

Text = str


class ProcedureOut(Schema):
    """A procedure in a list."""

    code: str
    name: str
    plain_name: str
    field: str = Field(alias="field.code")
    tier: str
    online_level: str


class ProcedurePage(Schema):
    """A page of procedures; ``next`` is the cursor of the next one, empty at the end."""

    items: list[ProcedureOut]
    next: str


class ProcedureDetail(ProcedureOut):
    """A procedure with the version in force: parts, fees, terms, form (JSON Schema), route, result."""

    version: int
    valid_from: str
    definition: dict[str, Any]


class ApplicantIn(Schema):
    """Who applies."""

    full_name: str = Field(min_length=1, max_length=120)
    personal_number: str = Field(default="", max_length=12)
    phone: str = Field(default="", max_length=15)
    email: str = Field(default="", max_length=254)
    address: str = Field(default="", max_length=250)


class PartIn(Schema):
    """A part of the application: the file was sent before to ``/files``."""

    code: str = Field(max_length=60)
    file: UUID | None = None
    alternative: str = Field(default="", max_length=60)
    form: Literal["original", "certified", "copy", "electronic"] = "electronic"
    count: int = Field(default=1, ge=1, le=20)
    certified: bool = False


class ApplicationIn(Schema):
    """An application. ``agency`` is the identifier of the competent unit; ``desk`` that of the receiving one."""

    procedure: str = Field(max_length=30)
    agency: str = Field(max_length=35)
    desk: str = Field(default="", max_length=35)
    channel: Literal["online", "counter", "post", "national"] = Channel.ONLINE.value  # type: ignore[assignment]
    applicant: ApplicantIn
    answers: dict[str, Any]
    parts: list[PartIn] = Field(default_factory=list, max_length=100)
    delivery: Literal["electronic", "counter", "post"] = "electronic"


class DossierOut(Schema):
    """A dossier in a list."""

    id: UUID
    code: str
    procedure: str = Field(alias="procedure.code")
    procedure_name: str = Field(alias="procedure.name")
    applicant_name: str
    channel: str
    status: int
    status_name: str = Field(alias="get_status_display")
    agency: str = Field(alias="agency.identifier")
    holder: str = Field(alias="holder_unit.identifier")
    submitted_at: datetime
    received_at: datetime | None
    due_at: datetime | None
    finished_at: datetime | None
    handed_over_at: datetime | None
    revision: int


class DossierPage(Schema):
    """A page of dossiers; ``next`` is the cursor of the next one, empty at the end."""

    items: list[DossierOut]
    next: str


class StepOut(Schema):
    """One run of a step."""

    code: str
    name: str
    kind: str
    state: str
    unit: str = Field(alias="unit.name")
    account: str = ""
    opened_at: datetime
    due_at: datetime | None
    closed_at: datetime | None

    @staticmethod
    def resolve_account(step: Any) -> str:
        return str(step.account) if step.account else ""


class LogOut(Schema):
    """One line of a dossier's story."""

    at: datetime
    act: str
    actor_name: str
    status_after: int
    note: str
    reason: str
    article: str


class ClockEventOut(Schema):
    """One line of the deadline ledger."""

    position: int
    kind: str
    at: datetime
    reason: str
    basis: str
    due_after: datetime | None


class DossierDetail(DossierOut):
    """A dossier, whole."""

    answers: dict[str, Any]
    fees: list[dict[str, Any]]
    term: dict[str, Any]
    steps: list[StepOut]
    log: list[LogOut]
    clock: list[ClockEventOut]

    @staticmethod
    def resolve_clock(dossier: Any) -> list[Any]:
        """Return the ledger's lines, asked for only here."""
        return list(dossier.clock)


class TrackingOut(Schema):
    """What anybody who knows the code may see."""

    code: str
    procedure_name: str
    applicant_name: str
    """Masked."""
    agency: str
    status: int
    status_name: str
    submitted_at: datetime
    due_at: datetime | None


class ActIn(Schema):
    """What every act may say; ``revision`` is that of the dossier the actor saw, to be refused when it is older."""

    revision: int | None = Field(default=None, ge=0, le=2_000_000_000)
    note: str = Field(default="", max_length=5000)


class ReasonIn(ActIn):
    """An act that needs its reason and, where it refuses something, the legal article."""

    reason: str = Field(max_length=5000)
    article: str = Field(default="", max_length=250)


class SupplementItemIn(Schema):
    """One thing to supplement."""

    part: str = Field(default="", max_length=60)
    what: str = Field(max_length=1000)
    reason: str = Field(max_length=1000)
    article: str = Field(max_length=250)


class SupplementIn(ActIn):
    """A request for a supplement, complete."""

    items: list[SupplementItemIn] = Field(min_length=1, max_length=50)


class AnswerIn(ActIn):
    """The answer to a request for a supplement."""

    parts: list[PartIn] = Field(default_factory=list, max_length=100)
    answers: dict[str, Any] = Field(default_factory=dict)


class AssignIn(ActIn):
    """Who is to work on the dossier: the username."""

    to: str = Field(max_length=60)


class ReturnIn(ReasonIn):
    """To which earlier step the dossier goes back."""

    to_step: str = Field(max_length=60)


class ProposeIn(ReasonIn):
    """The result put before the leader."""

    granted: bool = True
    reason: str = Field(default="", max_length=5000)
    content: dict[str, str] = Field(default_factory=dict)


class SignIn(ActIn):
    """The signature: the PIN of the signer's key, where the key has one."""

    pin: str = Field(default="", max_length=64)
