"""Lists ahead of time: steps that fall due, people who reach the age of retirement, terms that end.

Each starts from the files that the actor may look over with the right to lists; each is a range of an index.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from tinhso.government.personnel.models import Appointment, NextStep, PersonFile
from tinhso.government.personnel.permissions import LISTS
from tinhso.government.personnel.queries.careers import IN_FORCE
from tinhso.government.personnel.retirement import FEMALE, MALE, births_retiring
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.organizations.queries import is_root


def _units(actor: Actor, unit: UUID | None) -> set[UUID] | None:
    """Return the units over which the lists go; None for the whole province."""
    if actor.is_system and unit is None:
        return None
    roots = actor.roots(LISTS)
    if unit is None and any(is_root(path) for path in roots):
        return None
    seen = actor.units_below(roots)
    return seen if unit is None else seen & {unit}


def files_over(actor: Actor, unit: UUID | None = None) -> QuerySet[PersonFile]:
    """Return the files in force of the units over which the actor holds the right to lists."""
    rows = PersonFile.objects.filter(status=IN_FORCE)
    units = _units(actor, unit)
    return rows if units is None else rows.filter(unit_id__in=units)


def steps_due(actor: Actor, first: date, last: date, unit: UUID | None = None) -> QuerySet[NextStep]:
    """Return the steps that fall due from ``first`` to ``last``."""
    rows = NextStep.objects.filter(due_on__range=(first, last), file__status=IN_FORCE)
    units = _units(actor, unit)
    if units is not None:
        rows = rows.filter(file__unit_id__in=units)
    return rows.select_related("file__unit", "current")


def retiring(actor: Actor, first: date, last: date, unit: UUID | None = None) -> QuerySet[PersonFile]:
    """Return the files of those whose last month of work by their age ends from ``first`` to ``last``."""
    condition = Q(pk__in=[])
    for sex in (MALE, FEMALE):
        low, high = births_retiring(sex, first, last)
        if low != high:
            condition |= Q(sex=sex, birth__gte=low, birth__lt=high)
    return files_over(actor, unit).filter(condition).select_related("unit")


def terms_ending(actor: Actor, first: date, last: date, unit: UUID | None = None) -> QuerySet[Appointment]:
    """Return the posts whose term ends from ``first`` to ``last``."""
    rows = Appointment.objects.filter(until__range=(first, last), status=IN_FORCE, file__status=IN_FORCE)
    units = _units(actor, unit)
    if units is not None:
        rows = rows.filter(file__unit_id__in=units)
    return rows.select_related("file__unit", "place", "decision")


def unit_choices(actor: Actor) -> list[Any]:
    """Return the units with files over which the lists go, by name."""
    from tinhso.kernel.organizations.models import OrganizationUnit

    rows = OrganizationUnit.objects.filter(valid_to=None)
    units = _units(actor, None)
    if units is not None:
        rows = rows.filter(pk__in=units)
    return list(rows.order_by("sort_key").values_list("pk", "name"))
