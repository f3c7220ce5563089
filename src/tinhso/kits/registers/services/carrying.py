"""Rows of other registers that name a row which goes over into another: they go with it, and come back with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Refused
from tinhso.kernel.identity.actor import Actor
from tinhso.kits.registers.definition import REGISTERS, Definition, Field

Carried = dict[str, dict[str, list[str]]]
"""By register and field, as ``personnel.salary:file``: the row that was named, and the keys of who named it."""


def carry(actor: Actor, definition: Definition, stays: Any, goes: Sequence[Any]) -> Carried:
    """Let whatever names one of ``goes`` name ``stays``; return what was moved, so that splitting moves it back.

    Raise ``Refused`` when the register of such rows does not allow both beside each other.
    """
    moved: Carried = {}
    for other, field in _naming(definition):
        for each in goes:
            rows = other.model._default_manager.filter(**{field.name: each}).select_for_update()
            keys = list(rows.values_list("pk", flat=True))
            if keys:
                _point(actor, other, field, keys, stays, _("Gộp {name}").format(name=definition.low_name))
                moved.setdefault(f"{other.code}:{field.name}", {})[str(each.pk)] = [str(key) for key in keys]
    return moved


def bring_back(actor: Actor, definition: Definition, stays: Any, moved: Carried) -> None:
    """Let the rows that were carried along name again what they named, but for those that name another by now."""
    known = {f"{other.code}:{field.name}": (other, field) for other, field in _naming(definition)}
    for place, by_row in moved.items():
        if place not in known:
            continue
        other, field = known[place]
        for key, keys in by_row.items():
            rows = other.model._default_manager.filter(pk__in=[UUID(one) for one in keys], **{field.name: stays})
            there = list(rows.select_for_update().values_list("pk", flat=True))
            _point(actor, other, field, there, UUID(key), _("Tách lại bản ghi đã gộp"))


def _naming(definition: Definition) -> list[tuple[Definition, Field]]:
    """Return the fields of registers that name rows of this one."""
    return [
        (other, field) for other in REGISTERS.values() for field in other.fields
        if field.kind.code == "reference" and field.target is definition.model
    ]  # fmt: skip


def _point(actor: Actor, other: Definition, field: Field, keys: Sequence[UUID], to: Any, reason: str) -> None:
    key = to if isinstance(to, UUID) else to.pk
    try:
        with transaction.atomic():
            other.model._default_manager.filter(pk__in=keys).update(
                **{field.columns[0]: key}, revision=F("revision") + 1, updated_at=clock.now(),
                changed_by=actor.name[:120], reason=reason[:300],
            )  # fmt: skip
            for row in other.model._default_manager.filter(pk__in=keys):
                row.after_write(actor, "change")
    except IntegrityError as error:
        raise Refused(
            _(
                "Sổ “{register}” có bản ghi của cả hai trùng nhau. Hãy kết thúc một trong hai bản ghi ấy rồi gộp."
            ).format(register=other.title),
            code="carried-clash",
        ) from error
