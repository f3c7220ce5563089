"""Over what rights on the exchange reach: a unit's own systems and services, or the exchange of the whole province."""

from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from tinhso.kernel.foundation.errors import Forbidden
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kernel.organizations.queries import is_root


def everywhere(actor: Actor, permission: str) -> bool:
    """Tell whether the actor holds a right over the whole province."""
    return actor.is_system or any(is_root(path) for path in actor.roots(permission))


def demand_province(actor: Actor, permission: str) -> None:
    """Raise ``Forbidden`` unless the actor holds the right over the whole province."""
    actor.demand(permission)
    if not everywhere(actor, permission):
        raise Forbidden(_("Việc này thuộc đơn vị vận hành trục tích hợp của tỉnh."), permission=permission)


def demand_at(actor: Actor, permission: str, unit: OrganizationUnit | None) -> None:
    """Raise ``Forbidden`` unless the actor holds the right over ``unit``; over the province when there is no unit."""
    if unit is None:
        demand_province(actor, permission)
    else:
        actor.demand(permission, unit)


def of_units(actor: Actor, permission: str, *paths: str) -> Q:
    """Return the filter of rows that belong to the actor's units by one of ``paths``."""
    if everywhere(actor, permission):
        return Q()
    units: set[UUID] = actor.unit_ids(permission)
    found = Q(pk__in=[])
    for path in paths:
        found |= Q(**{f"{path}__in": units})
    return found
