"""What follows from decisions: the file stands at its post, and the next step is reckoned anew."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction

from tinhso.government.personnel import salary
from tinhso.government.personnel.models import (
    Allowance,
    Appointment,
    Appraisal,
    Award,
    Discipline,
    NextStep,
    PersonFile,
    SalaryStep,
    Training,
)
from tinhso.government.personnel.queries import careers
from tinhso.government.personnel.words import Duty
from tinhso.kernel.foundation import clock
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kits.registers import services

CHILDREN: tuple[Any, ...] = (Allowance, Appointment, Appraisal, Award, Discipline, SalaryStep, Training)


@transaction.atomic
def settle(file_id: UUID) -> NextStep | None:
    """Reckon what comes next for a file; drop it when the file has no step."""
    file = PersonFile.objects.select_for_update().get(pk=file_id)
    step = careers.current_step(file_id)
    if step is None or file.status != careers.IN_FORCE:
        NextStep.objects.filter(file_id=file_id).delete()
        return None
    delays = careers.delays_since(file, step.counts_from)
    due = salary.next_due(step.rank, step.step, step.over_percent, step.counts_from, delays=delays)
    found, _made = NextStep.objects.update_or_create(
        file_id=file_id,
        defaults={
            "current": step, "due_on": due.on, "to_step": due.step, "to_over_percent": due.over_percent,
            "delay_months": due.delay_months,
        },
    )  # fmt: skip
    return found


@transaction.atomic
def take_post(appointment: Appointment) -> None:
    """Put the file, and what is written about it, where a main post that holds today places it."""
    today = clock.today()
    if appointment.duty != Duty.MAIN or appointment.since > today:
        return
    if appointment.until is not None and appointment.until < today:
        return
    file = PersonFile.objects.select_for_update().get(pk=appointment.file_id)
    newer = Appointment.objects.filter(
        file=file, duty=Duty.MAIN, status=careers.IN_FORCE, since__gt=appointment.since, since__lte=today
    )
    if newer.exists():
        return
    values = {"unit": appointment.place, "position": appointment.post}
    services.change(SYSTEM, file, values, revision=file.revision, reason=f"Theo {appointment.decision.code}")
    for model in CHILDREN:
        model.objects.filter(file=file).exclude(unit_id=appointment.place_id).update(unit_id=appointment.place_id)
