"""Dossiers read in bulk, with what the statistics draw from them: ledger, log, steps, rating."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from tinhso.government.statistics.derive import Facts, Line, draw
from tinhso.government.statistics.holding import OPINION, OPINION_NAME, Account, Run, Wait, account_for
from tinhso.government.statistics.periods import midnight
from tinhso.kernel.worktime.calculator import UnknownYear, WorkCalendar
from tinhso.kits.procedures.coordination import Opinion
from tinhso.kits.procedures.models import ClockEvent, Dossier, DossierLogEntry, DossierStep, Rating
from tinhso.kits.procedures.moving import MOVED, MOVED_BACK
from tinhso.kits.procedures.states import ClockEventKind, Status

WAITING = (Status.SUPPLEMENT, Status.PAYMENT)
"""The statuses in which it is the citizen's turn."""
OPINIONS = "opinions-"
"""How the cause of a pause begins in which other units hold the dossier, so that it is somebody's time after all."""


@dataclass
class Read:
    """A dossier with what counts of it."""

    id: UUID
    facts: Facts
    status: int
    desk_id: UUID
    submitted_at: datetime
    lines: list[Line]
    waits: list[Wait] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)

    def account(self, calendar: WorkCalendar, until: datetime) -> Account:
        """Return who held the dossier how long; nothing when the calendar does not know one of the years."""
        try:
            return account_for(
                calendar,
                desk_id=self.desk_id,
                submitted_at=self.submitted_at,
                received_at=self.facts.received_at,
                runs=self.runs,
                waits=self.waits,
                until=until,
            )
        except UnknownYear:
            return Account()


def read(dossier_ids: Sequence[UUID], *, held: bool = True) -> list[Read]:
    """Return the dossiers with their facts; with steps and waiting times when ``held`` asks who held them."""
    lines: dict[UUID, list[Line]] = defaultdict(list)
    pauses: dict[UUID, list[tuple[str, datetime, str]]] = defaultdict(list)
    for key, kind, at, due_after, term in (
        ClockEvent.objects.filter(dossier_id__in=dossier_ids)
        .order_by("dossier_id", "position")
        .values_list("dossier_id", "kind", "at", "due_after", "term")
    ):
        lines[key].append(Line(kind, at, due_after))
        pauses[key].append((kind, at, str(term.get("cause", ""))))
    refused = dict(
        DossierLogEntry.objects.filter(dossier_id__in=dossier_ids, status_after=Status.REFUSED)
        .order_by("dossier_id", "-at")
        .values_list("dossier_id", "at")
    )
    ratings = {
        key: (score, at)
        for key, score, at in Rating.objects.filter(dossier_id__in=dossier_ids).values_list("dossier", "score", "at")
    }
    moves = moves_of(dossier_ids)
    found = []
    for key, unit, field_id, channel, status, desk, submitted_at in Dossier.objects.filter(
        id__in=dossier_ids
    ).values_list(
        "id", "agency", "procedure__field", "channel", "status", "reception_unit", "submitted_at"
    ):  # fmt: skip
        score, rated_at = ratings.get(key, (None, None))
        before, moved_at = moves.get(key, (None, None))
        facts = Facts(
            unit, field_id, channel, refused_at=refused.get(key), score=score, rated_at=rated_at,
            unit_before_id=before, moved_at=moved_at,
        )  # fmt: skip
        found.append(Read(key, draw(facts, status, lines[key]), status, desk, submitted_at, lines[key]))
    if held:
        _add_holding(found, pauses)
    return found


def moves_of(dossier_ids: Sequence[UUID]) -> dict[UUID, tuple[UUID, datetime]]:
    """Return, of the dossiers that a reorganisation moved, whose each was at first and since when it is another's."""
    found: dict[UUID, list[tuple[UUID, datetime]]] = defaultdict(list)
    lines = DossierLogEntry.objects.filter(dossier_id__in=dossier_ids, act__in=(MOVED, MOVED_BACK))
    for key, act, details in lines.order_by("dossier_id", "at", "id").values_list("dossier_id", "act", "details"):
        if act == MOVED:
            found[key].append((UUID(details["before"]), midnight(date.fromisoformat(details["on"]))))
        elif found[key]:
            found[key].pop()
    return {key: (steps[0][0], steps[-1][1]) for key, steps in found.items() if steps}


