"""What the kit's pages do alike."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from tinhso.kernel.identity.actor import Actor
from tinhso.kits.registers import queries
from tinhso.kits.registers.definition import Definition


def actor_of(request: HttpRequest) -> Actor:
    """Return who asks."""
    return request.actor  # type: ignore[attr-defined, no-any-return]


def opened(request: HttpRequest, code: str, right: str = "view") -> tuple[Actor, Definition]:
    """Return who asks and the register; raise ``NotFound`` without one, ``Forbidden`` without the right somewhere."""
    definition = queries.register_named(code)
    actor = actor_of(request)
    actor.demand(definition.rights.view)
    if right != "view":
        actor.demand(getattr(definition.rights, right))
    return actor, definition


def opened_row(request: HttpRequest, code: str, key: UUID, right: str = "view") -> tuple[Actor, Definition, Any]:
    """Return who asks, the register and the row; raise ``NotFound`` and ``Forbidden``, at the row's unit."""
    actor, definition = opened(request, code)
    row = queries.row_visible_to(actor, definition, key)
    if right != "view":
        actor.demand(getattr(definition.rights, right), row.unit)
    return actor, definition, row


def address_of(definition: Definition, row: Any) -> str:
    """Return the address of a row's page."""
    return reverse("registers:row", args=[definition.code, row.pk])


def import_address(definition: Definition) -> str:
    """Return where rows of the register are imported from a file; empty when importing is switched off."""
    try:
        return f"{reverse('registers_imports:new')}?so={definition.code}"
    except NoReverseMatch:
        return ""
