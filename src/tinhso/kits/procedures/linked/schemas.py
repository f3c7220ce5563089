"""The shapes that the API of linked procedures takes and gives."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Field, Schema

from tinhso.kits.procedures.schemas import ApplicantIn
from tinhso.kits.procedures.states import Channel


class LinkedProcedureOut(Schema):
    """A linked procedure in a list."""

    code: str
    name: str
    plain_name: str
    summary: str


class LinkedProcedureDetail(LinkedProcedureOut):
    """A linked procedure with the version in force: its one form, branches, terms by date."""

    version: int
    valid_from: str
    definition: dict[str, Any]


class GivenFileIn(Schema):
    """A file handed in for a part of the one application; it was sent before to ``/files``."""

    code: str = Field(max_length=60)
    file: UUID
    alternative: str = Field(default="", max_length=60)


class LinkedApplicationIn(Schema):
    """A linked application. ``agency`` is the identifier of the commune it is for."""

    procedure: str = Field(max_length=60)
    agency: str = Field(max_length=35)
    channel: Literal["online", "post", "national"] = Channel.ONLINE.value  # type: ignore[assignment]
    applicant: ApplicantIn
    answers: dict[str, Any]
    files: list[GivenFileIn] = Field(default_factory=list, max_length=100)
    delivery: Literal["electronic", "counter", "post"] = "electronic"


class BranchOut(Schema):
    """A branch: how it stands, and its dossier once there is one."""

    code: str
    name: str
    procedure: str = Field(alias="procedure.code")
    state: str
    dossier: str = ""
    agency: str = ""
    due_at: datetime | None = None
    opened_at: datetime | None
    ended_at: datetime | None
    note: str

    @staticmethod
    def resolve_dossier(branch: Any) -> str:
        return branch.dossier.code if branch.dossier else ""

    @staticmethod
    def resolve_agency(branch: Any) -> str:
        return branch.dossier.agency.identifier if branch.dossier else ""

    @staticmethod
    def resolve_due_at(branch: Any) -> datetime | None:
        due_at: datetime | None = branch.dossier.due_at if branch.dossier else None
        return due_at


class LinkedApplicationOut(Schema):
    """A linked application in a list."""

    id: UUID
    code: str
    procedure: str = Field(alias="procedure.code")
    applicant_name: str
    agency: str = Field(alias="agency.identifier")
    state: str
    submitted_at: datetime
    received_at: datetime | None
    due_at: datetime | None
    ended_at: datetime | None


class LinkedApplicationPage(Schema):
    """A page of applications; ``next`` is the cursor of the next one, empty at the end."""

    items: list[LinkedApplicationOut]
    next: str


class LinkedClockEventOut(Schema):
    """One line of the deadline ledger of the whole."""

    position: int
    kind: str
    at: datetime
    branch: str
    reason: str
    basis: str
    due_after: datetime | None


class LinkedApplicationDetail(LinkedApplicationOut):
    """A linked application with its branches and its ledger."""

    term: dict[str, Any]
    branches: list[BranchOut]
    clock: list[LinkedClockEventOut]


class WithdrawIn(Schema):
    """Why a whole application is taken back."""

    reason: str = Field(max_length=5000)
