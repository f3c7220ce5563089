"""The calendar of a year, month by month, as the province keeps it or as it comes with the software."""

import calendar as weeks
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tinhso.desks.administration.models import Recount
from tinhso.kernel.worktime import queries as worktime
from tinhso.kernel.worktime.datafiles import day_rows, hours_rules, year_rows
from tinhso.kernel.worktime.models import CalendarDay, CoveredYear, DayKind, OfficeHours, Scope

_SATURDAY = 5


@dataclass
class Day:
    """A day of the year view. ``state`` is work, weekend, off or makeup."""

    day: date
    state: str
    names: list[str] = field(default_factory=list)
    provincial: bool = False
    today: bool = False


def kept_here() -> bool:
    """Tell whether the calendar has been laid down in the database; else the software's own counts."""
    return worktime.covered_years().exists()


def days(year: int, kept: bool) -> list[CalendarDay]:
    """Return the exceptional days of a year; those of the software while none are ``kept`` here."""
    if kept:
        return list(worktime.days_of(year))
    return [
        CalendarDay(
            day=row.day,
            kind=DayKind.OFF if row.off else DayKind.WORK,
            name=row.name,
            source=row.source,
            scope=Scope.NATIONAL,
            is_certain=row.certain,
        )
        for row in day_rows()
        if row.day.year == year
    ]


def years(kept: bool) -> list[CoveredYear]:
    """Return the covered years, the latest first."""
    if kept:
        return list(worktime.covered_years().order_by("-year"))
    return [CoveredYear(year=row.year, decided=row.decided, source=row.source) for row in reversed(year_rows())]


def hours(kept: bool) -> list[OfficeHours]:
    """Return the office hours of all times, the latest first."""
    if kept:
        return list(worktime.office_hours().order_by("-valid_from", "weekdays"))
    return [
        OfficeHours(
            valid_from=rule.valid_from,
            valid_to=rule.valid_to,
            weekdays=sorted(rule.weekdays),
            intervals=[[_clock(start), _clock(end)] for start, end in rule.intervals],
        )
        for rule in hours_rules()
    ]


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def day_at(day: date, scope: str) -> CalendarDay | None:
    """Return the row of a day in a scope, if there is one."""
    return next((row for row in days(day.year, kept_here()) if row.day == day and row.scope == scope), None)


def months(year: int, rows: list[CalendarDay], today: date) -> list[dict[str, Any]]:
    """Return the twelve months, each with its weeks from Monday; days of other months are none."""
    exceptions: dict[date, list[CalendarDay]] = {}
    for row in rows:
        exceptions.setdefault(row.day, []).append(row)
    working = worktime.current_calendar()
    known = year in working.years

    def shown(day: date, month: int) -> Day | None:
        if day.month != month:
            return None
        return _day(day, exceptions.get(day, []), known and working.is_working_day(day), today)

    return [
        {
            "number": month,
            "weeks": [[shown(day, month) for day in week] for week in weeks.Calendar().monthdatescalendar(year, month)],
        }
        for month in range(1, 13)
    ]


def _day(day: date, rows: list[CalendarDay], works: bool, today: date) -> Day:
    if not works:
        state = "off" if rows else "weekend"
    elif day.weekday() >= _SATURDAY:
        state = "makeup"
    else:
        state = "work"
    return Day(
        day,
        state,
        names=[row.name for row in rows],
        provincial=any(row.scope == Scope.PROVINCE for row in rows),
        today=day == today,
    )


def last_recount() -> Recount | None:
    """Return the recount that runs, or the last one that did."""
    return Recount.objects.select_related("account__person").order_by("-created_at").first()
