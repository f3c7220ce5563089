"""Lives as rows: what the services would have written, in bulk, by COPY."""

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Model

from tinhso.cli.history.life import Life
from tinhso.kernel.foundation.ids import new_id
from tinhso.kernel.foundation.text import fold
from tinhso.kernel.inbox.models import NEVER, WorkItem
from tinhso.kits.procedures import inbox_kinds, permissions, rules
from tinhso.kits.procedures.models import (
    ClockEvent,
    Dossier,
    DossierLogEntry,
    DossierPart,
    DossierStep,
    DossierUnit,
    Rating,
    Supplement,
)
from tinhso.kits.procedures.states import Channel, Status, StepState

SYSTEM_NAME = "Cán bộ (dữ liệu trình diễn)"


class Batch:
    """Rows of some dossiers, gathered by table and written together."""

    def __init__(self, sample_file: UUID, officers: dict[tuple[UUID, str], tuple[UUID, str]]) -> None:
        self._rows: dict[type[Model], list[dict[str, Any]]] = {}
        self._sample_file = sample_file
        self._officers = officers

    def add(self, life: Life, code: str, person: tuple[UUID, str, str, str]) -> None:
        """Add a life under its code, with the applicant's key, name, personal number and phone."""
        key = new_id()
        self._dossier(key, life, code, person)
        units = {life.lane.desk.id, life.lane.agency.id, *(run.unit.id for run in life.steps)}
        for unit_id in units:
            self._row(DossierUnit, dossier_id=key, unit_id=unit_id, submitted_at=life.submitted_at)
        self._parts(key, life)
        self._steps(key, life)
        self._story(key, life)
        self._inbox(key, life, code, person[1])

    def write(self) -> int:
        """Write all rows, in the order that references ask for; return how many."""
        total = 0
        order = (
            Dossier,
            DossierUnit,
            Supplement,
            DossierPart,
            DossierStep,
            DossierLogEntry,
            ClockEvent,
            Rating,
            WorkItem,
        )
        for model in order:
            total += copy_rows(model, self._rows.get(model, []))
        return total

    def _row(self, model: type[Model], **values: Any) -> None:
        self._rows.setdefault(model, []).append(values)

    def _dossier(self, key: UUID, life: Life, code: str, person: tuple[UUID, str, str, str]) -> None:
        person_id, name, number, phone = person
        lane = life.lane
        holder = next((run for run in reversed(life.steps)), None)
        last = life.log[-1]
        self._row(
            Dossier,
            id=key,
            created_at=life.submitted_at,
            code=code,
            version_id=lane.version.id,
            procedure_id=lane.version.procedure_id,
            account_id=None,
            person_id=person_id,
            applicant_name=name,
            applicant=json.dumps({"full_name": name, "personal_number": number, "phone": phone}, ensure_ascii=False),
            answers=json.dumps(life.answers, ensure_ascii=False),
            delivery=json.dumps({"way": "electronic" if life.channel is Channel.ONLINE else "counter"}),
            channel=life.channel.value,
            reception_unit_id=lane.desk.id,
            agency_id=lane.agency.id,
            area_id=lane.agency.area_id,
            status=int(life.status),
            term=json.dumps(life.term, ensure_ascii=False),
            fees=json.dumps(rules.fees_for(lane.definition, life.answers, life.channel), ensure_ascii=False),
            submitted_at=life.submitted_at,
            received_at=life.received_at,
            due_at=life.due_at,
            finished_at=life.finished_at,
            handed_over_at=life.handed_over_at,
            holder_unit_id=holder.unit.id if holder else lane.desk.id,
            holder_account_id=self._officer(holder.unit.id, holder.step.kind)[0] if holder else None,
            revision=len(life.log),
            last_actor=self._who(last.unit.id if last.unit else None, last.act, name)[1],
            last_acted_at=last.at,
            supplements=1 if life.supplement else 0,
            folded=fold(f"{code} {name} {phone}")[:200],
            idempotency_key=None,
        )

    def _parts(self, key: UUID, life: Life) -> None:
        form = "electronic" if life.channel is Channel.ONLINE else "copy"
        for part in life.lane.definition.parts_for(life.answers):
            if part.required and not part.to_show:
                self._row(
                    DossierPart, id=new_id(), created_at=life.submitted_at, dossier_id=key, code=part.code,
                    name=part.name[:400], alternative_code="", form=form, count=1, file_id=self._sample_file,
                    certified=life.channel is Channel.COUNTER, added_at=life.submitted_at, supplement_id=None,
                )  # fmt: skip
        if life.supplement:
            asked, answered = life.supplement
            parts = life.lane.definition.parts
            item = {
                "part": parts[0].code if parts else "", "what": "Bản chụp rõ, đủ trang",
                "reason": "Giấy tờ kèm theo mờ, chưa đủ trang", "article": life.lane.definition.clock.supplement.basis,
            }  # fmt: skip
            self._row(
                Supplement, id=new_id(), created_at=asked, dossier_id=key, number=1,
                items=json.dumps([item], ensure_ascii=False), asked_at=asked, asked_by_id=None, answer_by=None,
                answered_at=answered, answer="Đã gửi bản chụp mới" if answered else "",
            )  # fmt: skip

    def _steps(self, key: UUID, life: Life) -> None:
        for run in life.steps:
            state = run.state
            if state == StepState.OPEN and life.status in (Status.WITHDRAWN, Status.STOPPED):
                state = StepState.ENDED
            self._row(
                DossierStep, id=new_id(), created_at=run.opened_at, dossier_id=key, position=run.position,
                code=run.step.code, name=run.step.name, kind=run.step.kind, state=str(state), unit_id=run.unit.id,
                account_id=self._officer(run.unit.id, run.step.kind)[0], first_opened_at=run.opened_at,
                opened_at=run.opened_at, due_at=run.due_at, closed_at=run.closed_at, note="",
            )  # fmt: skip

    def _story(self, key: UUID, life: Life) -> None:
        for line in life.log:
            account_id, name = self._who(line.unit.id if line.unit else None, line.act, "Người nộp hồ sơ")
            self._row(
                DossierLogEntry, id=new_id(), created_at=line.at, dossier_id=key, at=line.at, act=line.act,
                actor_id=account_id, actor_name=name, unit_id=line.unit.id if line.unit else None,
                status_before=int(line.before) if line.before is not None else None, status_after=int(line.after),
                step_code=line.step_code, note="", reason=line.reason, article=line.article, details="{}",
            )  # fmt: skip
        for position, tick in enumerate(life.clock, 1):
            self._row(
                ClockEvent, id=new_id(), created_at=tick.at, dossier_id=key, position=position, kind=str(tick.kind),
                at=tick.at, reason=tick.reason, basis=tick.basis[:300],
                term=json.dumps(tick.term, ensure_ascii=False), due_after=tick.due_after, calendar=tick.calendar,
            )  # fmt: skip
        if life.score:
            at = life.handed_over_at
            self._row(Rating, id=new_id(), created_at=at, dossier_id=key, score=life.score, comment="", at=at)

    def _inbox(self, key: UUID, life: Life, code: str, name: str) -> None:
        if life.status == Status.SUBMITTED:
            self._item(key, inbox_kinds.RECEIVE, permissions.RECEIVE, life.lane.desk.id, None, code, name,
                       life.lane.version.procedure.name, None, life.submitted_at, "")  # fmt: skip
        elif life.status in (Status.RECEIVED, Status.PROCESSING, Status.FINISHED):
            for run in life.steps:
                if run.state == StepState.OPEN:
                    due_at = min(filter(None, (run.due_at, life.due_at)), default=None)
                    self._item(key, inbox_kinds.STEP, permissions.STEP_PERMISSIONS[run.step.kind], run.unit.id,
                               self._officer(run.unit.id, run.step.kind)[0], code, name,
                               f"{run.step.name} – {life.lane.version.procedure.name}", due_at, run.opened_at,
                               run.step.code)  # fmt: skip

    def _item(self, key: UUID, kind: str, permission: str, unit_id: UUID, account_id: UUID | None, code: str, name: str,
              detail: str, due_at: Any, opened_at: Any, slot: str) -> None:  # fmt: skip
        self._row(
            WorkItem, id=new_id(), created_at=opened_at, kind=kind, subject_id=key, slot=slot, unit_id=unit_id,
            permission=permission, account_id=account_id, title=f"{code} · {name}"[:250], detail=detail[:500],
            priority=0, due_at=due_at, due_sort=due_at or NEVER, opened_at=opened_at,
            assigned_at=opened_at if account_id else None, closed_at=None, closed_by_id=None,
        )  # fmt: skip

    def _officer(self, unit_id: UUID, step_kind: str) -> tuple[UUID | None, str]:
        if step_kind not in ("do", "consult", "propose"):
            return None, SYSTEM_NAME
        return self._officers.get((unit_id, permissions.PROCESS), (None, SYSTEM_NAME))

    def _who(self, unit_id: UUID | None, act: str, citizen: str) -> tuple[UUID | None, str]:
        if unit_id is None:
            return None, citizen
        right = {
            "receive": permissions.RECEIVE, "refuse": permissions.RECEIVE, "assign": permissions.ASSIGN,
            "sign": permissions.SIGN, "hand-over": permissions.HAND_OVER,
        }.get(act, permissions.PROCESS)  # fmt: skip
        return self._officers.get((unit_id, right), (None, SYSTEM_NAME))


def copy_rows(model: type[Model], rows: Sequence[dict[str, Any]]) -> int:
    """Write rows of one table by COPY; every row has the same columns. Return how many."""
    if not rows:
        return 0
    columns = list(rows[0])
    names = ", ".join(connection.ops.quote_name(column) for column in columns)
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(tuple(row.values()))
    return len(rows)
