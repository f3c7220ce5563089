"""Units as the desk shows them: a list as of a day, one unit with all that hangs on it, its land as a drawing."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from tinhso.desks.administration.permissions import UNITS
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


def whole_unit(actor: Actor, key: UUID) -> OrganizationUnit:
    """Return the unit with ``open_dossiers`` and ``mapped``, whether its land can be drawn; raise ``NotFound``."""
    held = (
        Dossier.objects.filter(holder_unit=OuterRef("pk"), status__in=OPEN)
        .order_by()
        .values("holder_unit")
        .annotate(count=Count("id"))
    )
    unit = (
        reach(actor, UNITS)
        .select_related("parent", "area__parent")
        .defer("area__boundary", "area__parent__boundary")
        .annotate(
            open_dossiers=Coalesce(Subquery(held.values("count")), 0),
            mapped=Q(area__boundary__isnull=False),
        )
        .filter(pk=key)
        .first()
    )
    if unit is None:
        raise NotFound
    return unit


def facts(unit: OrganizationUnit, day: date) -> dict[str, Any]:
    """Return what the page of a unit shows of it as of ``day``; three queries."""
    steps = list(
        UnitSuccession.objects.filter(Q(successor=unit) | Q(predecessor=unit))
        .select_related("predecessor", "successor")
        .order_by("effective_on", "predecessor__sort_key", "id")
    )
    chain = organizations.paths_above(unit)
    around = list(
        OrganizationUnit.objects.filter(
            Q(path__in=chain) | (Q(parent=unit) & Q(pk__in=_standing_ids(day, unit)))
        ).order_by("sort_key", "id")
    )
    return {
        "old_identifier": to_old(unit.identifier),
        "ancestors": sorted((other for other in around if other.path in chain), key=lambda other: other.path),
        "before": [step for step in steps if step.successor_id == unit.pk],
        "after": [step for step in steps if step.predecessor_id == unit.pk],
        "children": [other for other in around if other.path not in chain],
        "holders": list(
            RoleAssignment.objects.on(day)
            .filter(unit=unit)
            .select_related("account__person", "role")
            .order_by("account__person__folded", "id")
        ),
    }


def _standing_ids(day: date, parent: OrganizationUnit) -> QuerySet[OrganizationUnit]:
    return OrganizationUnit.objects.on(day).filter(parent=parent).values("pk")
