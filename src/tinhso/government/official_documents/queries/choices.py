"""Whom a form offers: places and people for instructions, opinions and signatures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from tinhso.government.official_documents import permissions
from tinhso.government.official_documents.models import Book, BookNumber, OutgoingDocument
from tinhso.government.official_documents.states import NumberState
from tinhso.kernel.foundation.errors import Invalid
from tinhso.kernel.identity.delegation_queries import body_of
from tinhso.kernel.identity.models import Account, RoleAssignment
from tinhso.kernel.identity.queries import holders
from tinhso.kernel.organizations.models import OrganizationUnit, UnitKind
from tinhso.kernel.organizations.queries import units

Choices = list[tuple[str, str]]
_INNER = (UnitKind.DIVISION, UnitKind.ONE_STOP)


@dataclass(frozen=True)
class Chosen:
    """A place that was chosen: a unit, or a person of it."""

    unit: OrganizationUnit
    account: Account | None = None


def receivers(unit: OrganizationUnit, *, beyond: bool = True) -> list[tuple[str, Any]]:
    """Return to whom work is given at a unit's agency: its units and people, and (``beyond``) the agencies below it."""
    body = body_of(unit)
    inner = Q(path__startswith=body.path, kind__in=_INNER) | Q(pk=body.pk)
    rows = list(units().filter(inner | Q(parent=body)).order_by("path"))
    own = [row for row in rows if row.pk == body.pk or (row.kind in _INNER and row.path.startswith(body.path))]
    own = [row for row in own if row.pk == body.pk or row.parent_id in {item.pk for item in own}]
    below = sorted((row for row in rows if row.kind not in _INNER and row.pk != body.pk), key=lambda row: row.sort_key)
    held = RoleAssignment.objects.on().filter(
        unit__in=own, role__permissions__contains=[permissions.WORK], account__is_active=True
    )
    people: dict[tuple[UUID, UUID], str] = {}
    for row in held.select_related("account__person", "unit").order_by("unit__path", "account__person__folded"):
        people.setdefault((row.unit_id, row.account_id), f"{row.account} – {row.position or row.unit.name}")
    groups: list[tuple[str, Any]] = [
        (_("Đơn vị của cơ quan"), [(f"u:{row.pk}", row.name) for row in own if row != body])
    ]
    groups.append((_("Cá nhân"), [(f"p:{place}:{account}", label) for (place, account), label in people.items()]))
    if beyond and below:
        groups.append((_("Cơ quan cấp dưới"), [(f"u:{row.pk}", row.name) for row in below]))
    return [group for group in groups if group[1]]


def chosen(value: str, groups: list[tuple[str, Any]], field: str) -> Chosen:
    """Return the place that a form's value names; raise ``Invalid`` when the form did not offer it."""
    if value not in {key for _label, entries in groups for key, _name in entries}:
        raise Invalid({field: _("Chọn nơi nhận trong danh sách.")})
    kind, *keys = value.split(":")
    unit = OrganizationUnit.objects.select_related("parent").get(pk=keys[0])
    account = Account.objects.select_related("person").get(pk=keys[1]) if kind == "p" else None
    return Chosen(unit, account)


def signers(document: OutgoingDocument) -> Choices:
    """Return who may sign for the issuing agency."""
    return _people(holders(permissions.SIGN, document.unit.path), document.unit)


def initialers(document: OutgoingDocument) -> Choices:
    """Return who may put initials: the heads of the drafting unit and of the agency."""
    return _people(holders(permissions.INITIAL, document.drafting_unit.path), document.drafting_unit)


def opinion_units(document: OutgoingDocument) -> list[tuple[str, Any]]:
    """Return whose opinion may be asked."""
    return receivers(document.unit, beyond=False)


def account_of(key: str) -> Account:
    """Return an account that a form offered; raise ``Invalid``."""
    found = Account.objects.select_related("person").filter(pk=key).first() if key else None
    if found is None:
        raise Invalid({"signer": _("Chọn người trong danh sách.")})
    return found


def books_of(unit: OrganizationUnit, direction: str) -> list[Book]:
    """Return the open books of a unit, the usual one first."""
    rows = Book.objects.filter(unit=unit, direction=direction, closed_on=None)
    return list(rows.order_by("-usual", "name"))


def held_numbers(unit: OrganizationUnit, direction: str, series: str = "") -> list[BookNumber]:
    """Return the numbers that are held back in a unit's books."""
    rows = BookNumber.objects.filter(
        book__unit=unit, book__direction=direction, series=series, state=NumberState.RESERVED
    )
    return list(rows.order_by("year", "number"))


def _people(rows: Any, near: OrganizationUnit) -> Choices:
    accounts = list(rows.select_related("person").order_by("person__folded")[:300])
    held = RoleAssignment.objects.on().filter(account__in=accounts).select_related("unit")
    posts: dict[UUID, RoleAssignment] = {}
    for row in sorted(held, key=lambda row: len(row.unit.path) if near.path.startswith(row.unit.path) else -1):
        posts[row.account_id] = row
    # Those who sit nearest come first: the agency's own leaders before those of the province.
    accounts.sort(key=lambda account: -len(posts[account.pk].unit.path) if account.pk in posts else 0)
    return [
        (str(account.pk), f"{account} – {posts[account.pk].position or posts[account.pk].unit.name}")
        if account.pk in posts
        else (str(account.pk), str(account))
        for account in accounts
    ]
