"""The deadline ledger: the life of a dossier's clock as lines, and every due time as a replay of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from tinhso.kernel.worktime.calculator import Term, WorkCalendar, due
from tinhso.kits.procedures.definition import ClockRules, TermCase
from tinhso.kits.procedures.rules import MINUTES_PER_WORKING_DAY, term_of
from tinhso.kits.procedures.states import ClockEventKind


class ClockLine(Protocol):
    """A line of the ledger, from the database or planned."""

    kind: str
    at: datetime
    term: dict  # type: ignore[type-arg]


@dataclass(frozen=True)
class ClockState:
    """Where a clock stands after some lines: ``due_at`` is unknown while it is paused."""

    due_at: datetime | None
    running: bool
    paused_since: datetime | None
    stopped_at: datetime | None


def replay(calendar: WorkCalendar, rules: ClockRules, lines: Iterable[ClockLine]) -> ClockState:
    """Return where the clock stands after ``lines``, in their order; a term may bring its own rules with it.

    The due time counts from the last start or restart, grows by the working time of every pause after it and
    by every extension; a pause that is still open leaves it unknown. Pauses may overlap: each has a ``cause`` (a
    supplement, opinions, a suspension), and the clock runs again when the last of them has ended.
    """
    started_at: datetime | None = None
    term: Term | None = None
    whole_days = False
    pauses: list[tuple[datetime, datetime]] = []
    paused_since: datetime | None = None
    causes: set[str] = set()
    stopped_at: datetime | None = None
    extra_minutes = 0
    for line in lines:
        kind = ClockEventKind(line.kind)
        if kind in (ClockEventKind.START, ClockEventKind.RESTART):
            case = TermCase.model_validate(line.term)
            term = term_of(case)
            rules = case.clock or rules
            whole_days = rules.whole_days and case.working_days is not None
            started_at, pauses, paused_since, causes = line.at, [], None, set()
        elif kind is ClockEventKind.PAUSE:
            paused_since = paused_since or line.at
            causes.add(line.term.get("cause", ""))
        elif kind is ClockEventKind.RESUME and paused_since is not None:
            causes.discard(line.term.get("cause", ""))
            if not causes:
                pauses.append((paused_since, line.at))
                paused_since = None
        elif kind is ClockEventKind.EXTEND:
            extra_minutes += int(line.term["working_days"]) * MINUTES_PER_WORKING_DAY
        elif kind is ClockEventKind.STOP:
            stopped_at = line.at
    if started_at is None or term is None or paused_since is not None:
        return ClockState(None, False, paused_since, stopped_at)
    due_at = due(
        calendar,
        started_at,
        term,
        cutoff=rules.cutoff,
        whole_days=whole_days,
        pauses=_within(pauses),
    )
    if extra_minutes:
        due_at = calendar.add_minutes(due_at, extra_minutes)
    return ClockState(due_at, stopped_at is None, None, stopped_at)


def _within(pauses: Sequence[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    return [(begin, end) for begin, end in pauses if end - begin > timedelta(0)]
