"""Terms of preservation, days of notice and targets: dated data with their source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _

from tinhso.kernel.foundation.errors import Invalid

_DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Term:
    """A term of preservation; ``years`` is ``None`` for what is kept for ever."""

    code: str
    name: str
    years: int | None
    valid_from: date
    valid_to: date | None
    source: str
    certainty: str
    """``seen``, ``copy`` or ``memory``: whether the text of the law was compared; shown on screen."""

    def ends(self, closed: date) -> date | None:
        """Return the last day for which a file closed on a day is kept: the end of a year; ``None``: for ever."""
        return None if self.years is None else date(closed.year + self.years, 12, 31)


@dataclass(frozen=True)
class Rule:
    """A number that holds for a time, and by which law."""

    value: int
    valid_from: date
    valid_to: date | None
    source: str
    certainty: str


@lru_cache(maxsize=1)
def _terms() -> tuple[Term, ...]:
    rows = yaml.safe_load((_DATA / "terms.yaml").read_text(encoding="utf-8"))
    return tuple(Term(valid_to=row.pop("valid_to", None), **row) for row in rows)


@lru_cache(maxsize=1)
def _rules() -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = yaml.safe_load((_DATA / "rules.yaml").read_text(encoding="utf-8"))
    return found


def terms(day: date) -> list[Term]:
    """Return the terms in force on a day, the longest first."""
    return [term for term in _terms() if _holds(term.valid_from, term.valid_to, day)]


def term(code: str) -> Term | None:
    """Return a term by its code, in force or not: files keep the term under which they were opened."""
    return next((one for one in _terms() if one.code == code), None)


def known_term(code: str, day: date) -> Term:
    """Return a term in force on a day; raise ``Invalid`` (field ``term``)."""
    found = next((one for one in terms(day) if one.code == code), None)
    if found is None:
        raise Invalid({"term": _("Hãy chọn thời hạn bảo quản trong danh sách.")})
    return found


def term_choices() -> list[tuple[str, str]]:
    """Return all terms for a list to choose from."""
    return [(one.code, one.name) for one in _terms()]


def notice_days(day: date) -> Rule:
    """Return how many days before a hand-over the unit is told (Decree 30/2020, Annex VI)."""
    return _rule(_rules()["notice_days"], day)


def target(tier: str, day: date) -> Rule | None:
    """Return the share of files, in per cent, that a tier is to process online; ``None`` when there is no target."""
    rows = [
        row
        for row in _rules()["targets"]
        if row["tier"] == tier and _holds(row["valid_from"], row.get("valid_to"), day)
    ]
    return _rule(rows, day) if rows else None


def _rule(rows: list[dict[str, Any]], day: date) -> Rule:
    row = next(row for row in rows if _holds(row["valid_from"], row.get("valid_to"), day))
    return Rule(row["value"], row["valid_from"], row.get("valid_to"), row["source"], row["certainty"])


def _holds(valid_from: date, valid_to: date | None, day: date) -> bool:
    return valid_from <= day and (valid_to is None or day <= valid_to)
