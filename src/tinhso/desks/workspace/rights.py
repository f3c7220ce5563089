"""What the actor can do with a dossier now: by right and state only. Services decide again when it is done."""

from collections.abc import Sequence

from tinhso.kernel.identity.actor import Actor
from tinhso.kits.procedures.models import Dossier, DossierStep
from tinhso.kits.procedures.permissions import ASSIGN, PROCESS, RECEIVE, STEP_PERMISSIONS
from tinhso.kits.procedures.states import OPEN, Status, StepState

_WORKED_ON = (Status.RECEIVED, Status.PROCESSING)


def open_steps(dossier: Dossier) -> list[DossierStep]:
    """Return the steps that run now, in the order of the route; the steps must have been read with the dossier."""
    running = [step for step in dossier.steps.all() if step.state == StepState.OPEN]
    return sorted(running, key=lambda step: step.position)


def own_step(actor: Actor, steps: Sequence[DossierStep], *kinds: str) -> DossierStep | None:
    """Return the running step of one of ``kinds`` that the actor may do and that is not given to somebody else."""
    for step in steps:
        if step.kind not in kinds or step.account_id not in (None, actor.account_id):
            continue
        if actor.may(STEP_PERMISSIONS[step.kind], step.unit):
            return step
    return None


def possible(actor: Actor, dossier: Dossier) -> set[str]:
    """Return the names of the acts that are open to the actor."""
    status, steps = Status(dossier.status), open_steps(dossier)
    at_desk = actor.may(RECEIVE, dossier.reception_unit)
    found: set[str] = set()
    if status == Status.SUBMITTED and at_desk:
        found |= {"receive", "ask", "refuse"}
    if status in _WORKED_ON:
        found |= _of_steps(actor, steps)
    if status == Status.FINISHED and own_step(actor, steps, "hand_over"):
        found.add("hand-over")
    if status == Status.SUPPLEMENT and at_desk:
        found.add("answer")
    if status in OPEN:
        if at_desk:
            found.add("withdraw")
        if at_desk or any(actor.may(PROCESS, unit) for unit in [dossier.holder_unit, *(step.unit for step in steps)]):
            found.add("stop")
    return found


def _of_steps(actor: Actor, steps: Sequence[DossierStep]) -> set[str]:
    found: set[str] = set()
    if own_step(actor, steps, "do", "consult"):
        found.add("do")
    if own_step(actor, steps, "propose"):
        found.add("propose")
    if own_step(actor, steps, "do", "propose"):
        found.add("ask")
    if own_step(actor, steps, "sign"):
        found.add("sign")
    if own_step(actor, steps, "assign") or any(
        step.kind in ("do", "consult", "propose") and actor.may(ASSIGN, step.unit) for step in steps
    ):
        found.add("assign")
    step = own_step(actor, steps, "do", "propose", "sign", "assign")
    if step is not None and step.position > 1:
        found.add("return")
    return found
