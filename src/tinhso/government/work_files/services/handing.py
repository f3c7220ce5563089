"""Handing closed files over to the archive: notice, package, acceptance or return."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tinhso.government.work_files import audit_events, checks, inbox_kinds, law, packages, permissions
from tinhso.government.work_files import events as told
from tinhso.government.work_files.models import FileState, HandOver, HandOverFile, HandOverState, WorkFile
from tinhso.government.work_files.services.filing import tell
from tinhso.kernel.audit import services as audit
from tinhso.kernel.events import services as events
from tinhso.kernel.files import queries as file_queries
from tinhso.kernel.files import services as files
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Conflict, Invalid, NotFound, Refused
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.inbox import services as inbox
from tinhso.kernel.organizations.models import OrganizationUnit

MOST_FILES = 200


@transaction.atomic
def give_notice(actor: Actor, unit: OrganizationUnit, file_ids: Collection[UUID]) -> HandOver:
    """Say that closed files of a unit will go to the archive, so many days before (Decree 30/2020, Annex VI: 30)."""
    actor.demand(permissions.KEEP, unit)
    if not file_ids:
        raise Invalid({"files": _("Hãy chọn ít nhất một hồ sơ đã đóng.")})
    if len(file_ids) > MOST_FILES:
        raise Invalid({"files": _("Mỗi đợt nộp nhiều nhất {most} hồ sơ.").format(most=MOST_FILES)})
    rows = list(WorkFile.objects.select_for_update().filter(id__in=file_ids, unit=unit).order_by("id"))
    if len(rows) != len(set(file_ids)):
        raise NotFound
    wrong = [row.symbol for row in rows if row.state != FileState.CLOSED]
    # What the archive returned is offered again where it is, not noticed a second time.
    under_way = HandOverFile.objects.filter(work_file__in=rows).exclude(hand_over__state=HandOverState.ACCEPTED)
    wrong += list(under_way.values_list("work_file__symbol", flat=True))
    if wrong:
        raise Refused(_("Chưa đóng, hoặc đã báo nộp: {files}").format(files=", ".join(wrong)), code="file-not-closed")
    today = clock.today()
    due = today + timedelta(days=law.notice_days(today).value)
    hand_over = HandOver.objects.create(unit=unit, noticed_by_id=actor.account_id, due_on=due)
    HandOverFile.objects.bulk_create([HandOverFile(hand_over=hand_over, work_file=row) for row in rows])
    _move(rows, FileState.NOTICED)
    for row in rows:
        tell(row, actor, gettext_noop("Báo trước nộp lưu; nộp từ ngày {day}"), day=due.strftime("%d/%m/%Y"))
    _audit(actor, audit_events.NOTICED, hand_over, files=len(rows), due=due.isoformat())
    _put(inbox_kinds.TO_HAND_OVER, hand_over, permissions.KEEP, count=len(rows))
    return hand_over


@transaction.atomic
def offer(actor: Actor, hand_over_id: UUID) -> HandOver:
    """Make the package and offer it; raise ``Refused`` before the notice has run out, or when files are not whole."""
    hand_over, rows = _locked(actor, hand_over_id, permissions.KEEP)
    if hand_over.state not in {HandOverState.NOTICED, HandOverState.RETURNED}:
        raise Conflict(_("Đợt này đã giao nộp."))
    today = clock.today()
    if today < hand_over.due_on:
        raise Refused(
            _("Mới báo trước, nộp được từ ngày {day}.").format(day=hand_over.due_on.strftime("%d/%m/%Y")),
            code="too-early",
        )
    if opened := [row.symbol for row in rows if row.state == FileState.OPEN]:
        raise Refused(_("Hãy đóng lại trước khi giao nộp: {files}").format(files=", ".join(opened)), code="file-open")
    missing = [
        f"{row.symbol}: {problem.words}" for row in rows for problem in checks.problems(row, deep=True) if problem.stops
    ]
    if missing:
        raise Refused(
            _("Chưa giao nộp được: {problems}").format(problems="; ".join(missing[:10])), code="file-incomplete"
        )
    content = packages.made(hand_over.pk, hand_over.unit.name, hand_over.unit.identifier, rows, today)
    name = f"nop-luu-{hand_over.unit.identifier}-{today:%Y%m%d}.zip"
    hand_over.package = files.store_made(content, name, packages.ZIP, actor=actor)
    hand_over.state, hand_over.offered_at, hand_over.reason = HandOverState.OFFERED, clock.now(), ""
    hand_over.save()
    _move(rows, FileState.OFFERED)
    for row in rows:
        tell(row, actor, gettext_noop("Giao nộp vào lưu trữ"))
    _audit(actor, audit_events.OFFERED, hand_over, sha256=hand_over.package.sha256)
    inbox.close(hand_over.pk, inbox_kinds.TO_HAND_OVER, actor=actor)
    inbox.close(hand_over.pk, inbox_kinds.RETURNED, actor=actor)
    _put(inbox_kinds.TO_ACCEPT, hand_over, permissions.ARCHIVE, count=len(rows))
    return hand_over


@transaction.atomic
def accept(actor: Actor, hand_over_id: UUID) -> HandOver:
    """Take a package into the archive, once each of its checksums was found right."""
    hand_over, rows = _locked(actor, hand_over_id, permissions.ARCHIVE)
    _demand_offered(hand_over)
    wrong = packages.wrong(file_queries.read(hand_over.package)) if hand_over.package else ["manifest.xml"]
    if wrong:
        raise Refused(_("Gói tin sai mã băm: {names}").format(names=", ".join(wrong[:5])), code="package-damaged")
    _answer(actor, hand_over, HandOverState.ACCEPTED, "")
    _move(rows, FileState.ARCHIVED)
    for row in rows:
        tell(row, actor, gettext_noop("Lưu trữ đã tiếp nhận"))
        events.publish(told.ACCEPTED, subject_id=row.pk, actor=actor, unit=str(row.unit_id), symbol=row.symbol)
    _audit(actor, audit_events.ACCEPTED, hand_over, files=len(rows))
    return hand_over


@transaction.atomic
def return_(actor: Actor, hand_over_id: UUID, reason: str) -> HandOver:
    """Return a package with a reason; its files can be mended by being opened again, or offered once more."""
    if not reason.strip():
        raise Invalid({"reason": _("Hãy ghi lý do trả lại.")})
    hand_over, rows = _locked(actor, hand_over_id, permissions.ARCHIVE)
    _demand_offered(hand_over)
    _answer(actor, hand_over, HandOverState.RETURNED, reason.strip()[:500])
    _move(rows, FileState.CLOSED)
    for row in rows:
        tell(row, actor, gettext_noop("Lưu trữ trả lại. Lý do: {reason}"), reason=hand_over.reason)
    _audit(actor, audit_events.RETURNED, hand_over, reason=hand_over.reason)
    _put(inbox_kinds.RETURNED, hand_over, permissions.KEEP, count=len(rows))
    return hand_over


def _locked(actor: Actor, key: UUID, permission: str) -> tuple[HandOver, list[WorkFile]]:
    found = HandOver.objects.select_for_update(of=("self",)).select_related("unit").filter(id=key).first()
    if found is None:
        raise NotFound
    actor.demand(permission, found.unit)
    rows = WorkFile.objects.select_for_update(of=("self",)).filter(hand_overs__hand_over=found)
    return found, list(rows.select_related("keeper__person").order_by("year", "symbol"))


def _demand_offered(hand_over: HandOver) -> None:
    if hand_over.state != HandOverState.OFFERED:
        raise Conflict(_("Đợt này chưa giao nộp, hoặc đã được trả lời."))


def _answer(actor: Actor, hand_over: HandOver, state: HandOverState, reason: str) -> None:
    hand_over.state, hand_over.reason = state, reason
    hand_over.answered_at, hand_over.answered_by_id = clock.now(), actor.account_id
    hand_over.save()
    inbox.close(hand_over.pk, inbox_kinds.TO_ACCEPT, actor=actor)


def _move(rows: Collection[WorkFile], state: FileState) -> None:
    WorkFile.objects.filter(id__in=[row.pk for row in rows]).update(state=state)


def _put(kind: str, hand_over: HandOver, permission: str, *, count: int) -> None:
    due = datetime.combine(hand_over.due_on, time(17), tzinfo=clock.VIETNAM)
    title = _("{count} hồ sơ của {unit}").format(count=count, unit=hand_over.unit.name)
    inbox.put(
        kind, subject_id=hand_over.pk, title=title,
        unit=hand_over.unit, permission=permission, due_at=due if kind == inbox_kinds.TO_HAND_OVER else None,
    )  # fmt: skip


def _audit(actor: Actor, code: str, hand_over: HandOver, **details: Any) -> None:
    audit.record(
        actor, code, subject_kind="hand_over", subject_id=hand_over.pk, subject_label=str(hand_over.due_on),
        unit_id=hand_over.unit_id, **details,
    )  # fmt: skip
