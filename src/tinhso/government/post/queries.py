"""What screens and services read of parcels; rows always start from what the actor may see."""

from uuid import UUID

from django.db.models import Q, QuerySet

from tinhso.government.post import permissions
from tinhso.government.post.models import Parcel
from tinhso.kernel.foundation.errors import NotFound
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.organizations.queries import is_root


def visible_to(actor: Actor) -> QuerySet[Parcel]:
    """Return the parcels that the actor may see: a citizen those of his dossiers, an officer those of his desks."""
    if actor.is_system:
        return Parcel.objects.all()
    if actor.kind == "citizen":
        return Parcel.objects.filter(dossier__account_id=actor.own_id)
    if any(is_root(path) for path in actor.roots(permissions.SEND)):
        return Parcel.objects.all()
    return Parcel.objects.filter(Q(unit_id__in=actor.unit_ids(permissions.SEND)))


def parcels(actor: Actor, *, state: str = "") -> QuerySet[Parcel]:
    """Return the parcels of the list; page by ``-created_at``, ``-id``."""
    rows = visible_to(actor).select_related("dossier__procedure", "unit")
    return rows.filter(state=state) if state else rows


def parcel_for(actor: Actor, key: UUID) -> Parcel:
    """Return a parcel that the actor may see; raise ``NotFound``."""
    found = visible_to(actor).filter(id=key).select_related("dossier__procedure", "unit").first()
    if found is None:
        raise NotFound
    return found


def parcels_of(dossier_id: UUID) -> list[Parcel]:
    """Return a dossier's parcels with their marks, the latest first, for whoever may see the dossier."""
    rows = Parcel.objects.filter(dossier_id=dossier_id).prefetch_related("marks")
    return list(rows.order_by("-created_at", "-id"))
