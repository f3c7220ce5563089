"""Linked applications on the portal: their journey, their leaflet, and how branches stand in plain words."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.desks.portal import words
from tinhso.desks.portal.journey import Journey
from tinhso.desks.portal.queries import agency_of
from tinhso.kernel.files.links import link
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Invalid
from tinhso.kits.procedures import forms, rules
from tinhso.kits.procedures.definition import TermCase
from tinhso.kits.procedures.linked import filling
from tinhso.kits.procedures.linked.definition import LinkedDefinition
from tinhso.kits.procedures.linked.models import LinkedApplication, LinkedBranch, LinkedDraft
from tinhso.kits.procedures.linked.states import UNOPENED, BranchState, WholeState
from tinhso.kits.procedures.linked.versions import definition_of
from tinhso.kits.procedures.models import ProcedureVersion
from tinhso.kits.procedures.queries import version_in_force
from tinhso.kits.procedures.states import Channel, ClockEventKind, Status
from tinhso.kits.procedures.versions import definition_of as procedure_of


class LinkedJourney(Journey):
    """The steps that a draft of a linked application leads through."""

    prefix = "linked-"

    def __init__(self, draft: LinkedDraft, *, files: list[Any] | None = None) -> None:
        self.draft = draft  # type: ignore[assignment]
        self._files = files
        self.definition: LinkedDefinition = definition_of(draft.version)  # type: ignore[assignment]
        self.answers = forms.clean(draft.answers)

    @cached_property
    def depends_on_place(self) -> bool:
        """The applicant always says for which place he applies."""
        return True

    @cached_property
    def files(self) -> list[Any]:
        """The files handed in so far."""
        if self._files is not None:
            return self._files
        return list(self.draft.files.select_related("file").order_by("created_at"))

    @property
    def fees(self) -> list[dict[str, Any]]:
        """What the branches cost, each fee with its branch; a branch that cannot be filled in yet costs nothing yet."""
        owed = []
        draft: Any = self.draft
        told = LinkedApplication(answers=dict(self.answers), applicant=draft.applicant)
        for branch in self.definition.branches_for(self.answers):
            procedure = procedure_of(version_in_force(branch.procedure))
            answers = filling.answers_for(branch, procedure, told, {})
            try:
                answers = forms.check(procedure, answers, only=set(answers))
            except Invalid:
                continue
            owed += [fee | {"branch": branch.name} for fee in rules.fees_for(procedure, answers, Channel.ONLINE)]
        return owed


@dataclass(frozen=True)
class BranchLeaf:
    """A branch as the start page tells of it: who does what, how long, what one receives."""

    name: str
    agency: str
    term: str
    result: str
    follows: str
    optional: bool
    procedure: str


def leaves(definition: LinkedDefinition) -> list[BranchLeaf]:
    """Return the branches of a linked procedure for its start page, by the terms of today."""
    terms = definition.terms_on(clock.today())
    names = {branch.code: branch.name for branch in definition.branches}
    found = []
    for branch in definition.branches:
        version: ProcedureVersion = version_in_force(branch.procedure)
        procedure = procedure_of(version)
        cases: tuple[TermCase, ...] = terms.branches.get(branch.code, procedure.terms)
        found.append(
            BranchLeaf(
                name=branch.name,
                agency=_agency_words(procedure),
                term=_shortest(cases),
                result=procedure.result.name,
                follows=", ".join(names[code] for code in branch.needs),
                optional=bool(branch.when),
                procedure=branch.procedure,
            )
        )
    return found


def _agency_words(procedure: Any) -> str:
    fixed = agency_of(procedure)
    return fixed.name if fixed is not None else str(_("Ủy ban nhân dân xã, phường"))


def _shortest(cases: tuple[TermCase, ...]) -> str:
    told = list(dict.fromkeys(words.term_words(case) for case in reversed(cases)))
    return _(" đến ").join((told[0], told[-1])) if len(told) > 1 else told[0]


WHOLE = {
    WholeState.OPEN: words.Happening(gettext_lazy("Đang giải quyết"), icon="loader", tone="progress"),
    WholeState.DONE: words.Happening(gettext_lazy("Đã có đủ kết quả"), icon="circle-check", tone="success"),
    WholeState.PARTLY: words.Happening(gettext_lazy("Có một phần kết quả"), icon="circle-half-2", tone="waiting"),
    WholeState.FAILED: words.Happening(gettext_lazy("Không có kết quả"), icon="x", tone="danger"),
    WholeState.WITHDRAWN: words.Happening(gettext_lazy("Quý vị đã rút hồ sơ"), icon="arrow-back", tone="neutral"),
}
_BRANCH = {
    BranchState.WAITING: (gettext_lazy("Chờ phần trước"), "neutral", "clock"),
    BranchState.BLOCKED: (gettext_lazy("Đang được chuyển đi"), "waiting", "clock"),
    BranchState.OPEN: (gettext_lazy("Đang giải quyết"), "progress", "loader"),
    BranchState.GRANTED: (gettext_lazy("Đã có kết quả"), "success", "circle-check"),
    BranchState.DENIED: (gettext_lazy("Không giải quyết được"), "danger", "x"),
    BranchState.REFUSED: (gettext_lazy("Không được tiếp nhận"), "danger", "x"),
    BranchState.STOPPED: (gettext_lazy("Dừng giải quyết"), "neutral", "x"),
    BranchState.WITHDRAWN: (gettext_lazy("Quý vị đã rút"), "neutral", "arrow-back"),
    BranchState.CANCELLED: (gettext_lazy("Không thực hiện"), "neutral", "x"),
}


def branch_rows(application: LinkedApplication, *, openable: set[UUID], private: bool = True) -> list[dict[str, Any]]:
    """Return the branches as a page shows them: how each stands, who holds it, until when, its result.

    Without ``private`` nothing is told that only the applicant may read.
    """
    definition = definition_of(application.version)
    rules_of = {branch.code: branch for branch in definition.branches}
    names = {branch.code: branch.name for branch in definition.branches}
    return [_row(branch, rules_of[branch.code], names, openable, private) for branch in application.branches.all()]


def _row(branch: LinkedBranch, rule: Any, names: dict[str, str], openable: set[UUID], private: bool) -> dict[str, Any]:
    state = BranchState(branch.state)
    label, tone, icon = _BRANCH[state]
    dossier = branch.dossier
    asks = dossier is not None and dossier.status == Status.SUPPLEMENT
    if asks:
        label, tone, icon = gettext_lazy("Chờ quý vị bổ sung"), "waiting", "player-pause"
    failed = state not in (*UNOPENED, BranchState.OPEN, BranchState.GRANTED)
    row: dict[str, Any] = {
        "branch": branch,
        "dossier": dossier,
        "label": label,
        "tone": tone,
        "icon": icon,
        "asks": asks,
        "waits_for": ", ".join(names[code] for code in rule.needs) if state in UNOPENED else "",
        "holder": _holder(branch) if state is BranchState.OPEN else None,
        "note": branch.note if private and failed else "",
        "advice": rule.failure_note if failed else "",
        "open": dossier is not None and dossier.id in openable,
        "paper": None,
    }
    if private and dossier is not None and state in (BranchState.GRANTED, BranchState.DENIED):
        paper = dossier.result.paper
        if paper is not None:
            row["paper"] = {"paper": paper, "download": link(paper.signed_file or paper.file, download=True)}
    return row


def _holder(branch: LinkedBranch) -> dict[str, Any]:
    dossier = branch.dossier
    steps = getattr(dossier, "open_steps", [])
    if dossier is None:
        return {}
    if steps:
        step = steps[0]
        unit, officer, name = step.unit, str(step.account) if step.account else "", step.name
        return {"unit": words.unit_name(unit), "officer": officer, "step": name, "since": step.opened_at}
    return {"unit": words.unit_name(dossier.holder_unit), "officer": "", "step": "", "since": dossier.last_acted_at}


def ledger_rows(application: LinkedApplication) -> list[dict[str, Any]]:
    """Return the deadline ledger of the whole in plain words, in the order of what happened."""
    names = {branch.code: branch.name for branch in application.branches.all()}
    rows = []
    for line in application.clock_events.all():
        happening = words.CLOCK_EVENTS[ClockEventKind(line.kind)]
        rows.append(
            {
                "title": happening.title,
                "icon": happening.icon,
                "tone": happening.tone,
                "at": line.at,
                "branch": names.get(line.branch, ""),
                "reason": _(line.reason),
                "basis": line.basis,
                "term": words.term_words(line.term) if "label" in line.term else "",
                "due_after": line.due_after,
            }
        )
    return rows


ACTS = {
    "submit": words.Happening(gettext_lazy("Đã nộp hồ sơ"), icon="send", tone="info"),
    "branch-opened": words.Happening(gettext_lazy("Chuyển tới cơ quan giải quyết"), icon="arrow-right", tone="info"),
    "branch-blocked": words.Happening(gettext_lazy("Chưa chuyển được"), icon="alert-triangle", tone="waiting"),
    "branch-ended": words.Happening(gettext_lazy("Một phần đã kết thúc"), icon="check", tone="progress"),
    "withdraw": words.Happening(gettext_lazy("Rút hồ sơ"), icon="arrow-back", tone="neutral"),
    "ended": words.Happening(gettext_lazy("Hồ sơ kết thúc"), icon="circle-check", tone="success"),
}


def story_rows(application: LinkedApplication, *, private: bool = True) -> list[dict[str, Any]]:
    """Return what happened to the whole, the latest first."""
    names = {branch.code: branch.name for branch in application.branches.all()}
    rows = []
    for line in reversed(application.log.all()):
        act = ACTS[line.act]
        title = f"{names[line.branch]}: {act.title}" if line.branch in names else str(act.title)
        rows.append(
            {
                "title": title,
                "icon": act.icon,
                "tone": act.tone,
                "at": line.at,
                "unit": "",
                "reason": line.reason if private else "",
                "article": "",
            }
        )
    return rows


def public_context(application: LinkedApplication) -> dict[str, Any]:
    """Return what anybody who holds the code may see: how each part stands, nothing personal."""
    rows = branch_rows(application, openable=set(), private=False)
    state = WholeState(application.state)
    return {
        "application": application,
        "standing": WHOLE[state],
        "rows": rows,
        "done": sum(row["branch"].state == BranchState.GRANTED for row in rows),
        "open": state is WholeState.OPEN,
        "paused": state is WholeState.OPEN and application.received_at is not None and application.due_at is None,
        "term": words.term_words(application.term) if application.term else "",
    }
