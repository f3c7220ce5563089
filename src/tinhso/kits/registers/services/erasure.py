"""Erasing personal data whose time has come, from a row and its history (Luật 91/2025/QH15)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction

from tinhso.kernel.audit.services import record
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Invalid
from tinhso.kernel.identity.actor import SYSTEM, Actor
from tinhso.kits.registers import audit_events as happened
from tinhso.kits.registers import validation
from tinhso.kits.registers.definition import REGISTERS, Definition, definition_of
from tinhso.kits.registers.models import Status

ERASED_NAME = "(đã xóa)"
BATCH = 500


@transaction.atomic
def erase(actor: Actor, row: Any, ground: str) -> None:
    """Take the personal values out of a row that no longer holds and out of every version of it; the deed is audited.

    ``ground`` is the rule or the request. Raise ``Invalid`` for a row that is in force.
    """
    definition = definition_of(row)
    actor.demand(definition.rights.end, row.unit)
    if row.status == Status.IN_FORCE:
        raise Invalid({"status": "Kết thúc hiệu lực trước khi xóa dữ liệu cá nhân."})
    blank = _blank(definition)
    kept = {**validation.values_of(definition, row), **blank}
    derived = validation.derived(definition, kept)
    columns = validation.columns_of(definition, blank)
    type(row).objects.filter(pk=row.pk).update(
        **columns, **derived, revision=row.revision + 1, updated_at=clock.now(), changed_by=actor.name[:120],
        reason=ground[:300],
    )  # fmt: skip
    row.events.update(**columns)
    record(
        actor, happened.ERASED, subject_kind=definition.code, subject_id=row.pk, subject_label=str(definition.title),
        unit_id=row.unit_id, person_id=row.person_key(), register=definition.code, ground=ground,
    )  # fmt: skip


def _blank(definition: Definition) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in definition.personal_fields:
        field = definition.field(name)
        found[name] = ERASED_NAME if field.kind.code == "name" else None if field.null else field.kind.empty
    return found


def erase_due() -> int:
    """Erase what the registers' rules of retention name, and return of how many rows."""
    total = 0
    for definition in REGISTERS.values():
        rule = definition.retention
        if rule is None or not definition.personal_fields:
            continue
        limit = clock.now() - timedelta(days=round(rule.years * 365.25))
        rows = definition.model._default_manager.filter(status=Status.ENDED, ended_at__lt=limit)
        name = definition.name_field
        if name is not None and name.personal:
            rows = rows.exclude(**{name.name: ERASED_NAME})
        else:
            rows = rows.exclude(reason=str(rule.legal_basis)[:300])
        for row in rows[:BATCH]:
            erase(SYSTEM, row, str(rule.legal_basis))
            total += 1
    return total
