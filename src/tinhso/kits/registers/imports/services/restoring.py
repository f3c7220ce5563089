"""Undoing what an import changed: each record gets its former values back, unless somebody changed it since."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import pghistory.core
from django.utils.translation import gettext as _

from tinhso.kernel.identity.actor import Actor
from tinhso.kits.registers.definition import Definition
from tinhso.kits.registers.imports.known import derive
from tinhso.kits.registers.imports.models import ImportBatch, ImportRun, KeptRow
from tinhso.kits.registers.imports.services import changing
from tinhso.kits.registers.imports.staging import Stage
from tinhso.kits.registers.models import Status
from tinhso.kits.registers.pointing import point_rows
from tinhso.kits.registers.services.writing import stamp

Restored = list[tuple[Any, list[str]]]
"""Records as they are to stand again, each with the names of the fields that change."""


def restore(run: ImportRun, definition: Definition, batch: ImportBatch, actor: Actor) -> tuple[int, list[KeptRow]]:
    """Give the records that a batch changed their values back; return how many, and those that are left, with why."""
    after = dict(zip(batch.changed, batch.revisions, strict=True))
    if not after:
        return 0, []
    rows = list(definition.model._default_manager.select_for_update(of=("self",)).filter(pk__in=after).order_by("pk"))
    kept: list[KeptRow] = []

    def keep(row: Any, why: str) -> None:
        kept.append(KeptRow(run=run, record_id=row.pk, label=str(row)[:200], why=why))

    own = []
    for row in rows:
        if row.revision == after[row.pk] and row.status == Status.IN_FORCE:
            own.append(row)
        else:
            keep(row, _("Đã được sửa sau khi nhập; giá trị hiện nay được giữ"))
    before = _versions_before(definition, {row.pk: row.revision - 1 for row in own})
    reason = _("Hoàn tác nhập từ tệp %(name)s") % {"name": run.file.name}
    back: Restored = []
    for row in own:
        if row.pk in before:
            back.append((row, _give_back(definition, row, before[row.pk])))
            row.revision += 1
            stamp(actor, row, reason)
        else:
            keep(row, _("Không còn bản trước trong lịch sử"))
    refused = _write(definition, [row for row, _fields in back])
    for place in sorted(refused):
        keep(back[place][0], _("Giá trị cũ nay trùng khóa với bản ghi khác, hoặc chỉ đến nơi không còn"))
    done = [pair for place, pair in enumerate(back) if place not in refused]
    changing.tell(definition, done, actor)
    return len(done), kept


def _versions_before(definition: Definition, wanted: dict[UUID, int]) -> dict[UUID, dict[str, Any]]:
    """Return the columns of the fields as they stood at the wanted revision of each record."""
    columns = [column for found in definition.fields for column in found.columns]
    versions: dict[UUID, dict[str, Any]] = {}
    for history in pghistory.core.event_models(tracks_model=definition.model):
        rows = history._default_manager.filter(pgh_obj_id__in=wanted, revision__in=set(wanted.values()))
        for key, revision, *values in rows.order_by("pgh_id").values_list("pgh_obj_id", "revision", *columns):
            if wanted[key] == revision:
                versions[key] = dict(zip(columns, values, strict=True))
    return versions


def _give_back(definition: Definition, row: Any, before: dict[str, Any]) -> list[str]:
    """Write the former values upon a record in memory; return the names of the fields that change."""
    changed = []
    for found in definition.fields:
        if any(getattr(row, column) != before[column] for column in found.columns):
            changed.append(found.name)
            for column in found.columns:
                setattr(row, column, before[column])
    return sorted(changed)


def _write(definition: Definition, rows: Sequence[Any]) -> set[int]:
    """Write the records; return the places of those that cannot stand so."""
    if not rows:
        return set()
    point_rows(definition, rows)
    derive(definition, rows)
    stage = Stage(definition, of_known=True)
    names = [column.attname for column in definition.model._meta.local_concrete_fields if not column.generated]
    stage.empty(names, {})
    stage.fill(range(len(rows)), {name: [getattr(row, name) for row in rows] for name in names})
    bad = {place for place, _name in stage.beyond_constraints()}
    bad |= {place for key in stage.keys for place in stage.standing(key)}
    good = [place for place in range(len(rows)) if place not in bad]
    return bad | changing.written(stage, definition, good, at_once=True)
