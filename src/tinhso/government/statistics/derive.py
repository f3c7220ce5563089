"""A dossier as it counts, drawn from its deadline ledger: a pure function, so that the sums can always be made anew.

Every line of the ledger keeps the due time after it, so the ledger tells at any moment whether a dossier was in
hand and whether its due time had passed. While the clock waits the due time is unknown, and the dossier is as late,
or as much in time, as it was when the waiting began.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from tinhso.government.statistics.models import Ending, Grain, Timing
from tinhso.kernel.foundation.clock import VIETNAM
from tinhso.kits.procedures.states import Channel, ClockEventKind, Status

ONLINE = frozenset({Channel.ONLINE.value, Channel.NATIONAL.value})
"""The channels that the form counts as online; all others are counted as brought or posted."""

ENDINGS = {
    Status.WITHDRAWN: Ending.WITHDRAWN,
    Status.STOPPED: Ending.STOPPED,
    Status.FINISHED: Ending.FINISHED,
    Status.HANDED_OVER: Ending.FINISHED,
}
Spell = tuple[datetime, datetime | None]


class Line(NamedTuple):
    """A line of the ledger, as much of it as the statistics ask for."""

    kind: str
    at: datetime
    due_after: datetime | None


@dataclass(frozen=True)
class Facts:
    """What counts of a dossier."""

    unit_id: UUID
    field_id: UUID
    channel: str
    received_at: datetime | None = None
    ended_at: datetime | None = None
    ending: str = ""
    timing: str = ""
    spells: tuple[Spell, ...] = ()
    refused_at: datetime | None = None
    score: int | None = None
    rated_at: datetime | None = None
    unit_before_id: UUID | None = None
    moved_at: datetime | None = None
    """When a reorganisation gave the dossier to ``unit_id``; before, it was ``unit_before_id``'s."""

    def unit_at(self, moment: datetime) -> UUID:
        """Return whose the dossier was at a moment."""
        if self.unit_before_id is not None and self.moved_at is not None and moment < self.moved_at:
            return self.unit_before_id
        return self.unit_id

    @property
    def moves_in_hand(self) -> bool:
        """Whether the dossier was in hand when a reorganisation moved it."""
        return (
            self.moved_at is not None
            and self.received_at is not None
            and self.received_at < self.moved_at
            and (self.ended_at is None or self.ended_at >= self.moved_at)
        )

    @property
    def counts(self) -> bool:
        """Whether anything about the dossier is counted yet."""
        return bool(self.received_at or self.refused_at or self.rated_at)

    def known_before(self, moment: datetime) -> "Facts":
        """Return what a report that ends at ``moment`` sees: everything from then on is left out."""
        ended = self.ended_at is not None and self.ended_at < moment
        spells = tuple((begin, end if end and end < moment else None) for begin, end in self.spells if begin < moment)
        return replace(
            self,
            unit_id=self.unit_at(moment - timedelta(microseconds=1)),
            unit_before_id=self.unit_before_id if self.moved_at and self.moved_at < moment else None,
            moved_at=_before(self.moved_at, moment),
            received_at=_before(self.received_at, moment),
            ended_at=self.ended_at if ended else None,
            ending=self.ending if ended else "",
            timing=self.timing if ended else "",
            spells=spells,
            refused_at=_before(self.refused_at, moment),
            score=None,
            rated_at=None,
        )


def _before(value: datetime | None, moment: datetime) -> datetime | None:
    return value if value is not None and value < moment else None


def draw(facts: Facts, status: int, lines: Sequence[Line]) -> Facts:
    """Return ``facts`` with what the ledger says: received, ended and when by the due time, spells of being late."""
    start = next((line.at for line in lines if line.kind == ClockEventKind.START), None)
    if start is None:
        return facts
    stop = next((line.at for line in reversed(lines) if line.kind == ClockEventKind.STOP), None)
    ended_at = stop if status in ENDINGS else None
    spells: list[Spell] = []
    due_at: datetime | None = None
    paused_late = paused = False
    for index, line in enumerate(lines):
        if line.kind == ClockEventKind.STOP:
            break
        until = lines[index + 1].at if index + 1 < len(lines) else None
        if line.due_after is None:
            if not paused:
                paused, paused_late = True, due_at is not None and line.at > due_at
            if paused_late:
                _add(spells, line.at, until)
        else:
            paused, due_at = False, line.due_after
            begin = max(line.due_after, line.at)
            if until is None or begin < until:
                _add(spells, begin, until)
    return replace(
        facts,
        received_at=start,
        ended_at=ended_at,
        ending=ENDINGS[Status(status)] if ended_at else "",
        timing=_timing(ended_at, due_at, paused, paused_late) if ended_at else "",
        spells=tuple(spells),
    )


def _add(spells: list[Spell], begin: datetime, end: datetime | None) -> None:
    """Add a spell, joined to the one before it when it goes on where that one ends."""
    if spells and spells[-1][1] == begin:
        begin = spells.pop()[0]
    if end is None or begin < end:
        spells.append((begin, end))


def _timing(ended_at: datetime, due_at: datetime | None, paused: bool, paused_late: bool) -> str:
    """Return how the end lies to the due time; ended while the clock waited, it is late only if it was so before."""
    if paused:
        return Timing.LATE if paused_late else Timing.BEFORE
    if due_at is None or ended_at > due_at:
        return Timing.LATE
    return Timing.ON_TIME if _day(ended_at) == _day(due_at) else Timing.BEFORE


def _day(moment: datetime) -> date:
    return moment.astimezone(VIETNAM).date()


def marks(facts: Facts, elapsed_minutes: int, waited_minutes: int) -> Iterator[tuple[date, UUID, str, int]]:
    """Yield what a dossier adds to the sums: on which day, for which unit, to which column, how much."""

    def mark(at: datetime, column: str, count: int = 1) -> tuple[date, UUID, str, int]:
        return _day(at), facts.unit_at(at), column, count

    if facts.received_at:
        yield mark(facts.received_at, "online" if facts.channel in ONLINE else "direct")
    if facts.ended_at:
        yield mark(facts.ended_at, facts.timing)
        if facts.ending != Ending.FINISHED:
            yield mark(facts.ended_at, facts.ending)
        yield mark(facts.ended_at, "elapsed_minutes", elapsed_minutes)
        yield mark(facts.ended_at, "waited_minutes", waited_minutes)
    if facts.refused_at:
        yield mark(facts.refused_at, "refused")
    if facts.rated_at and facts.score:
        yield mark(facts.rated_at, f"score_{facts.score}")
    if facts.moved_at and facts.unit_before_id and facts.moves_in_hand:
        yield _day(facts.moved_at), facts.unit_before_id, "moved_out", 1
        yield _day(facts.moved_at), facts.unit_id, "moved_in", 1


def half_month(day: date) -> date:
    """Return the first day of the half-month in which a day lies: the 1st or the 15th."""
    return day.replace(day=1 if day.day < 15 else 15)


def buckets(day: date) -> tuple[tuple[Grain, date], ...]:
    """Return the sums in which a day lies."""
    return (Grain.YEAR, day.replace(month=1, day=1)), (Grain.HALF_MONTH, half_month(day)), (Grain.DAY, day)


def lines_of(rows: Iterable[tuple[str, datetime, datetime | None]]) -> list[Line]:
    """Return ledger lines from rows of their columns."""
    return [Line(*row) for row in rows]
