"""Directives computed once more from their ledger: in plain Python, by another way, without the module's own code.

It reads lines of the ledger, the days of the calendar and the names of units, nothing else: no column of a directive.
Where the module folds each line forward into a state, this looks from the end back for the line that decides; where
it looks working days up, this walks them one by one; where it reckons with fractions, this reckons with integers.
"""

import csv
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

VIETNAM = timezone(timedelta(hours=7))
LINES = """
SELECT d.code, e.position, e.act, e.at, e.data::text, p.code
FROM directives_directiveevent e JOIN directives_directive d ON d.id = e.directive_id
LEFT JOIN directives_directive p ON p.id = d.parent_id
"""


@dataclass
class Told:
    """One directive as its lines tell it."""

    code: str
    lines: list[tuple[int, str, datetime, dict[str, Any]]] = field(default_factory=list)
    parent: str = ""
    state: str = ""
    due: datetime | None = None
    done: datetime | None = None
    late_days: int = 0
    extended: int = 0
    returned: int = 0

    def last(self, *acts: str) -> tuple[int, str, datetime, dict[str, Any]] | None:
        """Return the last line that is one of the acts."""
        return next((line for line in reversed(self.lines) if line[1] in acts), None)


class Calendar:
    """Working days, walked one by one."""

    def __init__(self, holidays: Path) -> None:
        with holidays.open(encoding="utf-8", newline="") as file:
            self._kinds = {date.fromisoformat(row["date"]): row["kind"] for row in csv.DictReader(file)}

    def works(self, day: date) -> bool:
        """Tell whether offices are open."""
        kind = self._kinds.get(day)
        return kind == "work" if kind else day.weekday() < 5

    def late(self, due: datetime, end: datetime) -> int:
        """Return the working days after the due day up to the day of ``end``."""
        day, last, count = due.astimezone(VIETNAM).date(), end.astimezone(VIETNAM).date(), 0
        while day < last:
            day += timedelta(days=1)
            count += self.works(day)
        return count


def read(cursor: Any) -> dict[str, Told]:
    """Return every directive by its code with its lines in order."""
    cursor.execute(LINES)
    found: dict[str, Told] = {}
    for code, position, act, at, data, parent in cursor.fetchall():
        told = found.setdefault(code, Told(code, parent=parent or ""))
        told.lines.append((position, act, at, json.loads(data)))
    for told in found.values():
        told.lines.sort()
    return found


def judge(found: Iterable[Told], calendar: Calendar, now: datetime) -> None:
    """Set each directive's state, due time, lateness and counts."""
    for told in found:
        acts = [line[1] for line in told.lines]
        told.extended, told.returned = acts.count("extended"), acts.count("returned")
        decided = told.last("assigned", "extended", "resumed")
        text = decided[3].get("due") if decided else None
        told.due = datetime.fromisoformat(text) if text else None
        told.state = _state(told, acts, now)
        if told.due is not None and told.state in ("overdue", "done_late"):
            told.late_days = calendar.late(told.due, told.done or now)


def _state(told: Told, acts: list[str], now: datetime) -> str:
    if "cancelled" in acts:
        return "cancelled"
    rest = told.last("suspended", "resumed")
    if rest is not None and rest[1] == "suspended":
        return "suspended"
    report = told.last("reported", "returned", "suspended")
    if report is not None and report[1] == "reported":
        told.done = report[2]
    ends = told.done or now
    late = told.due is not None and told.due < ends
    if told.done is not None and told.last("confirmed") is not None:
        return "done_late" if late else "done_on_time"
    if late:
        return "overdue"
    return "doing" if {"started", "reported"} & set(acts) else "not_started"


def percents(found: dict[str, Told]) -> dict[str, int]:
    """Return how much of each directive is done: from the leaves up."""
    below: dict[str, list[str]] = {}
    for told in found.values():
        if told.parent:
            below.setdefault(told.parent, []).append(told.code)
    done: dict[str, int] = {}
    waiting = sorted(found, key=lambda code: -_depth(found, code))
    for code in waiting:
        if found[code].state in ("done_on_time", "done_late"):
            done[code] = 100
            continue
        parts = [done[child] for child in below.get(code, []) if found[child].state != "cancelled"]
        done[code] = sum(parts) // len(parts) if parts else 0
    return done


def _depth(found: dict[str, Told], code: str) -> int:
    depth = 0
    while found[code].parent:
        code, depth = found[code].parent, depth + 1
    return depth


def boards(found: Iterable[Told], names: dict[str, str]) -> dict[tuple[str, str], int]:
    """Return how many directives of each leading unit (by its identifier) stand in each state."""
    cells: dict[tuple[str, str], int] = {}
    for told in found:
        key = (names[told.lines[0][3]["lead"]], told.state)
        cells[key] = cells.get(key, 0) + 1
    return cells


def ranking(
    found: Iterable[Told], names: dict[str, str], first: date, last: date, formula: dict[str, int], top: str
) -> dict[str, dict[str, Any]]:
    """Return the lines of a ranking by the units' identifiers, with rank and score in hundredths."""
    lines: dict[str, dict[str, Any]] = {}
    for told in found:
        born = told.lines[0][3]
        if born["level"] or born["unit"] != top or told.due is None or told.state in ("cancelled", "suspended"):
            continue
        if not first <= told.due.astimezone(VIETNAM).date() <= last:
            continue
        line = lines.setdefault(
            names[born["lead"]],
            dict.fromkeys(("on_time", "late", "overdue", "pending", "returned", "extended", "late_days"), 0),
        )
        kind = {"done_on_time": "on_time", "done_late": "late", "overdue": "overdue"}.get(told.state, "pending")
        line[kind] += 1
        if kind != "pending":
            line["returned"] += told.returned
            line["extended"] += told.extended
            line["late_days"] += told.late_days
    for line in lines.values():
        line["score"] = _score(line, formula)
    _rank(lines, formula["least"])
    return lines


def _score(line: dict[str, Any], formula: dict[str, int]) -> int:
    n = line["on_time"] + line["late"] + line["overdue"]
    if not n:
        return 0
    won = sum(line[part] * formula[part] for part in ("on_time", "late", "overdue"))
    lost = line["returned"] * formula["returned"] + line["extended"] * formula["extended"]
    lost += min(formula["late_days_most"] * n, formula["late_day"] * line["late_days"])
    hundredths = Decimal(100 * max(0, won - lost)) / Decimal(n)
    return min(10_000, int(hundredths.to_integral_value(ROUND_HALF_UP)))


def _rank(lines: dict[str, dict[str, Any]], least: int) -> None:
    ranked = {key: line for key, line in lines.items() if line["on_time"] + line["late"] + line["overdue"] >= least}
    for line in lines.values():
        line["rank"] = 0
    for line in ranked.values():
        line["rank"] = 1 + sum(other["score"] > line["score"] for other in ranked.values())
