"""The steps of a route: opened one after another, or side by side where the route says so."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from tinhso.kernel.inbox import services as inbox
from tinhso.kernel.worktime.queries import current_calendar
from tinhso.kits.procedures import inbox_kinds, routing
from tinhso.kits.procedures.definition import Step
from tinhso.kits.procedures.models import DossierStep
from tinhso.kits.procedures.permissions import STEP_PERMISSIONS
from tinhso.kits.procedures.rules import MINUTES_PER_HOUR
from tinhso.kits.procedures.services import asking
from tinhso.kits.procedures.services.transition import Transition
from tinhso.kits.procedures.states import RUNNING, Status, StepState


def route_of(change: Transition) -> Sequence[Step]:
    """Return the steps that the dossier's answers call for; a step's position is its place in it, from 1."""
    return change.definition.route_for(change.dossier.answers)


def open_next_steps(change: Transition, *, after: int) -> list[DossierStep]:
    """Open the step after position ``after``, with its neighbours that run side by side."""
    route = route_of(change)
    while after < len(route):
        first = route[after]
        last = after + 1
        while first.together and last < len(route) and route[last].together == first.together:
            last += 1
        places = [position for position in range(after, last) if not _answered_before(change, route[position])]
        if places:
            return [open_step(change, position + 1, route[position]) for position in places]
        after = last
    return []


def _answered_before(change: Transition, step: Step) -> bool:
    """Tell whether opinions that the route asks for are there already: a dossier sent back does not ask again.

    Who wants other opinions returns it to that very step, or asks in the course of his own.
    """
    if step.consultation is None:
        return False
    return DossierStep.objects.filter(dossier=change.dossier, code=step.code, state=StepState.DONE).exists()


def open_step(change: Transition, position: int, step: Step) -> DossierStep:
    """Open a step. A repeated one goes back to the officer who did it and keeps its first start."""
    dossier = change.dossier
    before = (
        DossierStep.objects.filter(dossier=dossier, code=step.code)
        .select_related("unit")
        .order_by("-opened_at")
        .first()
    )
    unit = (
        before.unit
        if before
        else routing.unit_for(
            step.unit, agency=dossier.agency, desk=dossier.reception_unit, day=timezone.localdate(change.at)
        )
    )
    account_id = (before.account_id if before else None) or _chosen_for(change, step)
    opened = DossierStep(
        dossier=dossier,
        position=position,
        code=step.code,
        name=step.name,
        kind=step.kind,
        state=StepState.OPEN,
        unit=unit,
        account_id=account_id,
        first_opened_at=before.first_opened_at if before else change.at,
        opened_at=change.at,
        due_at=before.due_at if before else _due(change.at, step),
    )
    opened.save(force_insert=True)
    change.take_part([unit])
    dossier.holder_unit, dossier.holder_account_id = unit, account_id
    if step.consultation is None:
        put_work_item(change, opened)
        return opened
    rule = step.consultation
    asking.begin(
        change, opened, asking.questions_of(change, step), rule, text=rule.question, quorum=rule.quorum, in_route=True
    )
    opened.save(update_fields=["state"])
    return opened


def put_work_item(change: Transition, step: DossierStep) -> None:
    """Put an open step into the inbox of who does it; it is due with the dossier at the latest."""
    dossier = change.dossier
    inbox.put(
        inbox_kinds.STEP,
        subject_id=dossier.id,
        title=f"{dossier.code} · {dossier.applicant_name}",
        detail=f"{step.name} – {dossier.procedure.name}",
        unit=step.unit,
        permission=STEP_PERMISSIONS[step.kind],
        account=step.account,
        due_at=min(filter(None, (step.due_at, dossier.due_at)), default=None),
        slot=step.code,
    )


def close_step(change: Transition, step: DossierStep, state: StepState, note: str = "") -> None:
    """Close a step and take it off the inbox; its neighbours that still run stay there."""
    step.state, step.closed_at, step.note = state, change.at, note
    step.save(update_fields=["state", "closed_at", "note"])
    inbox.close(change.dossier.id, slot=step.code, actor=change.actor)


def park(change: Transition, step: DossierStep) -> None:
    """Let an open step wait: nobody can do it, and nobody has it in the inbox."""
    step.state = StepState.WAITING
    step.save(update_fields=["state"])
    inbox.close(change.dossier.id, inbox_kinds.STEP, slot=step.code, actor=change.actor)


def wake(change: Transition, step: DossierStep, *, since: datetime) -> None:
    """Give a step that waited back to the same officer; the working time since then is not counted against him."""
    step.state = StepState.OPEN
    if step.due_at is not None:
        calendar = current_calendar()
        step.due_at = calendar.add_minutes(step.due_at, calendar.working_minutes(since, change.at))
    step.save(update_fields=["state", "due_at"])
    if change.dossier.status in (Status.RECEIVED, Status.PROCESSING):
        put_work_item(change, step)


def open_steps_of(change: Transition) -> list[DossierStep]:
    """Return the steps that can be done now, in the order of the route."""
    return [step for step in running_steps_of(change) if step.state == StepState.OPEN]


def running_steps_of(change: Transition) -> list[DossierStep]:
    """Return the steps that have begun and not ended: open, or waiting for others."""
    return list(
        DossierStep.objects.filter(dossier=change.dossier, state__in=RUNNING)
        .select_related("unit", "account__person")
        .order_by("position")
    )


def close_items(change: Transition) -> None:
    """Take the dossier off the inboxes of the desk and of who works on it; who was asked for an opinion keeps his."""
    for kind in (inbox_kinds.RECEIVE, inbox_kinds.STEP):
        inbox.close(change.dossier.id, kind, actor=change.actor)


def _chosen_for(change: Transition, step: Step) -> UUID | None:
    """Return who was chosen when the dossier was assigned, else who did the last working step.

    The one who appraised is the one who proposes.
    """
    if step.kind not in ("do", "propose") and step.consultation is None:
        return None
    if change.assigned_to is not None:
        return change.assigned_to
    done = (
        DossierStep.objects.filter(dossier=change.dossier, kind__in=("do", "propose"), account__isnull=False)
        .order_by("-opened_at")
        .first()
    )
    return done.account_id if done else None


def _due(opened_at: datetime, step: Step) -> datetime | None:
    if step.working_hours is None:
        return None
    return current_calendar().add_minutes(opened_at, step.working_hours * MINUTES_PER_HOUR)
