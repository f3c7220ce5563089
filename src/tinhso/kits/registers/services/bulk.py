"""Changing one field of many rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.kernel.audit.services import record
from tinhso.kernel.foundation.errors import Invalid, Refused
from tinhso.kernel.identity.actor import Actor
from tinhso.kits.registers import audit_events as happened
from tinhso.kits.registers import queries, validation
from tinhso.kits.registers.definition import Definition
from tinhso.kits.registers.services.writing import change

MOST_ROWS = 500


@dataclass(frozen=True)
class Done:
    """How many rows were changed or were so already, and why others were not: name and words."""

    changed: int
    same: int
    refused: list[tuple[str, str]]


def change_many(
    actor: Actor, definition: Definition, keys: Sequence[UUID], name: str, raw: Any, *, reason: str = ""
) -> Done:
    """Give the field ``name`` of each row the same value, each row by itself; raise ``Invalid`` for a wrong value.

    A row that is refused (no right at its unit, a rule of the whole row) holds the others up no more than it must:
    it is named in the answer, and the others are kept.
    """
    actor.demand(definition.rights.change)
    if name not in definition.by_name or definition.field(name).kit or definition.field(name).personal:
        raise Invalid({"field": _("Chọn một mục không phải dữ liệu cá nhân.")})
    if not 0 < len(keys) <= MOST_ROWS:
        raise Invalid({"rows": _("Chọn từ 1 đến {most} bản ghi.").format(most=MOST_ROWS)})
    try:
        value = validation.clean_value(definition.field(name), raw)
    except ValueError as error:
        raise Invalid({"value": str(error)}) from error
    changed, same, refused = 0, 0, []
    for row in queries.visible_to(actor, definition).filter(pk__in=keys).order_by("pk"):
        try:
            after = change(actor, row, {name: value}, revision=row.revision, reason=reason)
        except Invalid as invalid:
            refused.append((str(row), " ".join(invalid.fields.values())))
        except Refused as told:
            refused.append((str(row), told.message))
        else:
            changed, same = changed + (after.revision > row.revision), same + (after.revision == row.revision)
    with transaction.atomic():
        record(
            actor, happened.BULK_CHANGED, subject_kind=definition.code, subject_id=None,
            subject_label=str(definition.title), register=definition.code, field=name, changed=changed,
            refused=len(refused),
        )  # fmt: skip
    return Done(changed, same, refused)
