"""The same figures once more, by another way: each dossier's story and ledger walked line by line, cell by cell.

Slow, and independent on purpose: it shares no code and no table with the sums, so that ``tinhso doctor`` and the
tests can compare the two. It reads only what the law calls the record: the log of the dossier and its ledger.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from tinhso.kits.procedures.models import ClockEvent, Dossier, DossierLogEntry

_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
_RECEIVED, _REFUSED, _PROCESSING, _WITHDRAWN, _STOPPED, _FINISHED = 2, 3, 4, 7, 8, 9
_ONLINE = ("online", "national")
_CHUNK = 2000
Span = tuple[datetime, datetime]
Counts = dict[tuple[UUID, UUID], dict[str, set[UUID]]]


@dataclass
class Walked:
    """What the story and the ledger of one dossier say."""

    id: UUID
    unit_id: UUID
    field_id: UUID
    channel: str
    received_at: datetime | None = None
    refused_at: datetime | None = None
    ended_at: datetime | None = None
    ended_as: int = 0
    ledger: list[tuple[datetime, datetime | None]] = field(default_factory=list)
    unit_before: UUID | None = None
    moved_at: datetime | None = None

    def unit_at(self, moment: datetime | None) -> UUID:
        """Return whose the dossier was at a moment, before and after a reorganisation."""
        if self.unit_before and self.moved_at and moment and moment < self.moved_at:
            return self.unit_before
        return self.unit_id

    def in_hand(self, moment: datetime) -> bool:
        """Tell whether the dossier was received before a moment and had not ended before it."""
        return (
            self.received_at is not None
            and self.received_at < moment
            and (self.ended_at is None or self.ended_at >= moment)
        )

    def due_at(self, moment: datetime, *, ending: bool = False) -> tuple[datetime | None, datetime]:
        """Return the due time known just before a moment, and the moment at which the dossier is to be judged.

        While the clock waits that is the due time from before the waiting, judged when the waiting began. At its
        ``ending`` what the same moment brought counts too.
        """
        due: datetime | None = None
        judged = moment
        waiting = False
        for at, after in self.ledger:
            if at > moment or (at == moment and not ending):
                break
            if after is not None:
                due, waiting, judged = after, False, moment
            elif not waiting:
                waiting, judged = True, at
        return due, judged

    def late_in_hand(self, moment: datetime) -> bool:
        """Tell whether the dossier was in hand past its due time."""
        due, judged = self.due_at(moment)
        return self.in_hand(moment) and due is not None and judged > due

    def waits_at_end(self) -> bool:
        """Tell whether the clock waited when the dossier ended."""
        return bool(self.ledger) and self.ledger[-1][1] is None

    def how_ended(self) -> str:
        """Return whether it ended before, on or after its due time."""
        assert self.ended_at is not None  # noqa: S101 - asked of ended ones only
        due, judged = self.due_at(self.ended_at, ending=True)
        if due is None or judged > due:
            return "late"
        same_day = self.ended_at.astimezone(_ZONE).date() == due.astimezone(_ZONE).date()
        return "on_time" if same_day and not self.waits_at_end() else "before"


def walk() -> Iterator[Walked]:
    """Yield every dossier as its lines tell of it."""
    heads = list(Dossier.objects.order_by("id").values_list("id", "agency", "procedure__field", "channel"))
    for begin in range(0, len(heads), _CHUNK):
        yield from _walk(heads[begin : begin + _CHUNK])


def _walk(heads: Sequence[tuple[UUID, UUID, UUID, str]]) -> Iterator[Walked]:
    keys = [head[0] for head in heads]
    stories = _grouped(
        DossierLogEntry.objects.filter(dossier__in=keys)
        .order_by("dossier", "at", "id")
        .values_list("dossier", "at", "status_after", "act", "details")
    )
    ledgers = _grouped(
        ClockEvent.objects.filter(dossier__in=keys)
        .order_by("dossier", "position")
        .values_list("dossier", "at", "kind", "due_after")
    )
    for head in heads:
        dossier = Walked(*head)
        for _key, at, after, act, details in stories[dossier.id]:
            if act == "reorganize":
                day = datetime.fromisoformat(details["on"])
                dossier.unit_before = dossier.unit_before or UUID(details["before"])
                dossier.moved_at = day.replace(tzinfo=_ZONE)
            elif act == "reorganize-back":
                dossier.unit_before = dossier.moved_at = None
            elif after == _REFUSED:
                dossier.refused_at = at
            elif after in (_RECEIVED, _PROCESSING) and dossier.received_at is None:
                dossier.received_at = at
            elif after in (_WITHDRAWN, _STOPPED, _FINISHED) and dossier.received_at and not dossier.ended_at:
                dossier.ended_at, dossier.ended_as = at, after
        dossier.ledger = [(at, due) for _key, at, kind, due in ledgers[dossier.id] if kind != "stop"]
        yield dossier


def _grouped(rows: Any) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    for key, group in groupby(rows, key=itemgetter(0)):
        found[key] = list(group)
    return found


def count(dossiers: Sequence[Walked], begins_at: datetime, ends_at: datetime) -> Counts:
    """Return, for each unit and field, which dossiers each figure of a period counts."""
    counts: Counts = defaultdict(lambda: defaultdict(set))
    for dossier in dossiers:
        for unit, figure in cells_of(dossier, begins_at, ends_at):
            counts[unit, dossier.field_id][figure].add(dossier.id)
    return {key: cell for key, cell in counts.items() if cell}


def cells_of(dossier: Walked, begins_at: datetime, ends_at: datetime) -> Iterator[tuple[UUID, str]]:
    """Yield the figures of a period that count a dossier, each with the unit whose the dossier was at that moment."""
    at_end = ends_at - timedelta(microseconds=1)
    for figure in figures_of(dossier, begins_at, ends_at):
        if figure == "refused":
            moment = dossier.refused_at
        elif figure in ("online", "direct"):
            moment = dossier.received_at
        elif figure == "carried":
            moment = begins_at
        elif figure == "received":
            moment = max(begins_at, dossier.received_at or begins_at)
        elif figure.startswith("in_hand"):
            moment = at_end
        else:
            moment = dossier.ended_at
        yield dossier.unit_at(moment), figure
    moved = dossier.moved_at
    if moved and dossier.unit_before and begins_at < moved < ends_at and dossier.in_hand(moved):
        yield dossier.unit_before, "moved_out"
        yield dossier.unit_id, "moved_in"


def figures_of(dossier: Walked, begins_at: datetime, ends_at: datetime) -> Iterator[str]:
    """Yield the figures of a period that count a dossier."""

    def within(moment: datetime | None) -> bool:
        return moment is not None and begins_at <= moment < ends_at

    if within(dossier.refused_at):
        yield "refused"
    came, carried = within(dossier.received_at), dossier.in_hand(begins_at)
    if came:
        yield "online" if dossier.channel in _ONLINE else "direct"
    if carried:
        yield "carried"
    if came or carried:
        yield "received"
    if within(dossier.ended_at):
        yield "resolved"
        yield dossier.how_ended()
        if dossier.ended_as != _FINISHED:
            yield "withdrawn" if dossier.ended_as == _WITHDRAWN else "stopped"
    if dossier.in_hand(ends_at):
        yield "in_hand"
        yield "in_hand_late" if dossier.late_in_hand(ends_at) else "in_hand_in_time"
