"""Opening the personal data of a row: only with the right, only with a purpose, and never unnoticed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from tinhso.kernel.audit.services import Row, record, record_many
from tinhso.kernel.foundation.errors import Invalid
from tinhso.kernel.identity.actor import Actor
from tinhso.kits.registers import audit_events as happened
from tinhso.kits.registers.definition import Definition


def open_personal(actor: Actor, definition: Definition, row: Any, purpose: str) -> None:
    """Note that the actor sees the row's personal data, and for what; the person can see it.

    Raise ``Forbidden`` without the right at the row's unit, ``Invalid`` without a purpose.
    """
    actor.demand(definition.rights.see_personal, row.unit)
    purpose = " ".join(purpose.split())[:250]
    if not purpose:
        raise Invalid({"purpose": _("Nhập mục đích xem.")})
    person = row.person_key()
    about = {"subject_kind": definition.code, "subject_id": row.pk, "unit_id": row.unit_id}
    if person is not None:
        record(
            actor, happened.READ, subject_label=str(definition.title), person_id=person, purpose=purpose,
            register=definition.code, **about,
        )  # fmt: skip
    else:
        record(
            actor, happened.UNMASKED, subject_label=str(definition.title), register=definition.code, why=purpose,
            **about,
        )  # fmt: skip


def open_many(actor: Actor, definition: Definition, rows: Sequence[Any], purpose: str) -> list[Any]:
    """Note that the actor sees the personal data of rows, as far as he holds the right; return those rows.

    ``rows`` have their units read. Raise ``Invalid`` without a purpose.
    """
    purpose = " ".join(purpose.split())[:250]
    if not purpose:
        raise Invalid({"purpose": _("Nhập mục đích xem.")})
    reached = None if actor.is_system else actor.unit_ids(definition.rights.see_personal)
    opened = [row for row in rows if reached is None or row.unit_id in reached]
    entries = []
    for row, person in zip(opened, definition.model.person_keys(opened), strict=True):
        label, details = str(definition.title), {"register": definition.code}
        if person is not None:
            entries.append(
                Row(actor, happened.READ, definition.code, row.pk, label, row.unit_id, person, purpose, details)
            )
        else:
            details["why"] = purpose
            entries.append(Row(actor, happened.UNMASKED, definition.code, row.pk, label, row.unit_id, details=details))
    record_many(entries)
    return opened
