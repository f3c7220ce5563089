"""What everybody reads about working time: the calendar in force, and what the table holds."""

import time
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from tinhso.kernel.worktime import editions
from tinhso.kernel.worktime.calculator import HoursRule, UnknownYear, WorkCalendar
from tinhso.kernel.worktime.datafiles import default_calendar, parse_intervals
from tinhso.kernel.worktime.models import (
    CalendarDay,
    CalendarEdition,
    CalendarStamp,
    CoveredYear,
    DayKind,
    OfficeHours,
    Scope,
)
from tinhso.kernel.worktime.remaining import Remaining, remaining

__all__ = ["Remaining", "covered_years", "current_calendar", "days_of", "forget", "office_hours", "remaining"]

LOOK_AGAIN_SECONDS = 3.0
"""How long a process may count by a calendar that another process has just changed."""

_KEPT = 4
# A stamp is never used twice, so a calendar kept under its stamp is never wrong; only which stamp is current
# has to be asked again.
_calendars: dict[UUID, WorkCalendar] = {}
_current: tuple[UUID | None, float] | None = None


def current_calendar(day: date | None = None) -> WorkCalendar:
    """Return the calendar in force, kept in the process; an empty table means the one that comes with the software.

    With ``day``, raise ``UnknownYear`` at once when its year is not covered. Bulk work should take the calendar
    once and pass it on.
    """
    calendar = _by_stamp(_current_stamp())
    if day is not None and day.year not in calendar.years:
        raise UnknownYear(day.year, calendar.years)
    return calendar


def forget() -> None:
    """Drop what this process believes to be current; the next question asks the database.

    Every change of the calendar calls this on commit.
    """
    global _current
    _current = None


def _current_stamp() -> UUID | None:
    global _current
    if any(entry[1] is forget for entry in connection.run_on_commit):
        # Inside the transaction that changes the calendar nobody else sees the new one yet, and it may be undone.
        return _read_stamp()
    if _current is None or time.monotonic() - _current[1] > LOOK_AGAIN_SECONDS:
        _current = (_read_stamp(), time.monotonic())
    return _current[0]


def _read_stamp() -> UUID | None:
    return CalendarStamp.objects.values_list("stamp", flat=True).first()


def _by_stamp(stamp: UUID | None) -> WorkCalendar:
    if stamp is None:
        return default_calendar()
    calendar = _calendars.get(stamp)
    if calendar is None:
        calendar = load(stamp)
        while len(_calendars) >= _KEPT:
            _calendars.pop(next(iter(_calendars)))
        _calendars[stamp] = calendar
    return calendar


def load(stamp: UUID | None = None) -> WorkCalendar:
    """Return the calendar as the tables hold it now, named by ``stamp``."""
    # National rows first, so that the province's own decision on the same day overwrites.
    rows = CalendarDay.objects.values_list("scope", "day", "kind")
    days = {day: kind == DayKind.WORK for _, day, kind in sorted(rows, key=lambda row: row[0] == Scope.PROVINCE)}
    return WorkCalendar(
        years=dict(CoveredYear.objects.values_list("year", "decided")),
        days=days,
        hours=[
            HoursRule(row.valid_from, frozenset(row.weekdays), parse_intervals(row.intervals), row.valid_to)
            for row in OfficeHours.objects.order_by("valid_from")
        ],
        stamp=stamp,
    )


def edition(stamp: UUID | None) -> WorkCalendar | None:
    """Return the calendar as it stood under ``stamp``, none meaning that of the software; none when it was not kept."""
    if stamp is None:
        return default_calendar()
    kept = _calendars.get(stamp)
    if kept is not None:
        return kept
    row = CalendarEdition.objects.filter(stamp=stamp).first()
    return editions.read(stamp, row.content) if row is not None else None


def days_of(year: int) -> QuerySet[CalendarDay]:
    """Return the exceptional days of ``year``, in order; a province's exception follows the country's row."""
    return CalendarDay.objects.filter(day__year=year)


def covered_years() -> QuerySet[CoveredYear]:
    """Return the years that the table covers."""
    return CoveredYear.objects.all()


def office_hours() -> "QuerySet[OfficeHours]":
    """Return the office hours of all times, in order."""
    return OfficeHours.objects.order_by("valid_from", "weekdays")
