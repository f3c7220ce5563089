"""Writing what rows of a file change of known records, and doing what changing one does besides.

The rows are held by the transaction, were checked by the register's rules and rights, and lie in the stage.
"""

from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from tinhso.kernel.audit.services import Row, record_many
from tinhso.kernel.events.declarations import subscribers_of
from tinhso.kernel.events.services import publish
from tinhso.kernel.identity.actor import Actor
from tinhso.kits.registers import audit_events as register_events
from tinhso.kits.registers.definition import Definition
from tinhso.kits.registers.imports.batches import Batch
from tinhso.kits.registers.imports.checking import Checked, Checker
from tinhso.kits.registers.imports.known import KIT_COLUMNS, Change
from tinhso.kits.registers.imports.reading import Problem
from tinhso.kits.registers.imports.staging import Stage
from tinhso.kits.registers.imports.states import Fault
from tinhso.kits.registers.models import Register
from tinhso.kits.registers.models_around import Follow
from tinhso.kits.registers.services.around import tell_followers


def write(checker: Checker, batch: Batch, checked: Checked) -> list[Change]:
    """Write the changes of a batch, and return them; one whose new key somebody else just wrote becomes a problem."""
    if checker.changer is None or not checked.changes:
        return []
    refused = written(checker.changer.stage, checker.definition, [change.place for change in checked.changes])
    words = _("Người khác vừa ghi vào sổ một bản ghi cùng khóa với bản ghi mà dòng này sửa.")
    checked.problems += [Problem(batch.numbers[place], -1, "", Fault.STORED, words) for place in sorted(refused)]
    return [change for change in checked.changes if change.place not in refused]


def written(stage: Stage, definition: Definition, places: Sequence[int], *, at_once: bool = False) -> set[int]:
    """Write the records in the stage; return the places of those that the database refuses, found by halving.

    ``at_once`` asks foreign keys now and not at the end of the transaction.
    """
    fields = [column for found in definition.fields for column in found.columns]
    refused: set[int] = set()
    pending = [list(places)]
    while pending:
        part = pending.pop()
        if not part:
            continue
        try:
            with transaction.atomic():
                stage.change([*fields, *KIT_COLUMNS], part)
                if at_once:
                    _ask_foreign_keys()
        except IntegrityError:
            middle = len(part) // 2
            if middle:
                pending += [part[middle:], part[:middle]]
            else:
                refused.add(part[0])
    return refused


def _ask_foreign_keys() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def tell(definition: Definition, rows: Sequence[tuple[Any, list[str]]], actor: Actor) -> None:
    """Do for each changed row, with the fields that changed, what changing it alone does besides writing it."""
    if not rows:
        return
    model = definition.model
    persons = model.person_keys([row for row, _fields in rows])
    record_many(
        Row(
            actor, register_events.CHANGED, definition.code, row.pk, str(row), row.unit_id, person,
            details={"register": definition.code, "fields": fields, "reason": row.reason},
        )
        for (row, fields), person in zip(rows, persons, strict=True)
    )  # fmt: skip
    followed = set(Follow.objects.filter(row_id__in=[row.pk for row, _fields in rows]).values_list("row_id", flat=True))
    follows = model.after_write is not Register.after_write and "change" in model.followed
    told = bool(subscribers_of(definition.events.changed))
    for row, fields in rows:
        if row.pk in followed:
            tell_followers(actor, definition, row, register_events.CHANGED)
        if told:
            publish(
                definition.events.changed, row.pk, actor=actor, unit=str(row.unit_id), revision=row.revision,
                fields=fields,
            )  # fmt: skip
        if follows:
            row.after_write(actor, "change")
