"""What the builder's pages read: procedures being written, their history, units and names to choose from."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tinhso.desks.administration.builder.content import Content
from tinhso.desks.administration.models import Stage, Writing, WrittenProcedure
from tinhso.kernel.foundation.errors import NotFound
from tinhso.kernel.organizations.models import OrganizationUnit, UnitKind
from tinhso.kits.procedures.definition import Definition
from tinhso.kits.procedures.models import Procedure, ProcedureVersion
from tinhso.kits.procedures.states import VersionState

Choices = list[Any]
_FIXED_KINDS = [UnitKind.DEPARTMENT, UnitKind.AGENCY, UnitKind.PROVINCE, UnitKind.ONE_STOP]


def written(key: UUID) -> WrittenProcedure:
    """Return a procedure being written; raise ``NotFound``."""
    found = (
        WrittenProcedure.objects.select_related("changed_by__person", "based_on__procedure", "version")
        .filter(pk=key)
        .first()
    )
    if found is None:
        raise NotFound
    return found


def open_ones() -> QuerySet[WrittenProcedure]:
    """Return the procedures that are being written, the last touched first."""
    return (
        WrittenProcedure.objects.filter(stage=Stage.OPEN)
        .select_related("changed_by__person")
        .defer("content")
        .order_by("-changed_at")
    )


def open_for(code: str) -> WrittenProcedure | None:
    """Return the procedure being written under a code."""
    return WrittenProcedure.objects.filter(code=code, stage=Stage.OPEN).first()


def history(procedure: WrittenProcedure, *, most: int = 200) -> QuerySet[Writing]:
    """Return what was done to it, the newest first, without what it said."""
    return procedure.writings.defer("content").order_by("-revision")[:most]


def at_revision(procedure: WrittenProcedure, revision: int) -> Writing:
    """Return what it said after an act; raise ``NotFound``."""
    found = procedure.writings.filter(revision=revision).first()
    if found is None:
        raise NotFound
    return found


def sources() -> list[tuple[str, str]]:
    """Return the procedures whose content a new one can be copied from."""
    rows = Procedure.objects.filter(in_force=True).order_by("name").values_list("code", "name")
    return [(code, f"{name} ({code})") for code, name in rows]


def standing_version(code: str) -> ProcedureVersion | None:
    """Return the newest published version under a code."""
    return (
        ProcedureVersion.objects.filter(procedure__code=code, state=VersionState.PUBLISHED)
        .select_related("procedure")
        .order_by("-number")
        .first()
    )


def fixed_units() -> Choices:
    """Return the units that can be competent everywhere in the province: identifier and name."""
    rows = OrganizationUnit.objects.on().filter(kind__in=_FIXED_KINDS).order_by("sort_key").select_related("parent")
    return [(unit.identifier, unit.name) for unit in rows]


def divisions(content: Content) -> Choices:
    """Return the divisions of the competent agency: the last group of the identifier, and what it is called."""
    agency = content.get("agency") or {}
    rows = OrganizationUnit.objects.on().filter(kind=UnitKind.DIVISION)
    if agency.get("place") == "unit":
        rows = rows.filter(parent__identifier=agency.get("identifier"))
    else:
        rows = rows.filter(parent__kind=UnitKind.COMMUNE)
    names: dict[str, list[str]] = {}
    for identifier, name in rows.order_by("identifier").values_list("identifier", "name"):
        known = names.setdefault(identifier.rpartition(".")[2], [])
        if name not in known:
            known.append(name)
    return [(code, " / ".join(found[:2])) for code, found in sorted(names.items())]


def doers(content: Content) -> Choices:
    """Return who can do a step, as choices in groups: ``desk``, ``agency``, ``division:01``, ``unit:H56.08``."""
    return [
        ("desk", _("Bộ phận một cửa")),
        ("agency", _("Cơ quan giải quyết (lãnh đạo cơ quan)")),
        (_("Phòng của cơ quan giải quyết"), [(f"division:{code}", name) for code, name in divisions(content)]),
        (_("Cơ quan khác, luôn là cơ quan này"), [(f"unit:{code}", name) for code, name in fixed_units()]),
    ]


def agencies(definition: Definition) -> Choices:
    """Return the agencies that an application may be made to: identifier and name."""
    today = OrganizationUnit.objects.on()
    if definition.agency.place == "unit":
        rows = today.filter(identifier=definition.agency.identifier)
    else:
        rows = today.filter(tier=definition.tier, kind__in=[UnitKind.COMMUNE, UnitKind.DISTRICT])
    return list(rows.order_by("sort_key", "id").values_list("identifier", "name"))


def versions_to_export(field: str = "", codes: Iterable[str] = ()) -> list[ProcedureVersion]:
    """Return the newest published version of every procedure, of a field, or under some codes."""
    rows = ProcedureVersion.objects.filter(state=VersionState.PUBLISHED).select_related("procedure")
    if field:
        rows = rows.filter(procedure__field__code=field)
    wanted = list(codes)
    if wanted:
        rows = rows.filter(procedure__code__in=wanted)
    newest: dict[UUID, ProcedureVersion] = {}
    for version in rows.order_by("procedure__code", "number"):
        newest[version.procedure_id] = version
    return list(newest.values())
