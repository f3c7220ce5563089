"""Adding, changing and ending one row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import UniqueConstraint
from django.utils.translation import gettext as _

from tinhso.kernel.audit.services import record
from tinhso.kernel.events.services import publish
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.clock import VIETNAM
from tinhso.kernel.foundation.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from tinhso.kernel.foundation.permissions import PERMISSIONS
from tinhso.kernel.identity.actor import Actor
from tinhso.kits.registers import audit_events as happened
from tinhso.kits.registers import validation
from tinhso.kits.registers.definition import Definition, definition_of
from tinhso.kits.registers.dependent import Dependents
from tinhso.kits.registers.models import Status
from tinhso.kits.registers.queries import visible_to
from tinhso.kits.registers.services.around import tell_followers
from tinhso.kits.registers.services.keys import demand_new, taken

MOST_OF_REASON = 300


@transaction.atomic
def add(actor: Actor, definition: Definition, values: Mapping[str, Any], *, reason: str = "") -> Any:
    """Add a row and return it; ``values`` are raw or typed, by field.

    Raise ``Forbidden`` without the right at the row's unit, ``Invalid`` naming the fields that cannot be accepted.
    """
    actor.demand(definition.rights.add)
    clean = validation.clean_row(definition, values)
    actor.demand(definition.rights.add, clean["unit"])
    row = definition.model(**validation.columns_of(definition, clean))
    demand_new(actor, definition, row, clean)
    stamp(actor, row, reason)
    keep(definition, row, clean, insert=True)
    tell(actor, row, happened.ADDED)
    publish(definition.events.added, row.pk, actor=actor, unit=str(row.unit_id), revision=row.revision)
    row.after_write(actor, "add")
    return row


@transaction.atomic
def change(actor: Actor, row: Any, values: Mapping[str, Any], *, revision: int, reason: str = "") -> Any:
    """Change the fields in ``values`` of a row that the actor saw at ``revision``; return the row as it stands then.

    Raise ``Conflict``, with who and when, if somebody changed it since; ``Forbidden`` without the right at its unit
    (and at the unit it goes to), or for personal data that the actor may not see; ``Invalid``; ``Refused`` for a row
    that has ended. Values that are what stands already write nothing.
    """
    definition = definition_of(row)
    actor.demand(definition.rights.change)
    row = locked(actor, definition, row)
    actor.demand(definition.rights.change, row.unit)
    check_revision(row, revision)
    in_force(row)
    # Before the values are compared: who is told that nothing changed has learnt what stands.
    may_write_personal(actor, definition, row, values)
    clean = validation.clean_row(definition, values, partial=True)
    before = validation.values_of(definition, row)
    changed = {name: value for name, value in clean.items() if value != before[name]}
    if not changed:
        return row
    if "unit" in changed:
        actor.demand(definition.rights.change, changed["unit"])
    for column, value in validation.columns_of(definition, changed).items():
        setattr(row, column, value)
    demand_new(actor, definition, row, {**before, **changed}, changed)
    row.revision += 1
    stamp(actor, row, reason)
    keep(definition, row, {**before, **changed}, insert=False)
    tell(actor, row, happened.CHANGED, fields=sorted(changed), reason=row.reason)
    publish(
        definition.events.changed, row.pk, actor=actor, unit=str(row.unit_id), revision=row.revision,
        fields=sorted(changed),
    )  # fmt: skip
    row.after_write(actor, "change")
    return row


@transaction.atomic
def end(actor: Actor, row: Any, reason: str, *, revision: int | None = None) -> Any:
    """End a row: it stays with its history, and no longer holds. Raise as ``change``; ``Invalid`` without a reason."""
    definition = definition_of(row)
    actor.demand(definition.rights.end)
    row = locked(actor, definition, row)
    actor.demand(definition.rights.end, row.unit)
    if revision is not None:
        check_revision(row, revision)
    in_force(row)
    if not reason.strip():
        raise Invalid({"reason": _("Nhập lý do kết thúc.")})
    row.status, row.ended_at = Status.ENDED, clock.now()
    row.revision += 1
    stamp(actor, row, reason)
    row.save()
    tell(actor, row, happened.ENDED, reason=row.reason)
    publish(
        definition.events.ended, row.pk, actor=actor, unit=str(row.unit_id), revision=row.revision, reason=row.reason
    )
    row.after_write(actor, "end")
    return row


def locked(actor: Actor, definition: Definition, row: Any) -> Any:
    """Return the row as it stands now, locked; raise ``NotFound`` when the actor may not see it."""
    found = visible_to(actor, definition).select_for_update(of=("self",)).filter(pk=row.pk).first()
    if found is None:
        raise NotFound
    return found


def check_revision(row: Any, revision: int) -> None:
    """Raise ``Conflict``, with who and when, when the row is not what the actor saw."""
    if row.revision != revision:
        when = row.updated_at.astimezone(VIETNAM)
        raise Conflict(
            _("{who} đã sửa bản ghi này lúc {when}. Hãy xem lại rồi sửa tiếp.").format(
                who=row.changed_by or _("Người khác"), when=f"{when:%H:%M %d/%m/%Y}"
            ),
            revision=row.revision,
        )


def in_force(row: Any) -> None:
    """Raise ``Refused`` for a row that ended or was merged."""
    if row.status != Status.IN_FORCE:
        raise Refused(
            _("Bản ghi này không còn hiệu lực nên không sửa được nữa. Hãy thêm bản ghi mới."), code="not-in-force"
        )


def may_write_personal(actor: Actor, definition: Definition, row: Any, changed: Mapping[str, Any]) -> None:
    """Raise ``Forbidden`` when personal data are to be written that the actor may not see."""
    right = definition.rights.see_personal
    if definition.personal_fields & set(changed) and not actor.may(right, row.unit):
        raise Forbidden(
            _("Quý vị chưa được giao quyền “{right}” nên không sửa được dữ liệu cá nhân.").format(
                right=PERMISSIONS[right].sentence
            ),
            permission=right,
        )


def stamp(actor: Actor, row: Any, reason: str) -> None:
    """Write on the row who changes it, when, and why."""
    row.updated_at, row.changed_by = clock.now(), actor.name[:120]
    row.reason = " ".join(reason.split())[:MOST_OF_REASON]


def keep(definition: Definition, row: Any, values: Mapping[str, Any], *, insert: bool) -> None:
    """Check the whole row and write it; raise ``Invalid`` for what the rules or the constraints do not allow."""
    for column, value in validation.derived(definition, values).items():
        setattr(row, column, value)
    wrong = {**Dependents(definition).wrong(values), **row.check_row()}
    if wrong:
        raise Invalid(wrong)
    try:
        row.validate_unique()
        for constraint in row._meta.constraints:
            # The others say again what reading the values has made sure of.
            if isinstance(constraint, UniqueConstraint):
                constraint.validate(type(row), row)
    except ValidationError as error:
        raise Invalid(_worded(definition, error)) from error
    try:
        with transaction.atomic():
            row.save(force_insert=insert, force_update=not insert)
    except IntegrityError as error:
        raise Conflict(
            _("Một người khác vừa ghi bản ghi trùng với bản ghi này. Hãy tìm lại trong danh sách.")
        ) from error


def _worded(definition: Definition, error: ValidationError) -> dict[str, str]:
    found: dict[str, str] = {}
    first = definition.fields[0].name
    told = error.error_dict if hasattr(error, "error_dict") else {first: error.error_list}
    for name, errors in told.items():
        for each in errors:
            names = [part for part in (each.params or {}).get("unique_check", ()) if part in definition.by_name]
            # Django's own sentence names the model and the column; ours says what to do.
            words = taken(definition, names) if names else " ".join(each.messages)
            place = name if name in definition.by_name else (names or [first])[0]
            found[place] = f"{found[place]} {words}" if place in found else words
    return found


def tell(actor: Actor, row: Any, code: str, **details: Any) -> None:
    """Write into the audit log, and to who follows the row, what was done to it."""
    definition = definition_of(row)
    record(
        actor, code, subject_kind=definition.code, subject_id=row.pk, subject_label=str(row), unit_id=row.unit_id,
        person_id=row.person_key(), register=definition.code, **details,
    )  # fmt: skip
    if code != happened.ADDED:
        tell_followers(actor, definition, row, code)
