"""The ranking of units by the published formula: counted, worked out in the open, frozen."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from tinhso.government.directives import lateness, rules
from tinhso.government.directives.models import Directive, RankingClosing
from tinhso.government.directives.periods import Period
from tinhso.government.directives.states import RuleKind, State
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import NotFound
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kernel.organizations.queries import units


@dataclass
class Line:
    """What a unit is ranked by; ``score`` is in hundredths of a point."""

    unit: str
    identifier: str
    on_time: int = 0
    late: int = 0
    overdue: int = 0
    pending: int = 0
    """Due in the period and not yet due: shown, not counted."""
    returned: int = 0
    extended: int = 0
    late_days: int = 0
    counted: int = 0
    score: int = 0
    rank: int = 0
    worked: str = ""

    @property
    def points(self) -> str:
        """The score as people read it."""
        return f"{self.score // 100},{self.score % 100:02d}"


@dataclass(frozen=True)
class Stand:
    """The bare facts of one directive."""

    phase: str
    due_at: datetime | None
    reported_at: datetime | None


def live(unit: OrganizationUnit, period: Period, now: datetime | None = None) -> tuple[list[Line], rules.Rule]:
    """Return the ranking of a period as it stands now, and the formula, in three queries.

    It counts orders at the top that ``unit`` gave and that fall due in the period, of each leading unit; those that
    were cancelled or rest are left out.
    """
    moment = now or clock.now()
    rule = rules.rule_on(RuleKind.RANKING, period.last_day)
    counter = lateness.days()
    rows = Directive.objects.filter(
        unit=unit, level=0, due_at__gte=period.begins_at, due_at__lt=period.ends_at
    ).values_list("lead_id", "phase", "due_at", "reported_at", "extensions", "returns")
    found: dict[UUID, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for lead, phase, due_at, reported_at, extensions, returns in rows.iterator(chunk_size=5000):
        stand = Stand(phase, due_at, reported_at)
        state = lateness.state_of(stand, moment)
        if state in (State.CANCELLED, State.SUSPENDED):
            continue
        sums = found[lead]
        if state in (State.NOT_STARTED, State.DOING):
            sums["pending"] += 1
            continue
        sums[{State.DONE_ON_TIME: "on_time", State.DONE_LATE: "late", State.OVERDUE: "overdue"}[state]] += 1
        sums["returned"] += returns
        sums["extended"] += extensions
        sums["late_days"] += lateness.days_late(stand, moment, counter)
    units = OrganizationUnit.objects.in_bulk(found)
    lines = []
    for key, sums in found.items():
        line = Line(units[key].name, units[key].identifier)
        for name, count in sums.items():
            setattr(line, name, count)
        work_out(line, rule.content)
        lines.append(line)
    return ranked(lines, int(rule.content["least"])), rule


def work_out(line: Line, formula: Mapping[str, Any]) -> None:
    """Set the score of a line by the formula, and the working that shows how."""
    line.counted = n = line.on_time + line.late + line.overdue
    if not n:
        return
    base = Fraction(
        line.on_time * formula["on_time"] + line.late * formula["late"] + line.overdue * formula["overdue"], n
    )
    days = min(Fraction(formula["late_days_most"]), Fraction(formula["late_day"] * line.late_days, n))
    minus = Fraction(formula["returned"] * line.returned + formula["extended"] * line.extended, n) + days
    exact = min(Fraction(100), max(Fraction(0), base - minus))
    line.score = int(exact * 100 + Fraction(1, 2))
    line.worked = (
        f"({line.on_time} × {formula['on_time']} + {line.late} × {formula['late']} + {line.overdue} × "
        f"{formula['overdue']}) ÷ {n} − {line.returned} × {formula['returned']} ÷ {n} − {line.extended} × "
        f"{formula['extended']} ÷ {n} − min({formula['late_days_most']}; {line.late_days} × {formula['late_day']} "
        f"÷ {n}) = {line.points}"
    )


def ranked(lines: list[Line], least: int) -> list[Line]:
    """Return the lines in order with their ranks; equal scores share one, units with too little to do have none."""
    lines.sort(key=lambda line: (line.counted < least, -line.score, -line.counted, line.identifier))
    before = None
    for number, line in enumerate(lines, 1):
        if line.counted < least:
            line.rank = 0
            continue
        line.rank = before.rank if before is not None and before.score == line.score else number
        before = line
    return lines


def ranked_by() -> OrganizationUnit:
    """Return whose orders are ranked: those of the unit at the top; raise ``NotFound``."""
    unit = units().filter(parent=None).first()
    if unit is None:
        raise NotFound
    return unit


def closing_of(unit: OrganizationUnit, period: Period) -> RankingClosing | None:
    """Return the frozen ranking of a period, when there is one."""
    return RankingClosing.objects.filter(unit=unit, period=period.code).first()


def frozen(closing: RankingClosing) -> list[Line]:
    """Return the lines of a frozen ranking."""
    return [Line(**row) for row in closing.rows]


def as_rows(lines: list[Line]) -> list[dict[str, Any]]:
    """Return the lines as they are frozen."""
    return [asdict(line) for line in lines]
