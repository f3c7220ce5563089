"""Editions of the calendar: the whole of it as plain data, and back."""

from datetime import date
from typing import Any
from uuid import UUID

from tinhso.kernel.worktime.calculator import HoursRule, WorkCalendar


def content(calendar: WorkCalendar) -> dict[str, Any]:
    """Return a calendar as data for JSON."""
    return {
        "years": {str(year): decided for year, decided in sorted(calendar.years.items())},
        "days": {day.isoformat(): worked for day, worked in sorted(calendar.days.items())},
        "hours": [
            [
                rule.valid_from.isoformat(),
                rule.valid_to.isoformat() if rule.valid_to else None,
                sorted(rule.weekdays),
                [list(interval) for interval in rule.intervals],
            ]
            for rule in calendar.hours
        ],
    }


def read(stamp: UUID, kept: dict[str, Any]) -> WorkCalendar:
    """Return the calendar that ``content`` wrote."""
    return WorkCalendar(
        years={int(year): decided for year, decided in kept["years"].items()},
        days={date.fromisoformat(day): worked for day, worked in kept["days"].items()},
        hours=[
            HoursRule(
                valid_from=date.fromisoformat(begins),
                valid_to=date.fromisoformat(ends) if ends else None,
                weekdays=frozenset(weekdays),
                intervals=tuple((start, end) for start, end in intervals),
            )
            for begins, ends, weekdays, intervals in kept["hours"]
        ],
        stamp=stamp,
    )
