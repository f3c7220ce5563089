"""Dossiers in a reorganisation: the open ones go on at the heir, the closed ones stay under the name of their time.

The heir sees both: it takes part in every dossier in which the old unit did. A dossier keeps its code.
"""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.ids import new_id
from tinhso.kernel.organizations.moving import (
    HEIR,
    LEDGER,
    Batch,
    Column,
    Counter,
    Group,
    Moved,
    Moving,
    Stays,
    mapped,
    register,
)
from tinhso.kits.procedures.coordination import Consultation, Opinion
from tinhso.kits.procedures.models import DailyNumber, Dossier, DossierStep, Draft
from tinhso.kits.procedures.states import OPEN

MOVED, MOVED_BACK = "reorganize", "reorganize-back"
"""The acts under which a dossier's story tells of it; ``details`` name the units before and after, and the day."""
_OPEN = f"t.status IN ({', '.join(str(int(status)) for status in OPEN)})"
_AREA = "(SELECT d.area_id FROM procedures_dossier d WHERE d.id = t.dossier_id)"
_STORY = """
INSERT INTO procedures_dossierlogentry (id, created_at, dossier_id, at, act, actor_name, unit_id, status_before,
                                        status_after, step_code, note, reason, article, details)
SELECT r.id, %(now)s, d.id, %(now)s, %(act)s, 'Hệ thống', r.after, d.status, d.status, '', %(note)s, '', p.legal_basis,
       jsonb_build_object('before', r.before, 'after', r.after, 'on', p.effective_on, 'decision', p.decision)
FROM unnest(%(ids)s::uuid[], %(dossiers)s::uuid[], %(befores)s::uuid[], %(afters)s::uuid[])
     AS r (id, dossier_id, before, after)
JOIN procedures_dossier d ON d.id = r.dossier_id
CROSS JOIN (SELECT plan.* FROM reorganization_plan plan JOIN reorganization_run run ON run.plan_id = plan.id
            WHERE run.id = %(run)s) p
"""


def _tell(run_id: UUID, rows: Moved, act: str, note: str) -> None:
    values: dict[str, Any] = {
        "run": run_id,
        "now": clock.now(),
        "act": act,
        "note": note,
        "ids": [new_id() for _row in rows],
        "dossiers": [row[0] for row in rows],
        "befores": [row[1] for row in rows],
        "afters": [row[2] for row in rows],
    }
    with connection.cursor() as cursor:
        cursor.execute(_STORY, values)


def _moved(batch: Batch, rows: Moved) -> None:
    """Write into each dossier's story that it goes on elsewhere, and by which decision."""
    _tell(batch.run_id, rows, MOVED, "Chuyển sang đơn vị kế thừa theo quyết định sắp xếp")


def _moved_back(run_id: UUID, rows: Moved) -> None:
    _tell(run_id, rows, MOVED_BACK, "Trở về đơn vị cũ do hoàn tác việc sắp xếp")


