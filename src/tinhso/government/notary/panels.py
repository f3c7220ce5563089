"""Panels beside the registers' own: an act's search and later acts, a notice's state, a property's story."""

from __future__ import annotations

from typing import Any

from tinhso.government.notary import permissions
from tinhso.government.notary.models import Act, Notice, Property
from tinhso.government.notary.queries import found as queries
from tinhso.government.notary.queries import rows
from tinhso.government.notary.words import Effect
from tinhso.kernel.identity.actor import Actor
from tinhso.kits.registers.definition import Definition
from tinhso.kits.registers.panels import RowPanel, register


def _of_act(actor: Actor, definition: Definition, row: Act) -> dict[str, Any]:  # noqa: ARG001 - as the kit asks
    may_open = actor.may(permissions.SEARCH, row.unit)
    return {"act": row, "search": row.search, "may_open": may_open, "later": list(row.later.order_by("id"))}


def _of_notice(actor: Actor, definition: Definition, row: Notice) -> dict[str, Any]:  # noqa: ARG001 - as the kit asks
    blocks = row.effect == Effect.BLOCKS
    lifted = rows.is_lifted(row) if blocks else False
    may_lift = blocks and not lifted and actor.may(permissions.BLOCK, row.unit)
    return {"notice": row, "blocks": blocks, "lifted": lifted, "may_lift": may_lift}


def _of_property(actor: Actor, definition: Definition, row: Property) -> dict[str, Any]:  # noqa: ARG001 - as the kit asks
    acts = queries.acts_with_people().filter(property=row).order_by("-id")[: queries.MOST]
    notices = queries.blocking([row], [])
    return {
        "acts": [queries.told_act(act) for act in acts],
        "notices": [queries.told_notice(notice) for notice in notices],
    }


for _code, _template, _fill in (
    ("act", "notary/panel_act.html", _of_act),
    ("notice", "notary/panel_notice.html", _of_notice),
    ("property", "notary/panel_property.html", _of_property),
):
    register(RowPanel(f"notary.{_code}", frozenset({f"notary.{_code}"}), _template, _fill))
