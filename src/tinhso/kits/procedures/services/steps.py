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
from tinhso.kits.procedures.services.transition import Transition
from tinhso.kits.procedures.states import StepState


def route_of(change: Transition) -> Sequence[Step]:
    """Return the steps that the dossier's answers call for; a step's position is its place in it, from 1."""
    return change.definition.route_for(change.dossier.answers)


def open_next_steps(change: Transition, *, after: int) -> list[DossierStep]:
    """Open the step after position ``after``, with its neighbours that run side by side."""
    route = route_of(change)
    if after >= len(route):
        return []
    first = route[after]
    last = after + 1
    while first.together and last < len(route) and route[last].together == first.together:
        last += 1
    return [open_step(change, position + 1, route[position]) for position in range(after, last)]


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
    put_work_item(change, opened)
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


def open_steps_of(change: Transition) -> list[DossierStep]:
    """Return the steps that are open now, in the order of the route."""
    return list(
        DossierStep.objects.filter(dossier=change.dossier, state=StepState.OPEN)
        .select_related("unit", "account__person")
        .order_by("position")
    )


def _chosen_for(change: Transition, step: Step) -> UUID | None:
    """Return who was chosen when the dossier was assigned, else who did the last working step.

    The one who appraised is the one who proposes.
    """
    if step.kind not in ("do", "propose"):
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
