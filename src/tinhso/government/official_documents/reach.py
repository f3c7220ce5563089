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
from tinhso.kernel.organizations.models import OrganizationUnit, UnitKind

_INNER = {UnitKind.DIVISION, UnitKind.ONE_STOP}
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


def holders_of(actor: Actor) -> set[UUID]:
    """Return the accounts in whose name the actor may work: his own, and those that he stands in for."""
    held = {post.giver_id for post in actor.stand_ins if post.giver_id is not None}
    return held | ({actor.account_id} if actor.account_id else set())


def _agencies(actor: Actor, permission: str) -> list[OrganizationUnit]:
    if permission not in _OF_THE_AGENCY:
        return []
    return [body_of(unit) for unit in _units(actor, permission) if unit.kind in _INNER]


def _units(actor: Actor, permission: str) -> list[OrganizationUnit]:
    PERMISSIONS[permission]
    keys = {post.unit_id for post in actor.posts if permission in post.permissions}
    # Remembered with the actor: a page asks several times.
    known: dict[UUID, OrganizationUnit] = actor.__dict__.setdefault("_document_units", {})
    missing = keys - set(known)
    if missing:
        known.update(OrganizationUnit.objects.select_related("parent__parent").in_bulk(missing))
    return [known[key] for key in sorted(keys)]