class Asked:
    """Who was asked for an opinion in some dossiers: runs of the units asked, and when the askers' steps were away."""

    def __init__(self) -> None:
        self._runs: dict[UUID, list[Run]] = defaultdict(list)
        self._away: dict[UUID, dict[UUID, tuple[datetime, datetime | None]]] = defaultdict(dict)

    def add(self, opinion: Opinion) -> None:
        """Add the question to one unit, and its answer."""
        asking = opinion.consultation
        back = opinion.answered_at or asking.closed_at
        self._runs[opinion.dossier_id].append(
            Run(opinion.unit_id, OPINION, OPINION_NAME, "opinion", asking.asked_at, back, opinion.due_at)
        )
        self._away[asking.step_id][asking.id] = (asking.asked_at, asking.closed_at)

    def runs_of(self, dossier_id: UUID) -> list[Run]:
        """Return the runs of the units that were asked in a dossier."""
        return self._runs[dossier_id]

    def away(self, step_id: UUID) -> tuple[tuple[datetime, datetime | None], ...]:
        """Return when others held the dossier whom a step had asked."""
        return tuple(self._away[step_id].values())


def opinions(dossier_ids: Sequence[UUID]) -> Asked:
    """Return who was asked for an opinion in some dossiers."""
    asked = Asked()
    for opinion in Opinion.objects.filter(dossier_id__in=dossier_ids).select_related("consultation"):
        asked.add(opinion)
    return asked


def _add_holding(found: list[Read], pauses: dict[UUID, list[tuple[str, datetime, str]]]) -> None:
    keys = [item.id for item in found]
    runs: dict[UUID, list[Run]] = defaultdict(list)
    asked = opinions(keys)
    for row in (
        DossierStep.objects.filter(dossier_id__in=keys)
        .order_by("opened_at", "position")
        .values_list("dossier_id", "id", "unit_id", "code", "name", "kind", "opened_at", "closed_at", "due_at")
    ):
        runs[row[0]].append(Run(*row[2:], away=asked.away(row[1])))
    turns: dict[UUID, list[tuple[datetime, int]]] = defaultdict(list)
    for key, at, after in (
        DossierLogEntry.objects.filter(dossier_id__in=keys)
        .order_by("at", "id")
        .values_list("dossier", "at", "status_after")
    ):
        turns[key].append((at, after))
    for item in found:
        item.runs = runs[item.id] + asked.runs_of(item.id)
        item.waits = waits_of(turns[item.id], pauses[item.id])


def waits_of(turns: Iterable[tuple[datetime, int]], lines: Iterable[tuple[str, datetime, str]]) -> list[Wait]:
    """Return the times in which a dossier waited: from its story, and kind, time and cause of its ledger's lines."""
    return [*_by_status(turns), *_by_ledger(lines)]


def _by_status(turns: Iterable[tuple[datetime, int]]) -> list[Wait]:
    """Return the times in which it was the citizen's turn, from the story's statuses."""
    waits: list[Wait] = []
    since: datetime | None = None
    for at, after in turns:
        if after in WAITING:
            since = since or at
        elif since is not None:
            waits.append(Wait(since, at))
            since = None
    return [*waits, Wait(since, None)] if since is not None else waits


def _by_ledger(lines: Iterable[tuple[str, datetime, str]]) -> list[Wait]:
    """Return the times in which the clock stood for another reason than that a unit was asked for its opinion."""
    waits: list[Wait] = []
    causes: dict[str, datetime] = {}
    for kind, at, cause in lines:
        if kind == ClockEventKind.PAUSE and not cause.startswith(OPINIONS):
            causes.setdefault(cause, at)
        elif kind == ClockEventKind.RESUME:
            since = causes.pop(cause, None)
            if since is not None:
                waits.append(Wait(since, at))
        elif kind in (ClockEventKind.START, ClockEventKind.RESTART, ClockEventKind.STOP):
            waits += [Wait(since, at) for since in causes.values()]
            causes.clear()
    return waits + [Wait(since, None) for since in causes.values()]
