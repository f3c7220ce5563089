"""Credentials and trusted roots as the desk shows them."""

from uuid import UUID

from django.db.models import QuerySet

from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import NotFound
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.organizations.queries import is_root
from tinhso.kernel.signing.models import Credential, TrustRoot
from tinhso.kernel.signing.permissions import MANAGE


def credentials(actor: Actor, *, text: str = "", kind: str = "", state: str = "") -> QuerySet[Credential]:
    """Return the credentials of units in the actor's reach; the image, a large column, is left out."""
    rows = Credential.objects.select_related("account__person", "unit").defer("image", "certificate")
    if not (actor.is_system or any(is_root(path) for path in actor.roots(MANAGE))):
        rows = rows.filter(unit_id__in=actor.unit_ids(MANAGE))
    if text:
        rows = rows.filter(label__icontains=text)
    if kind:
        rows = rows.filter(kind=kind)
    now = clock.now()
    if state == "in-force":
        rows = rows.filter(revoked_at=None, valid_from__lte=now, valid_to__gte=now)
    elif state == "ended":
        rows = rows.exclude(revoked_at=None, valid_to__gte=now)
    return rows


def credential_for(actor: Actor, key: UUID) -> Credential:
    """Return a credential in the actor's reach; raise ``NotFound``."""
    found = credentials(actor).filter(pk=key).first()
    if found is None:
        raise NotFound
    return found


def trust_root(key: UUID) -> TrustRoot:
    """Return a root; raise ``NotFound``."""
    found = TrustRoot.objects.filter(pk=key).first()
    if found is None:
        raise NotFound
    return found


def trust_roots() -> QuerySet[TrustRoot]:
    """Return the roots entered on screen or by the demonstration, those in force first."""
    return TrustRoot.objects.order_by("withdrawn_at", "label")
