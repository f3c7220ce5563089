"""What a dossier's page tells of the linked application that it is a branch of."""

from typing import Any
from uuid import UUID

from tinhso.kernel.identity.actor import Actor
from tinhso.kits.procedures.linked.models import LinkedApplication
from tinhso.kits.procedures.linked.queries import application_of, openable
from tinhso.kits.procedures.linked.states import BranchState, WholeState
from tinhso.kits.procedures.models import Dossier
from tinhso.kits.procedures.states import Status

TONES = {
    BranchState.WAITING: "neutral",
    BranchState.BLOCKED: "waiting",
    BranchState.OPEN: "progress",
    BranchState.GRANTED: "success",
    BranchState.DENIED: "danger",
    BranchState.REFUSED: "danger",
    BranchState.STOPPED: "neutral",
    BranchState.WITHDRAWN: "neutral",
    BranchState.CANCELLED: "neutral",
}
WHOLE_TONES = {
    WholeState.OPEN: "progress",
    WholeState.DONE: "success",
    WholeState.PARTLY: "waiting",
    WholeState.FAILED: "danger",
    WholeState.WITHDRAWN: "neutral",
}


def branch_rows(application: LinkedApplication, may_open: set[UUID], here: UUID | None = None) -> list[dict[str, Any]]:
    """Return the branches as officers read them: how each stands, who holds it, until when."""
    rows = []
    for branch in application.branches.all():
        dossier = branch.dossier
        state = BranchState(branch.state)
        rows.append(
            {
                "branch": branch,
                "dossier": dossier,
                "label": dossier.get_status_display() if dossier and state is BranchState.OPEN else state.label,
                "tone": TONES[state],
                "here": dossier is not None and dossier.id == here,
                "open": dossier is not None and dossier.id in may_open,
                "paused": dossier is not None and dossier.status in (Status.SUPPLEMENT, Status.PAYMENT),
                "steps": getattr(dossier, "open_steps", []) if state is BranchState.OPEN else [],
            }
        )
    return rows


def context_of(actor: Actor, dossier: Dossier) -> dict[str, Any] | None:
    """Return what the panel shows; nothing for a dossier that stands alone."""
    application = application_of(dossier)
    if application is None:
        return None
    state = WholeState(application.state)
    return {
        "application": application,
        "label": state.label,
        "tone": WHOLE_TONES[state],
        "rows": branch_rows(application, openable(actor, application), dossier.id),
        "page": "portal:linked-application" if actor.kind == "citizen" else "workspace:linked-application",
        "dossier_page": "portal:dossier" if actor.kind == "citizen" else "workspace:dossier",
    }
