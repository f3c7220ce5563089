"""Who held dossiers how long, in figures: by unit and by step, from the sums; published by agency."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _

from tinhso.government.statistics.figures import percent
from tinhso.government.statistics.models import HeldTally, Tally
from tinhso.government.statistics.periods import Span
from tinhso.government.statistics.queries import Scope, whole_days
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kits.procedures.rules import MINUTES_PER_HOUR, MINUTES_PER_WORKING_DAY

MOST_STEPS = 40


@dataclass(frozen=True)
class Held:
    """How long a unit, or a step, held the dossiers that ended in a period."""

    key: str
    name: str
    dossiers: int
    minutes: int
    late: int

    @property
    def mean_minutes(self) -> int:
        """Working minutes for each dossier."""
        return round(self.minutes / self.dossiers) if self.dossiers else 0

    @property
    def mean(self) -> str:
        """The mean in words."""
        return duration(self.mean_minutes)

    @property
    def late_rate(self) -> float | None:
        """The share that was held past the step's own due time, in percent."""
        return percent(self.late, self.dossiers)


@dataclass(frozen=True)
class Agency:
    """How an agency's dossiers went that ended in a period: how long, how long they waited for the citizen, in time."""

    key: UUID
    name: str
    ended: int
    in_time: int
    elapsed_minutes: int
    waited_minutes: int

    @property
    def mean_minutes(self) -> int:
        """Working minutes for each dossier from sending to the end, the waiting left out."""
        return round((self.elapsed_minutes - self.waited_minutes) / self.ended) if self.ended else 0

    @property
    def mean(self) -> str:
        """The mean in words."""
        return duration(self.mean_minutes)

    @property
    def mean_waited(self) -> str:
        """The mean waiting time in words."""
        return duration(round(self.waited_minutes / self.ended) if self.ended else 0)

    @property
    def on_time_rate(self) -> float | None:
        """The share that ended by its due time, in percent."""
        return percent(self.in_time, self.ended)


def duration(minutes: int) -> str:
    """Return working minutes in words: ``2 ngày 3 giờ``; a working day has eight hours."""
    days, rest = divmod(minutes, MINUTES_PER_WORKING_DAY)
    hours, minutes = divmod(rest, MINUTES_PER_HOUR)
    parts = []
    if days:
        parts.append(_("{count} ngày").format(count=days))
    if hours:
        parts.append(_("{count} giờ").format(count=hours))
    if minutes and not days:
        parts.append(_("{count} phút").format(count=minutes))
    return " ".join(parts) or _("dưới 1 phút")


def by_unit(scope: Scope, span: Span) -> list[Held]:
    """Return how long each unit held what ended in a period, the longest mean first."""
    rows = _rows(scope, span).filter(step="").values("unit_id", "unit__name", "unit__parent__name").annotate(**_SUMS)
    return _ranked(
        Held(str(row["unit_id"]), _with_parent(row), row["total"], row["spent"], row["overdue"]) for row in rows
    )


def by_step(scope: Scope, span: Span) -> list[Held]:
    """Return how long each step took for what ended in a period, the longest mean first."""
    rows = _rows(scope, span).exclude(step="").values("name").annotate(**_SUMS)
    return _ranked(Held(row["name"], _(row["name"]), row["total"], row["spent"], row["overdue"]) for row in rows)[
        :MOST_STEPS
    ]


_SUMS = {"total": Sum("dossiers"), "spent": Sum("minutes"), "overdue": Sum("late")}


def _rows(scope: Scope, span: Span) -> QuerySet[HeldTally]:
    """Return the sums of the half-months that begin in the period: those of a period of the law fit into it."""
    when = HeldTally.objects.filter(start__gte=span.first_day, start__lte=span.last_day)
    return scope.filter(when).order_by()


def _with_parent(row: dict[str, Any]) -> str:
    parent = row["unit__parent__name"]
    return f"{row['unit__name']} – {parent}" if parent else str(row["unit__name"])


def _ranked(rows: Any) -> list[Held]:
    return sorted((row for row in rows if row.dossiers > 0), key=lambda row: (-row.mean_minutes, row.name))


def agencies(span: Span, scope: Scope) -> list[Agency]:
    """Return every agency with what ended there in a period, in the order of the alphabet."""
    names = ("before", "on_time", "late", "elapsed_minutes", "waited_minutes")
    when = whole_days(span.first_day, span.last_day + timedelta(days=1))
    sums = {f"sum_{name}": Sum(name) for name in names}
    found = {
        row["unit_id"]: row
        for row in scope.filter(Tally.objects.filter(when)).order_by().values("unit_id").annotate(**sums)
    }
    units = OrganizationUnit.objects.filter(id__in=found).order_by("tier", "sort_key", "id")
    result = []
    for unit in units:
        row = found[unit.id]
        in_time = row["sum_before"] + row["sum_on_time"]
        ended = in_time + row["sum_late"]
        if ended:
            result.append(
                Agency(unit.id, unit.name, ended, in_time, row["sum_elapsed_minutes"], row["sum_waited_minutes"])
            )
    return result


def bars(rows: Sequence[Held], *, most: int = 12) -> list[dict[str, Any]]:
    """Return the longest as bars, in thousandths of the first."""
    longest = max((row.mean_minutes for row in rows), default=0) or 1
    return [{"row": row, "width": max(2, round(1000 * row.mean_minutes / longest))} for row in rows[:most]]