class Participants(Moving):
    """Who takes part in a dossier: the heir is added, the old unit's line stays."""

    code = "procedures.participants"
    name = _("Quyền xem hồ sơ, kể cả hồ sơ đã xong")
    group = Group.WORK
    order = 18
    # Before the dossiers, so that an undo comes to it after them: who is agency again is known by then.
    counted = False
    keeps_count = False
    note = _("Đơn vị kế thừa được thêm vào mọi hồ sơ mà đơn vị cũ tham gia.")

    def count(self, units: list[UUID], day: date) -> dict[UUID, int]:  # noqa: ARG002 - of all time
        """Return in how many dossiers each of the units takes part."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT unit_id, count(*) FROM procedures_dossierunit WHERE unit_id = ANY(%s) GROUP BY unit_id", [units]
            )
            return dict(cursor.fetchall())

    def move(self, batch: Batch) -> int:
        """Add heirs to dossiers that they do not take part in yet."""
        joins, target = mapped("t.unit_id", area="d.area_id")
        sql = f"""
        WITH picked AS (
          SELECT t.dossier_id, t.unit_id AS before, {target} AS after, {HEIR} AS heir, t.submitted_at
          FROM procedures_dossierunit t JOIN procedures_dossier d ON d.id = t.dossier_id {joins}
          WHERE t.unit_id = ANY(%(units)s) AND {target} <> t.unit_id
            AND NOT EXISTS (SELECT 1 FROM procedures_dossierunit o
                            WHERE o.dossier_id = t.dossier_id AND o.unit_id = {target}) LIMIT %(size)s
        ), added AS (
          INSERT INTO procedures_dossierunit (dossier_id, unit_id, submitted_at)
          SELECT DISTINCT ON (dossier_id, after) dossier_id, after, submitted_at FROM picked
          ON CONFLICT (dossier_id, unit_id) DO NOTHING RETURNING id, unit_id
        ), noted AS (
          INSERT INTO {LEDGER} (run_id, position, kind, action, "column", after_id, row_numbers, undone)
          SELECT %(run)s, %(position)s, %(kind)s, 'added', '', unit_id, array_agg(id), FALSE FROM added GROUP BY unit_id
        )
        SELECT count(*) FROM added"""  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(sql, batch.values() | {"kind": self.code})
            return int(cursor.fetchone()[0])

    def undo(self, run_id: UUID, changes: list[int]) -> int:  # noqa: ARG002 - the lines say all
        """Take the heirs out again, but for the dossiers that are theirs by now."""
        sql = f"""
        DELETE FROM procedures_dossierunit t USING procedures_dossier d
        WHERE t.id IN (SELECT unnest(row_numbers) FROM {LEDGER} WHERE id = ANY(%(changes)s)) AND d.id = t.dossier_id
          AND t.unit_id NOT IN (d.agency_id, d.holder_unit_id, d.reception_unit_id)"""  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(sql, {"changes": changes})
            return int(cursor.rowcount)


def _open(code: str, name: Any, column: str, *, order: int, desk: bool = False, **more: Any) -> Column:
    area = "NULL::uuid" if desk else "t.area_id"
    return Column(code, name, Group.WORK, Dossier, column, _OPEN, area, desk, order=order, **more)


register(
    _open(
        "procedures.dossiers",
        _("Hồ sơ đang giải quyết"),
        "agency_id",
        order=20,
        then=_moved,
        then_back=_moved_back,
        note=_("Giữ mã hồ sơ cũ và hạn đã hẹn; nhật ký hồ sơ ghi việc chuyển."),
    ),
    _open(
        "procedures.receptions", _("Nơi tiếp nhận của hồ sơ"), "reception_unit_id", order=21, desk=True, counted=False
    ),
    _open("procedures.holders", _("Nơi đang giữ hồ sơ"), "holder_unit_id", order=22, counted=False),
    Column(
        "procedures.steps",
        _("Bước đang thực hiện"),
        Group.WORK,
        DossierStep,
        condition="t.state IN ('open', 'waiting')",
        area=_AREA,
        follows="dossier_id",
        order=23,
        counted=False,
    ),
    Column(
        "procedures.opinions",
        _("Ý kiến phối hợp đang chờ"),
        Group.WORK,
        Opinion,
        condition="t.state = 'asked'",
        clash=("consultation_id",),
        order=24,
    ),
    Column(
        "procedures.consultations",
        _("Nơi hỏi ý kiến phối hợp"),
        Group.WORK,
        Consultation,
        column="asker_unit_id",
        condition="t.closed_at IS NULL",
        order=24,
        counted=False,
    ),
    Column(
        "procedures.drafts",
        _("Hồ sơ nháp của người dân"),
        Group.WORK,
        Draft,
        column="agency_id",
        condition="t.dossier_id IS NULL",
        order=29,
    ),
    Participants(),
    Counter(
        "procedures.numbers",
        _("Sổ số hồ sơ trong ngày"),
        Group.NUMBERING,
        DailyNumber,
        keys=("day",),
        condition="t.day >= %(day)s AND t.day >= CURRENT_DATE",
    ),
    Stays(
        "procedures.closed",
        _("Hồ sơ đã xong"),
        model=Dossier,
        column="agency_id",
        condition=f"NOT ({_OPEN})",
        note=_("Giữ tên đơn vị đã giải quyết; đơn vị kế thừa xem được."),
    ),
)
