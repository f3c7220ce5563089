"""Units as the desk shows them: a list as of a day, one unit with all that hangs on it, its land as a drawing."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from tinhso.desks.administration.permissions import UNITS
from tinhso.kernel.areas.models import Area
from tinhso.kernel.foundation.errors import NotFound
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.identity.models import RoleAssignment
from tinhso.kernel.organizations import queries as organizations
from tinhso.kernel.organizations.identifiers import to_old
from tinhso.kernel.organizations.models import OrganizationUnit, UnitSuccession
from tinhso.kernel.search.queries import match
from tinhso.kits.procedures.models import Dossier
from tinhso.kits.procedures.states import OPEN


def reach(actor: Actor, permission: str) -> QuerySet[OrganizationUnit]:
    """Return the units of every time over which the actor holds ``permission``."""
    if actor.is_system:
        return OrganizationUnit.objects.all()
    condition = Q(pk__in=[])
    for path in actor.roots(permission):
        condition |= Q(path__startswith=path)
    return OrganizationUnit.objects.filter(condition)


def standing(actor: Actor, permission: str, day: date | None = None) -> QuerySet[OrganizationUnit]:
    """Return the units in the actor's reach that stand on ``day``, in the alphabet's order, for choosing from."""
    return reach(actor, permission).on(day).order_by("sort_key", "id")


def listed(actor: Actor, *, day: date, text: str = "", tier: str = "", kind: str = "") -> QuerySet[OrganizationUnit]:
    """Return the units of ``day`` that the list shows; with words, the likest first."""
    rows = reach(actor, UNITS).on(day).select_related("parent")
    if tier:
        rows = rows.filter(tier=tier)
    if kind:
        rows = rows.filter(kind=kind)
    if not text:
        return rows.order_by("sort_key", "id")
    by_code = rows.filter(identifier__istartswith=text.strip())
    return by_code.order_by("identifier", "id") if by_code.exists() else match(rows, "folded", text)


def tiers(actor: Actor, day: date) -> dict[str, int]:
    """Return how many units of each tier stand on ``day``."""
    rows = reach(actor, UNITS).on(day).order_by().values_list("tier").annotate(count=Count("id"))
    return dict(rows)


def unit_for(actor: Actor, key: UUID, permission: str = UNITS) -> OrganizationUnit:
    """Return the unit of any time in the actor's reach; raise ``NotFound``."""
    unit = reach(actor, permission).select_related("parent", "area").filter(pk=key).first()
    if unit is None:
        raise NotFound
    return unit


def facts(unit: OrganizationUnit, day: date) -> dict[str, Any]:
    """Return what the page of a unit shows of it as of ``day``; a fixed number of queries."""
    return {
        "old_identifier": to_old(unit.identifier),
        "ancestors": organizations.ancestors(unit),
        "before": UnitSuccession.objects.filter(successor=unit)
        .select_related("predecessor")
        .order_by("effective_on", "predecessor__sort_key"),
        "after": organizations.successors(unit),
        "children": list(organizations.units(day, parent=unit)),
        "holders": list(
            RoleAssignment.objects.on(day)
            .filter(unit=unit)
            .select_related("account__person", "role")
            .order_by("account__person__folded", "id")
        ),
        "open_dossiers": Dossier.objects.filter(holder_unit=unit, status__in=OPEN).count(),
    }


def has_map(area: Area | None) -> bool:
    """Tell whether the land of an area can be drawn; the large column itself is not read."""
    return area is not None and Area.objects.filter(pk=area.pk, boundary__isnull=False).exists()
