"""Owners of a service hear when it stops answering, and when it is well again."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from tinhso.kernel.foundation.clock import VIETNAM
from tinhso.kernel.identity.queries import holders
from tinhso.kernel.inbox import services as inbox
from tinhso.kernel.notify import services as notify
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kits.exchange import inbox_kinds, permissions
from tinhso.kits.exchange.models import Service

DOWN, WELL = "exchange-service-down", "exchange-service-well"
"""The kinds of message."""


def tell_down(service: Service, reason: str, since: datetime) -> None:
    """Put a service that does not answer before its owner: an item in the inbox, a message to each who holds it."""
    unit, permission = _owner(service)
    if unit is None:
        return
    inbox.put(
        inbox_kinds.RESTORE, subject_id=service.id, title=service.name, detail=reason, unit=unit, permission=permission
    )
    _tell(DOWN, service, unit, permission, reason=reason, since=_moment(since))


def tell_well(service: Service, since: datetime, until: datetime) -> None:
    """Tell the owner that a service answers again, and take the item out of the inbox."""
    withdraw(service)
    unit, permission = _owner(service)
    if unit is not None:
        _tell(WELL, service, unit, permission, since=_moment(since), until=_moment(until))


def withdraw(service: Service) -> None:
    """Take the item out of the inbox: the service answers again, or is closed."""
    inbox.close(service.id, inbox_kinds.RESTORE)


def _owner(service: Service) -> tuple[OrganizationUnit | None, str]:
    """Return whom it concerns: who decides over the service at its owner, else who runs the exchange."""
    if service.owner is not None:
        return service.owner, permissions.APPROVE
    root = OrganizationUnit.objects.on().filter(parent=None).order_by("kind", "id").first()
    return root, permissions.MANAGE


def _tell(code: str, service: Service, unit: OrganizationUnit, permission: str, **words: str) -> None:
    data: dict[str, Any] = {
        "service": service.name, "identifier": str(service.identifier), "contact": service.contact,
        "url": reverse("exchange:service", args=[service.id]), **words,
    }  # fmt: skip
    for account in holders(permission, unit.path):
        notify.notify(code, account=account, subject_id=service.id, data={**data, "name": str(account)})


def _moment(at: datetime) -> str:
    return f"{at.astimezone(VIETNAM):%H:%M %d/%m/%Y}"
