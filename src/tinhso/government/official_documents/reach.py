"""Whose documents an actor's rights reach: those of the units below his post, and those of the post's own agency.

The clerk of a department holds his role in its office, a division; the books that he keeps are the department's.
"""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from tinhso.government.official_documents import permissions
from tinhso.kernel.foundation.errors import Forbidden
from tinhso.kernel.foundation.permissions import PERMISSIONS
from tinhso.kernel.identity.actor import Actor, Post
from tinhso.kernel.identity.delegation_queries import body_of
from tinhso.kernel.identity.models import RoleAssignment
from tinhso.kernel.organizations.models import OrganizationUnit, UnitKind

INNER = {UnitKind.DIVISION, UnitKind.ONE_STOP}
"""Kinds of units that stand within an agency and are none themselves."""
_OF_THE_AGENCY = {permissions.REGISTER, permissions.BOOKS, permissions.SEE_ALL, permissions.FIGURES}
"""Rights that are held for the agency wherever in it one sits; a head of division leads his division alone."""


def unit_ids(actor: Actor, permission: str) -> set[UUID]:
    """Return the keys of the units whose documents ``permission`` reaches."""
    return actor.unit_ids(permission) | {unit.id for unit in _agencies(actor, permission)}


def may(actor: Actor, permission: str, unit: OrganizationUnit) -> bool:
    """Tell whether ``permission`` reaches the documents of ``unit``."""
    return actor.may(permission, unit) or any(body.id == unit.id for body in _agencies(actor, permission))


def demand(actor: Actor, permission: str, unit: OrganizationUnit) -> None:
    """Raise ``Forbidden`` when ``permission`` does not reach the documents of ``unit``."""
    if not may(actor, permission, unit):
        actor.demand(permission, unit)
        raise Forbidden(_("Quý vị chưa được giao quyền này tại {unit}.").format(unit=unit.name), permission=permission)


def own_bodies(actor: Actor, permission: str) -> list[OrganizationUnit]:
    """Return the agencies at which the actor sits with ``permission``: those whose books and papers are his work."""
    found = {body.id: body for body in (body_of(unit) for unit in _units(actor, permission))}
    return sorted(found.values(), key=lambda body: (body.path.count("."), body.sort_key))


def own_units(actor: Actor, permission: str) -> list[OrganizationUnit]:
    """Return the units at which the actor sits with ``permission``."""
    return _units(actor, permission)


def post_at(actor: Actor, permission: str, unit: OrganizationUnit) -> Post | None:
    """Return the post by which the actor does what takes ``permission`` for ``unit``; his own come first."""
    for post in actor.posts:
        if permission in post.permissions and (
            unit.path.startswith(post.unit_path) or any(body.id == unit.id for body in _agencies(actor, permission))
        ):
            return post
    return None


def said_as(actor: Actor, post: Post | None) -> str:
    """Return the position in which an actor acts, and in whose place."""
    if post is None:
        return actor.name
    position = post.position or post.role_name
    return f"{position} ({_('thay')} {post.giver_name})" if post.giver_id else position


def clerks_place(unit: OrganizationUnit) -> OrganizationUnit:
    """Return where the clerks of a unit's agency sit: work that waits for them stands there, so that they find it.

    That is the office in which somebody holds the clerk's right; the agency itself when it has no such office. Whoever
    holds the right for the whole agency, or above it, finds the work in the office too.
    """
    body = body_of(unit)
    held = RoleAssignment.objects.on().filter(
        unit__path__startswith=body.path, unit__kind__in=INNER, role__permissions__contains=[permissions.REGISTER]
    )
    for row in held.select_related("unit__parent").order_by("unit__path", "id"):
        if body_of(row.unit).id == body.id:
            return row.unit
    return body


def takes_for_agency(actor: Actor, unit: OrganizationUnit) -> bool:
    """Tell whether the actor, as its clerk, takes up what another agency gave to the agency as a whole."""
    return unit.kind not in INNER and may(actor, permissions.REGISTER, unit)


def holders_of(actor: Actor) -> set[UUID]:
    """Return the accounts in whose name the actor may work: his own, and those that he stands in for."""
    held = {post.giver_id for post in actor.stand_ins if post.giver_id is not None}
    return held | ({actor.account_id} if actor.account_id else set())


def _agencies(actor: Actor, permission: str) -> list[OrganizationUnit]:
    if permission not in _OF_THE_AGENCY:
        return []
    return [body_of(unit) for unit in _units(actor, permission) if unit.kind in INNER]


def _units(actor: Actor, permission: str) -> list[OrganizationUnit]:
    PERMISSIONS[permission]
    keys = {post.unit_id for post in actor.posts if permission in post.permissions}
    # Remembered with the actor: a page asks several times.
    known: dict[UUID, OrganizationUnit] = actor.__dict__.setdefault("_document_units", {})
    missing = keys - set(known)
    if missing:
        known.update(OrganizationUnit.objects.select_related("parent__parent").in_bulk(missing))
    return [known[key] for key in sorted(keys)]
