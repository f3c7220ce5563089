"""Merging rows that mean the same, and splitting them again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.kernel.events.services import publish
from tinhso.kernel.foundation.errors import Conflict, Invalid, NotFound
from tinhso.kernel.identity.actor import Actor
from tinhso.kits.registers import audit_events as happened
from tinhso.kits.registers import validation
from tinhso.kits.registers.definition import Definition, definition_of
from tinhso.kits.registers.models import Status
from tinhso.kits.registers.models_around import Merge
from tinhso.kits.registers.queries import visible_to
from tinhso.kits.registers.services.carrying import bring_back, carry
from tinhso.kits.registers.services.writing import check_revision, in_force, keep, may_write_personal, stamp, tell

MOST_OTHERS = 20


@transaction.atomic
def merge(
    actor: Actor,
    row: Any,
    others: Sequence[Any],
    values: Mapping[str, Any] | None = None,
    *,
    revision: int | None = None,
    reason: str = "",
) -> Merge:
    """Let ``others`` go over into ``row``; ``values`` are what it takes from them. Return the merge.

    Raise ``Forbidden`` without the right at the unit of each, ``Refused`` when one is not in force, ``Conflict``,
    ``Invalid``. The others stay, marked as merged, and lead to the row that took them over.
    """
    definition = definition_of(row)
    keys = {other.pk for other in others} - {row.pk}
    if not 0 < len(keys) <= MOST_OTHERS:
        raise Invalid({"others": _("Chọn từ một đến {most} bản ghi khác để gộp.").format(most=MOST_OTHERS)})
    stays, *goes = _locked(actor, definition, [row.pk, *sorted(keys)])
    if revision is not None:
        check_revision(stays, revision)
    for each in (stays, *goes):
        actor.demand(definition.rights.merge, each.unit)
        in_force(each)
    may_write_personal(actor, definition, stays, values or {})
    before = validation.values_of(definition, stays)
    clean = validation.clean_row(definition, values or {}, partial=True)
    changed = {name: value for name, value in clean.items() if value != before[name] and name != "unit"}
    for column, value in validation.columns_of(definition, changed).items():
        setattr(stays, column, value)
    stays.revision += 1
    stamp(actor, stays, reason)
    for each in goes:
        each.status, each.merged_into_id = Status.MERGED, stays.pk
        each.revision += 1
        stamp(actor, each, reason)
        each.save()
    keep(definition, stays, {**before, **changed}, insert=False)
    carried = carry(actor, definition, stays, goes)
    made = Merge.objects.create(
        register=definition.code, row_id=stays.pk, others=[str(each.pk) for each in goes],
        before=_plain(definition, before, changed), after=_plain(definition, changed, changed),
        carried=carried, made_by=actor.name[:120], reason=stays.reason,
    )  # fmt: skip
    tell(actor, stays, happened.MERGED, others=made.others, reason=stays.reason)
    _publish(actor, definition, stays, made, undone=False)
    stays.after_write(actor, "merge")
    return made


@transaction.atomic
def split(actor: Actor, definition: Definition, merge_id: UUID) -> Any:
    """Undo a merge: the others hold again, and the row has what it had, but for what was changed since. Return the row.

    Raise ``Conflict`` when it was undone before, ``Forbidden`` without the right at the unit of each.
    """
    made = Merge.objects.select_for_update().filter(pk=merge_id, register=definition.code).first()
    if made is None:
        raise NotFound
    stays, *goes = _locked(actor, definition, [made.row_id, *sorted(UUID(key) for key in made.others)])
    for each in (stays, *goes):
        actor.demand(definition.rights.merge, each.unit)
    if made.undone_at is not None:
        raise Conflict(_("Lần gộp này đã được {who} tách lại.").format(who=made.undone_by))
    in_force(stays)
    for each in goes:
        if each.merged_into_id != stays.pk:
            raise Conflict(
                _("Bản ghi {name} đã được xử lý tiếp sau khi gộp nên không tách lại được.").format(name=each)
            )
    now = validation.values_of(definition, stays)
    back = {
        name: validation.clean_value(definition.field(name), value)
        for name, value in made.before.items()
        if _plain(definition, now, {name: None})[name] == made.after[name]
    }
    for column, value in validation.columns_of(definition, back).items():
        setattr(stays, column, value)
    stays.revision += 1
    stamp(actor, stays, _("Tách lại bản ghi đã gộp"))
    for each in goes:
        each.status, each.merged_into_id = Status.IN_FORCE, None
        each.revision += 1
        stamp(actor, each, stays.reason)
        each.save()
    keep(definition, stays, {**now, **back}, insert=False)
    bring_back(actor, definition, stays, made.carried)
    made.undo(actor.name)
    made.save(update_fields=["undone_at", "undone_by"])
    tell(actor, stays, happened.SPLIT, others=made.others)
    _publish(actor, definition, stays, made, undone=True)
    stays.after_write(actor, "split")
    return stays


def _locked(actor: Actor, definition: Definition, keys: Sequence[UUID]) -> list[Any]:
    """Lock the rows in one order for everybody, and return them as asked; raise ``NotFound``."""
    rows = visible_to(actor, definition).select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
    found = {row.pk: row for row in rows}
    if len(found) != len(set(keys)):
        raise NotFound
    return [found[key] for key in keys]


def _plain(definition: Definition, values: Mapping[str, Any], names: Mapping[str, Any]) -> dict[str, Any]:
    return {name: definition.field(name).kind.plain(definition.field(name), values[name]) for name in names}


def _publish(actor: Actor, definition: Definition, row: Any, made: Merge, *, undone: bool) -> None:
    publish(
        definition.events.merged, row.pk, actor=actor, unit=str(row.unit_id), revision=row.revision,
        others=made.others, undone=undone,
    )  # fmt: skip
