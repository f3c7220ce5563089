"""What screens, API and exports read of a register."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tinhso.kernel.foundation.errors import NotFound
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.organizations.queries import is_root
from tinhso.kits.registers.definition import REGISTERS, Definition
from tinhso.kits.registers.models_around import Comment, Follow, Merge


def register_named(code: str) -> Definition:
    """Return the register ``code``; raise ``NotFound``."""
    if code not in REGISTERS:
        raise NotFound(_("Không có sổ nào mang mã {code}.").format(code=code[:60]))
    return REGISTERS[code]


def visible_to(actor: Actor, definition: Definition) -> QuerySet[Any]:
    """Return the rows that ``actor`` may look at; every list, detail, export and chooser starts here."""
    rows: QuerySet[Any] = definition.model.rows_visible_to(actor)
    return rows


def of_own_units(actor: Actor, definition: Definition) -> QuerySet[Any]:
    """Return the rows of the units over which ``actor`` holds the right to look."""
    return within_right(actor, definition.model._default_manager.all(), definition.rights.view)


def within_right(actor: Actor, rows: QuerySet[Any], right: str) -> QuerySet[Any]:
    """Return those of ``rows`` whose units ``actor`` holds ``right`` over."""
    if actor.is_system:
        return rows
    roots = actor.roots(right)
    # Whoever looks over the whole province needs no list of its units.
    if any(is_root(path) for path in roots):
        return rows
    return rows.filter(unit_id__in=actor.units_below(roots))


def row_visible_to(actor: Actor, definition: Definition, key: UUID) -> Any:
    """Return a row with what its page shows; raise ``NotFound`` for one that the actor may not see."""
    row = with_relations(definition, visible_to(actor, definition)).filter(pk=key).first()
    if row is None:
        raise NotFound
    return row


def with_relations(definition: Definition, rows: QuerySet[Any], names: tuple[str, ...] | None = None) -> QuerySet[Any]:
    """Join what the fields point to, so that showing a row asks nothing more."""
    fields = definition.fields if names is None else [definition.field(name) for name in names]
    related = [field.name for field in fields if field.target is not None]
    rows = rows.select_related(*related) if related else rows
    heavy = [f"{field.name}__boundary" for field in fields if field.kind.code == "area"]
    return rows.defer(*heavy) if heavy else rows


def comments_on(row: Any) -> QuerySet[Comment]:
    """Return the notes left on a row, the newest first."""
    return Comment.objects.filter(row_id=row.pk).select_related("file").order_by("-created_at", "-id")


def follows(actor: Actor, row: Any) -> bool:
    """Tell whether the actor is told when the row changes."""
    return actor.account_id is not None and Follow.objects.filter(row_id=row.pk, account_id=actor.account_id).exists()


def merges_into(row: Any) -> QuerySet[Merge]:
    """Return the merges by which others went over into the row, and that stand."""
    return Merge.objects.filter(row_id=row.pk, undone_at=None).order_by("-created_at")


def likely_duplicates(actor: Actor, definition: Definition, row: Any, *, most: int = 10) -> list[Any]:
    """Return rows in force that may mean the same as ``row``, the likest first: those that its name finds."""
    field = definition.name_field
    text = field.kind.show(field, field.kind.value_of(field, row)) if field else str(row)
    rows = visible_to(actor, definition).filter(status="in_force").exclude(pk=row.pk)
    found = definition.model.rows_found(with_relations(definition, rows), text)
    return list(found[:most])
