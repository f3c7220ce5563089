"""The deadline ledger of the whole, brought up to date from what happened in its branches.

Each line bears its cause, and is written once, however often and in whatever order one comes to look.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_noop as kept

from tinhso.kernel.worktime.queries import current_calendar
from tinhso.kits.procedures.linked.clock import replay
from tinhso.kits.procedures.linked.definition import LinkedDefinition
from tinhso.kits.procedures.linked.models import LinkedApplication, LinkedBranch, LinkedClockEvent
from tinhso.kits.procedures.linked.states import ENDED
from tinhso.kits.procedures.models import ClockEvent, Supplement
from tinhso.kits.procedures.states import ClockEventKind


@dataclass(frozen=True)
class Line:
    """A line that the ledger of the whole should have."""

    kind: ClockEventKind
    at: datetime
    cause: str
    reason: str
    branch: str = ""
    basis: str = ""
    term: dict[str, Any] = field(default_factory=dict)


def bring_up_to_date(
    application: LinkedApplication, definition: LinkedDefinition, branches: Sequence[LinkedBranch]
) -> None:
    """Write the lines that are missing, and set when the whole is due."""
    standing = list(LinkedClockEvent.objects.filter(application=application).order_by("position"))
    causes = {line.cause for line in standing}
    wanted = [*_start(application, definition, branches), *_waits(application, definition, branches)]
    for line in sorted(wanted, key=lambda line: line.at):
        if line.cause not in causes:
            _write(application, standing, line)
    if standing and all(branch.state in ENDED for branch in branches) and "stop" not in causes:
        last = max(branch.ended_at for branch in branches if branch.ended_at)
        _write(application, standing, Line(ClockEventKind.STOP, last, "stop", kept("Các nhánh đã kết thúc")))


def recount(application: LinkedApplication) -> bool:
    """Count the due time again by the calendar in force, when it no longer follows from it; tell whether it moved."""
    calendar = current_calendar()
    standing = list(LinkedClockEvent.objects.filter(application=application).order_by("position"))
    if not standing or standing[-1].calendar == calendar.stamp or application.due_at is None:
        return False
    if replay(calendar, standing).due_at == application.due_at:
        return False
    line = Line(
        ClockEventKind.RECOUNT,
        standing[-1].at,
        f"recount:{calendar.stamp}",
        kept("Tính lại theo lịch làm việc mới, cùng với các nhánh"),
    )
    _write(application, standing, line)
    return True


def _start(
    application: LinkedApplication, definition: LinkedDefinition, branches: Sequence[LinkedBranch]
) -> Iterator[Line]:
    """The whole counts from the first receipt of a branch, under the terms of that day."""
    received = [branch.dossier.received_at for branch in branches if branch.dossier and branch.dossier.received_at]
    if not received:
        return
    if application.received_at is None:
        application.received_at = min(received)
        case = definition.terms_on(timezone.localdate(application.received_at)).case_of_whole(application.answers)
        application.term = case.kept()
    yield Line(
        ClockEventKind.START,
        application.received_at,
        "start",
        kept("Tiếp nhận hồ sơ liên thông đầy đủ, hợp lệ"),
        basis=application.term["basis"],
        term=application.term,
    )


def _waits(
    application: LinkedApplication, definition: LinkedDefinition, branches: Sequence[LinkedBranch]
) -> Iterator[Line]:
    if application.received_at is None:
        return
    pausing = {branch.code for branch in definition.branches if branch.pauses_whole}
    watched = [branch for branch in branches if branch.dossier_id is not None]
    ledgers: dict[Any, list[ClockEvent]] = {}
    for line in ClockEvent.objects.filter(dossier__in=[branch.dossier_id for branch in watched]).order_by("position"):
        ledgers.setdefault(line.dossier_id, []).append(line)
    for branch in watched:
        if branch.code in pausing:
            yield from _before_receipt(application, branch)
            yield from _from_ledger(branch, ledgers.get(branch.dossier_id, []))


def _before_receipt(application: LinkedApplication, branch: LinkedBranch) -> Iterator[Line]:
    """A supplement that a later branch asks for before it receives: its own clock has not begun, the whole's has."""
    dossier = branch.dossier
    if dossier is None or not dossier.supplements:
        return
    for asked in Supplement.objects.filter(dossier=dossier).order_by("number"):
        early = dossier.received_at is None or asked.asked_at < dossier.received_at
        if early and application.received_at is not None and asked.asked_at >= application.received_at:
            ended = asked.answered_at or dossier.finished_at
            yield from _pause(
                branch, f"early-{asked.number}", asked.asked_at, ended, kept("Chờ người dân bổ sung hồ sơ")
            )


def _from_ledger(branch: LinkedBranch, ledger: Iterable[ClockEvent]) -> Iterator[Line]:
    """Each pause of a branch is one of the whole, until what ended it there; an extension is one of the whole too."""
    running: dict[str, ClockEvent] = {}
    for line in ledger:
        kind, cause = ClockEventKind(line.kind), str(line.term.get("cause", ""))
        if kind is ClockEventKind.PAUSE:
            running.setdefault(cause, line)
        elif kind is ClockEventKind.RESUME:
            begun = running.pop(cause, None)
            if begun is not None:
                yield from _pause(branch, str(begun.position), begun.at, line.at, begun.reason, begun.basis)
        elif kind in (ClockEventKind.RESTART, ClockEventKind.STOP):
            for begun in running.values():
                yield from _pause(branch, str(begun.position), begun.at, line.at, begun.reason, begun.basis)
            running = {}
        elif kind is ClockEventKind.EXTEND:
            yield Line(
                kind, line.at, f"{branch.code}:{line.position}:extend", line.reason, branch.code, line.basis, line.term
            )
    for begun in running.values():
        yield from _pause(branch, str(begun.position), begun.at, None, begun.reason, begun.basis)


def _pause(
    branch: LinkedBranch, key: str, begun: datetime, ended: datetime | None, reason: str, basis: str = ""
) -> Iterator[Line]:
    cause = f"{branch.code}:{key}"
    term = {"cause": cause}
    yield Line(ClockEventKind.PAUSE, begun, f"{cause}:pause", reason, branch.code, basis, term)
    if ended is not None:
        words = kept("Hết thời gian chờ, tính tiếp")
        yield Line(ClockEventKind.RESUME, ended, f"{cause}:resume", words, branch.code, basis, term)


def _write(application: LinkedApplication, standing: list[LinkedClockEvent], line: Line) -> None:
    calendar = current_calendar()
    event = LinkedClockEvent(
        application=application,
        position=len(standing) + 1,
        kind=line.kind,
        at=line.at,
        branch=line.branch,
        cause=line.cause,
        reason=line.reason,
        basis=line.basis,
        term=line.term,
        calendar=calendar.stamp,
    )
    state = replay(calendar, [*standing, event])
    event.due_after = state.due_at
    event.save(force_insert=True)
    standing.append(event)
    application.due_at = state.due_at
