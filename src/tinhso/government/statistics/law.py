"""What the law says of the statistics, as dated data: periods, the form, targets."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

_FILE = Path(__file__).parent / "data" / "law.yaml"
CERTAIN = "text"


@dataclass(frozen=True)
class Source:
    """Where a rule comes from, and how sure it is that it says so."""

    words: str
    certainty: str

    @property
    def to_check(self) -> bool:
        """Whether the province must compare it with the text of the law."""
        return self.certainty != CERTAIN


@dataclass(frozen=True)
class PeriodRule:
    """On which day of its last month a period ends, from a day on; 0 is the month's last day."""

    valid_from: date
    end_day: int
    source: Source


@dataclass(frozen=True)
class Sheet:
    """A form of the law: its code, title and source."""

    code: str
    title: str
    source: Source


@dataclass(frozen=True)
class Target:
    """What a rate should reach, in percent."""

    code: str
    target: int
    source: Source


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return data


def period_rule(day: date) -> PeriodRule:
    """Return the rule for a period that ends about ``day``: the latest that is in force then, else the first."""
    rules = [PeriodRule(row["valid_from"], row["end_day"], _source(row)) for row in _data()["periods"]]
    rules.sort(key=lambda rule: rule.valid_from)
    return next((rule for rule in reversed(rules) if rule.valid_from <= day), rules[0])


def sheet(name: str) -> Sheet:
    """Return a form of the law: ``form`` (the statistics) or ``book`` (the running book)."""
    row = _data()[name]
    return Sheet(row["code"], row["title"], _source(row))


def targets(day: date) -> dict[str, Target]:
    """Return the targets in force on a day, by their codes."""
    rows = sorted((row for row in _data()["targets"] if row["valid_from"] <= day), key=lambda row: row["valid_from"])
    return {row["code"]: Target(row["code"], row["target"], _source(row)) for row in rows}


def _source(row: dict[str, Any]) -> Source:
    return Source(row["source"], row["certainty"])
