"""Offices, searches and notices that somebody may work with."""

from __future__ import annotations

from uuid import UUID

from tinhso.government.notary import permissions
from tinhso.government.notary.models import Act, Notice, Office, Preparation, Search
from tinhso.government.notary.words import ActKind, Effect
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import NotFound
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kits.registers.models import Status

MOST = 500


def offices_of(actor: Actor, permission: str = permissions.SEARCH) -> list[Office]:
    """Return the offices for which ``actor`` may search."""
    rows = Office.objects.filter(status=Status.IN_FORCE).select_related("unit").order_by("sort_key", "id")
    if not actor.is_system:
        rows = rows.filter(unit_id__in=actor.unit_ids(permission))
    return list(rows[:MOST])


def search_of(actor: Actor, key: UUID, permission: str = permissions.SEARCH) -> Search:
    """Return a search of an office of the actor's; raise ``NotFound``."""
    row = Search.objects.select_related("office__unit").filter(pk=key).first()
    if row is None or not actor.may(permission, row.office.unit):
        raise NotFound
    return row


def preparing(search: Search) -> bool:
    """Tell whether others are warned of this search now."""
    return Preparation.objects.filter(search=search, until__gt=clock.now()).exists()


def act_of(search: Search) -> Act | None:
    """Return the act that was recorded after a search."""
    return Act.objects.filter(search=search).first()


def notaries_of(office: Office) -> list[tuple[str, str]]:
    """Return the notaries of an office, for a chooser."""
    rows = office.notaries.filter(status=Status.IN_FORCE).order_by("sort_key", "id")
    return [(str(row.pk), f"{row.name} ({row.card_number})") for row in rows[:MOST]]


def own_acts(search: Search) -> list[Act]:
    """Return the acts of the search's own office that it found: those that an act may refer to."""
    found = [told["id"] for told in search.found.get("acts", [])]
    return list(Act.objects.filter(pk__in=found, office=search.office).order_by("-id"))


def referable(search: Search) -> list[tuple[str, str]]:
    """Return those acts for a chooser."""
    return [
        (str(act.pk), f"{act.number} · {ActKind(act.kind).label} · {act.signed_on:%d/%m/%Y}")
        for act in own_acts(search)
    ]


def referred(search: Search, key: str) -> Act | None:
    """Return the act that was chosen, of those that may be."""
    return next((act for act in own_acts(search) if str(act.pk) == key), None)


def notice_of(actor: Actor, key: UUID) -> Notice:
    """Return a blocking notice that ``actor`` may lift; raise ``NotFound``."""
    row = Notice.objects.select_related("unit", "property").filter(pk=key, effect=Effect.BLOCKS).first()
    if row is None or not actor.may(permissions.BLOCK, row.unit):
        raise NotFound
    return row


def is_lifted(notice: Notice) -> bool:
    """Tell whether another notice lifted this one."""
    return Notice.objects.filter(lifts=notice).exists()


def blocking_units(actor: Actor) -> list[tuple[str, str]]:
    """Return the units for which ``actor`` may enter notices, for a chooser: the highest come first."""
    rows = OrganizationUnit.objects.on().order_by("path")  # type: ignore[attr-defined]
    if not actor.is_system:
        rows = rows.filter(pk__in=actor.unit_ids(permissions.BLOCK))
    return [(str(key), name) for key, name in rows.values_list("pk", "name")[:MOST]]


def unit_to_block(actor: Actor, key: str) -> OrganizationUnit:
    """Return the unit that was chosen; raise ``NotFound`` when the actor may not enter notices for it."""
    try:
        row = OrganizationUnit.objects.filter(pk=UUID(key)).first()
    except ValueError:
        row = None
    if row is None or not actor.may(permissions.BLOCK, row):
        raise NotFound
    return row
