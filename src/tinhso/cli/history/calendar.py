"""When people apply: by season, weekday and hour."""

from bisect import bisect
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from random import Random

from tinhso.kernel.foundation.clock import VIETNAM
from tinhso.kernel.worktime.calculator import WorkCalendar

MONTHS = (0.95, 0.7, 1.1, 1.05, 1.05, 1.1, 1.15, 1.2, 1.05, 1.05, 1.0, 0.9)
WEEKDAYS = (1.3, 1.15, 1.05, 1.0, 0.9, 0.7, 0.7)
OFFICE_HOURS = (
    (7, 30),
    (8, 0),
    (8, 30),
    (9, 0),
    (9, 30),
    (10, 0),
    (10, 30),
    (13, 30),
    (14, 0),
    (14, 30),
    (15, 0),
    (16, 0),
)
OUT_OF_HOURS = ((12, 0), (18, 30), (19, 30), (20, 0), (20, 30), (21, 0), (21, 30), (22, 0), (6, 0))


class Arrivals:
    """Draws moments of application between two days."""

    def __init__(self, calendar: WorkCalendar, first: date, last: date) -> None:
        days = [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
        self._working = _Weighted([day for day in days if calendar.is_working_day(day)])
        self._all = _Weighted(days)

    def at_counter(self, random: Random) -> datetime:
        """Draw a moment at which a counter is open."""
        return _at(self._working.draw(random), random.choice(OFFICE_HOURS), random)

    def online(self, random: Random) -> datetime:
        """Draw a moment at which somebody applies from home: three in ten outside office hours."""
        if random.random() < 0.7:
            return self.at_counter(random)
        return _at(self._all.draw(random), random.choice(OUT_OF_HOURS), random)


class _Weighted:
    def __init__(self, days: list[date]) -> None:
        self._days = days
        self._sums = list(accumulate(MONTHS[day.month - 1] * WEEKDAYS[day.weekday()] for day in days))

    def draw(self, random: Random) -> date:
        return self._days[bisect(self._sums, random.random() * self._sums[-1])]


def _at(day: date, start: tuple[int, int], random: Random) -> datetime:
    moment = datetime.combine(day, time(*start), VIETNAM)
    return moment + timedelta(seconds=random.randrange(30 * 60))
