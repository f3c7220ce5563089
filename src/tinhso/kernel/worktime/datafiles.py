"""The calendar that comes with the software, read from ``data/``; needs no database."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tinhso.kernel.worktime.calculator import HoursRule, Interval, WorkCalendar

FOLDER = Path(__file__).parent / "data"


@dataclass(frozen=True)
class DayRow:
    """A line of ``holidays.csv``: a day off, or a weekly day off that is worked to make up for another."""

    day: date
    off: bool
    name: str
    source: str
    certain: bool


@dataclass(frozen=True)
class YearRow:
    """A year that the table covers, and whether its days off are decided."""

    year: int
    decided: bool
    source: str


@cache
def day_rows() -> tuple[DayRow, ...]:
    """Return the days off and make-up days of the table."""
    with (FOLDER / "holidays.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            DayRow(
                date.fromisoformat(row["date"]),
                {"off": True, "work": False}[row["kind"]],
                row["name"],
                row["source"],
                row["certain"] == "yes",
            )
            for row in csv.DictReader(file)
        )


@cache
def _settings() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((FOLDER / "office_hours.yaml").read_text(encoding="utf-8"))
    return loaded


def year_rows() -> list[YearRow]:
    """Return the years that the table covers."""
    return [YearRow(year, row["decided"], row["source"]) for year, row in _settings()["years"].items()]


def hours_rules() -> list[HoursRule]:
    """Return the default office hours."""
    return [
        HoursRule(
            valid_from=row["valid_from"],
            valid_to=row.get("valid_to"),
            weekdays=frozenset(row["weekdays"]),
            intervals=parse_intervals(row["intervals"]),
        )
        for row in _settings()["hours"]
    ]


def parse_intervals(pairs: Iterable[Sequence[str]]) -> tuple[Interval, ...]:
    """Turn ``[["07:30", "11:30"]]`` into minutes of the day; raise ``ValueError`` on a pair out of order."""
    result: list[Interval] = []
    for opening, closing in pairs:
        interval = (_minutes(opening), _minutes(closing))
        if interval[0] >= interval[1] or (result and interval[0] <= result[-1][1]):
            raise ValueError(f"{opening}–{closing}")
        result.append(interval)
    if not result:
        raise ValueError("no interval")
    return tuple(result)


def _minutes(text: str) -> int:
    hours, _, minutes = text.partition(":")
    value = int(hours) * 60 + int(minutes)
    if not (0 <= int(minutes) < 60 and 0 <= value < 24 * 60):
        raise ValueError(text)
    return value


@cache
def default_calendar() -> WorkCalendar:
    """Return the calendar of the table, with the default office hours."""
    return WorkCalendar(
        years={row.year: row.decided for row in year_rows()},
        days={row.day: not row.off for row in day_rows()},
        hours=hours_rules(),
    )
