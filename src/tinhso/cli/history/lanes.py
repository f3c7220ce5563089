"""Which procedures run at which agencies, and how much of the year's work each gets."""

from collections.abc import Iterator
from datetime import date
from random import Random
from uuid import UUID

from tinhso.cli.history.answers import variety
from tinhso.cli.history.life import Lane
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Refused
from tinhso.kernel.organizations.models import OrganizationUnit, UnitKind
from tinhso.kits.procedures import routing
from tinhso.kits.procedures.definition import Definition, UnitRule
from tinhso.kits.procedures.models import ProcedureVersion
from tinhso.kits.procedures.states import VersionState
from tinhso.kits.procedures.versions import definition_of

# Civil status and certified copies are most of a commune's work; the rest shares what is left.
WEIGHTS = {"ho-tich": 6.0, "chung-thuc": 8.0, "bao-tro-xa-hoi": 2.0, "dat-dai": 2.5, "ho-kinh-doanh": 2.5}


def lanes(random: Random, day: date | None = None) -> list[Lane]:
    """Return every procedure in force with every agency that can run its route today."""
    day = day or clock.today()
    communes = list(OrganizationUnit.objects.on(day).filter(kind=UnitKind.COMMUNE).select_related("area", "parent"))
    desks: dict[UUID, OrganizationUnit] = {}
    units: dict[tuple[UUID, UnitRule], OrganizationUnit] = {}
    found: list[Lane] = []
    for version in ProcedureVersion.objects.on(day).filter(state=VersionState.PUBLISHED).select_related("procedure"):
        definition = definition_of(version)
        answers = tuple(variety(definition, random))
        if answers:
            agencies = list(_agencies(definition, communes, day))
            found.extend(_lanes_of(version, definition, agencies, answers, day, desks, units))
    return found


def _agencies(definition: Definition, communes: list[OrganizationUnit], day: date) -> Iterator[OrganizationUnit]:
    try:
        fixed = routing.fixed_agency(definition, day)
    except Refused:
        return
    if fixed is not None:
        yield fixed
    elif definition.tier == "commune":
        yield from communes


def _lanes_of(
    version: ProcedureVersion,
    definition: Definition,
    agencies: list[OrganizationUnit],
    answers: tuple[dict[str, object], ...],
    day: date,
    desks: dict[UUID, OrganizationUnit],
    units: dict[tuple[UUID, UnitRule], OrganizationUnit],
) -> Iterator[Lane]:
    for agency in agencies:
        desk = desks.get(agency.id) or desks.setdefault(agency.id, routing.desk_of(agency, day))
        try:
            steps = tuple((step, _unit(step.unit, agency, desk, day, units)) for step in definition.route)
        except Refused:
            continue
        weight = WEIGHTS.get(definition.field, 1.0) / len(agencies)
        yield Lane(version, definition, agency, desk, steps, answers, weight)


def _unit(
    rule: UnitRule,
    agency: OrganizationUnit,
    desk: OrganizationUnit,
    day: date,
    known: dict[tuple[UUID, UnitRule], OrganizationUnit],
) -> OrganizationUnit:
    """Ask the kit's routing once for each rule and agency."""
    if (agency.id, rule) not in known:
        known[agency.id, rule] = routing.unit_for(rule, agency=agency, desk=desk, day=day)
    return known[agency.id, rule]
