"""A second, slow way to count due times, one minute after another, that shares no code with the calculator."""

import csv
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
_TABLE = Path(__file__).parents[1] / "data" / "holidays.csv"


class OutOfTableError(Exception):
    """The year, as its only argument, is not in the table."""


@cache
def exceptions() -> dict[str, str]:
    """Return the kind of each exceptional day by its ISO date."""
    with _TABLE.open(encoding="utf-8", newline="") as file:
        return {row["date"]: row["kind"] for row in csv.DictReader(file)}


@cache
def works(day: date) -> bool:
    """Tell whether offices are open on a day."""
    if not 2019 <= day.year <= 2027:
        raise OutOfTableError(day.year)
    kind = exceptions().get(day.isoformat())
    return kind == "work" if kind else day.weekday() < 5


def open_at(moment: datetime) -> bool:
    """Tell whether the minute that begins at ``moment`` is a working one."""
    clock = moment.time()
    return works(moment.date()) and (time(7, 30) <= clock < time(11, 30) or time(13, 30) <= clock < time(17, 30))


def next_working(day: date) -> date:
    """Return the day, or the next working day when it is one off."""
    while not works(day):
        day += DAY
    return day


def opening(moment: datetime) -> datetime:
    """Return the first open minute from ``moment`` on."""
    while not open_at(moment):
        moment += MINUTE
    return moment


def counted_from(start: datetime, cutoff: time | None) -> datetime:
    """Return the minute from which a receipt counts."""
    if cutoff and works(start.date()) and start.time() >= cutoff:
        return datetime.combine(next_working(start.date() + DAY), time(7, 30))
    return opening(start)


def walk(start: datetime, minutes: int, pauses: list[tuple[datetime, datetime]]) -> datetime:
    """Return the end of the last of ``minutes`` open minutes that no pause covers."""
    while minutes:
        if open_at(start) and not any(first <= start < last for first, last in pauses):
            minutes -= 1
        start += MINUTE
    return start


def slow_due(
    start: datetime,
    *,
    minutes: int = 0,
    whole_days: int = 0,
    calendar_days: int = 0,
    cutoff: time | None = None,
    pauses: list[tuple[datetime, datetime]] | None = None,
) -> datetime:
    """Return the due time of a term in minutes, whole days or calendar days; of the same day when none is given."""
    counted = counted_from(start, cutoff)
    pauses = pauses or []
    if minutes:
        return walk(counted, minutes, pauses)
    day = start.date()
    late = cutoff is not None and works(day) and start.time() >= cutoff
    if late and (whole_days or calendar_days):
        day = counted.date()
    if whole_days:
        for _ in range(whole_days):
            day = next_working(day + DAY)
    elif calendar_days:
        day = next_working(day + calendar_days * DAY)
    else:
        missed = start.time() >= (cutoff or time(15)) or start.time() >= time(17, 30)
        day = next_working(day + DAY if works(day) and missed else day)
    end, owed, moment = datetime.combine(day, time(17, 30)), 0, counted
    while moment < end:
        owed += open_at(moment)
        moment += MINUTE
    return walk(counted, owed, pauses)
