"""What the actor can do with a dossier now: by right and state only. Services decide again when it is done."""

from collections.abc import Sequence

from tinhso.desks.workspace.around import Around
from tinhso.kernel.identity.actor import Actor
from tinhso.kits.procedures.models import Dossier, DossierStep
from tinhso.kits.procedures.permissions import ASSIGN, OPINE, PROCESS, RECEIVE, SIGN, STEP_PERMISSIONS
from tinhso.kits.procedures.states import OPEN, RUNNING, ClockEventKind, Status, StepState

_WORKED_ON = (Status.RECEIVED, Status.PROCESSING)


def open_steps(dossier: Dossier) -> list[DossierStep]:
    """Return the steps that run now, in the order of the route; the steps must have been read with the dossier."""
    running = [step for step in dossier.steps.all() if step.state == StepState.OPEN]
    return sorted(running, key=lambda step: step.position)


def running_steps(dossier: Dossier) -> list[DossierStep]:
    """Return the steps that have begun and not ended: those of ``open_steps``, and those that wait for others."""
    running = [step for step in dossier.steps.all() if step.state in RUNNING]
    return sorted(running, key=lambda step: step.position)


def own_step(actor: Actor, steps: Sequence[DossierStep], *kinds: str) -> DossierStep | None:
    """Return the step of one of ``kinds`` that the actor may do: nobody's, his own, or of whom he stands in for."""
    for step in steps:
        if step.kind in kinds and actor.post_for(STEP_PERMISSIONS[step.kind], step.unit, step.account_id) is not None:
            return step
    return None


def possible(actor: Actor, dossier: Dossier, around: Around) -> set[str]:
    """Return the names of the acts that are open to the actor."""
    status, steps = Status(dossier.status), open_steps(dossier)
    at_desk = actor.may(RECEIVE, dossier.reception_unit)
    found: set[str] = set()
    if status == Status.SUBMITTED and at_desk:
        found |= {"receive", "ask", "refuse"}
    if status in _WORKED_ON:
        found |= _of_steps(actor, steps)
    if status in OPEN:
        found |= _of_others(actor, around)
    if around.waiting_notice is not None and actor.may(SIGN, dossier.agency):
        found |= {"notice", "decline"}
    if status in _WORKED_ON:
        found |= _of_clock(actor, dossier, around)
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
        found |= {"ask", "consult"}
    found |= {kind for kind in ("initial", "sign", "seal") if own_step(actor, steps, kind)}
    if own_step(actor, steps, "assign") or any(
        step.kind in ("do", "consult", "propose") and actor.may(ASSIGN, step.unit) for step in steps
    ):
        found.add("assign")
    step = own_step(actor, steps, "do", "propose", "initial", "sign", "assign")
    if step is not None and step.position > 1:
        found.add("return")
    return found


def _of_others(actor: Actor, around: Around) -> set[str]:
    """Return what can be done about opinions: answer as a unit that is asked, or take the question back."""
    found: set[str] = set()
    if any(actor.may(OPINE, opinion.unit) for opinion in around.asked):
        found.add("opinion")
    asking = around.open_consultation
    if asking is not None and actor.may(PROCESS, asking.asker_unit):
        found.add("withdraw-question")
    return found


def _of_clock(actor: Actor, dossier: Dossier, around: Around) -> set[str]:
    """Return what can be done with the dossier's clock, by who works on it or leads the agency."""
    in_charge = actor.may(SIGN, dossier.agency) or any(actor.may(PROCESS, step.unit) for step in running_steps(dossier))
    if not in_charge:
        return set()
    if around.suspension is not None:
        return {"resume"}
    extended = any(line.kind == ClockEventKind.EXTEND for line in dossier.clock)  # type: ignore[attr-defined]
    waiting = around.waiting_notice is not None
    return {"suspend"} | ({"extend"} if dossier.due_at is not None and not extended and not waiting else set())
