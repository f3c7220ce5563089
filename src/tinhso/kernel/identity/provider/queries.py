"""What the provider reads: which systems sign in here, who agreed to what."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from allauth.idp.oidc.models import Client
from django.db.models import QuerySet

from tinhso.kernel.foundation.errors import NotFound
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.identity.models import Account, Audience, Consent, RelyingSystem
from tinhso.kernel.identity.permissions import MANAGE_SYSTEMS


def system_of(client_id: str) -> RelyingSystem | None:
    """Return the system that signs in under ``client_id`` today."""
    return RelyingSystem.objects.filter(client_id=client_id, ended_at__isnull=True).first()


def visible_systems(actor: Actor) -> QuerySet[RelyingSystem]:
    """Return the systems of the units whose systems the actor registers, standing ones first."""
    rows = RelyingSystem.objects.select_related("unit", "registered_by__person")
    return rows.filter(unit_id__in=actor.unit_ids(MANAGE_SYSTEMS)).order_by("-ended_at", "name", "id")


def system_for(actor: Actor, system_id: UUID) -> RelyingSystem:
    """Return one of the systems visible to the actor; raise ``NotFound``."""
    found = visible_systems(actor).filter(pk=system_id).first()
    if found is None:
        raise NotFound
    return found


def protocol_of(system: RelyingSystem) -> dict[str, Any]:
    """Return the protocol's settings of a standing system: addresses, scopes, whether it keeps a secret."""
    client = Client.objects.filter(pk=system.client_id).first()
    if client is None:
        return {}
    return {
        "redirect_uris": client.get_redirect_uris(),
        "logout_uris": client.get_post_logout_redirect_uris(),
        "scopes": client.get_scopes(),
        "confidential": client.type == Client.Type.CONFIDENTIAL,
    }


def consents_of(account_id: UUID) -> list[Consent]:
    """Return what an account agreed to and did not withdraw, with the systems that stand."""
    rows = Consent.objects.filter(account_id=account_id, withdrawn_at__isnull=True, system__ended_at__isnull=True)
    return list(rows.select_related("system__unit").order_by("-created_at"))


def may_skip_consent(account: Any, client_id: str, scopes: Iterable[str]) -> bool:
    """Tell whether the account's data may go to the system without asking: the province's own, or agreed before."""
    system = system_of(client_id)
    if system is None or not isinstance(account, Account) or not admits(system, account):
        return False
    if system.trusted:
        return True
    given = Consent.objects.filter(account_id=account.pk, system=system, withdrawn_at__isnull=True).first()
    return given is not None and set(scopes) <= set(given.scopes)


def admits(system: RelyingSystem, account: Account) -> bool:
    """Tell whether the system is for accounts of this kind."""
    if system.audience == Audience.BOTH:
        return True
    return account.is_official == (system.audience == Audience.OFFICIALS)
