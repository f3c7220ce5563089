"""Panels beside the rows of tourism's registers in the workspace: pictures."""

from __future__ import annotations

from typing import Any

from tinhso.kernel.files.links import link
from tinhso.kernel.identity.actor import Actor
from tinhso.kits.registers.definition import Definition
from tinhso.kits.registers.models import Status
from tinhso.kits.registers.panels import RowPanel, register
from tinhso.sectors.tourism import queries
from tinhso.sectors.tourism.models import Lodging, Place
from tinhso.sectors.tourism.sections import page_of


def _pictures(actor: Actor, definition: Definition, row: Any) -> dict[str, Any]:
    in_force = row.status == Status.IN_FORCE
    return {
        "row": row,
        "code": definition.code,
        "pictures": [(found, link(found.small), link(found.large)) for found in queries.pictures_of(row)],
        "may_change": in_force and actor.may(definition.rights.change, row.unit),
        "public_url": page_of(row) if in_force else "",
    }


_BOTH = frozenset({Place.definition.code, Lodging.definition.code})
register(RowPanel("tourism.pictures", _BOTH, "tourism/panel_pictures.html", _pictures))
