"""What the province rules by dated data: time for entering, reminders, the formula of the ranking."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tinhso.government.directives.models import DirectiveRule
from tinhso.government.directives.states import EntryKind, RuleKind
from tinhso.kernel.foundation import clock
from tinhso.kernel.worktime.calculator import Term, WorkCalendar, due

_FILE = Path(__file__).parent / "data" / "rules.yaml"


@dataclass(frozen=True)
class Rule:
    """A rule of one kind with the days on which it holds and where it comes from."""

    kind: str
    content: Mapping[str, Any]
    basis: str
    certainty: str
    valid_from: date
    valid_to: date | None = None
    own: bool = False
    """Whether the province wrote it, and not the software."""


@cache
def defaults() -> tuple[Rule, ...]:
    """Return the rules that come with the software, of all times, the latest of each kind first."""
    data: dict[str, list[dict[str, Any]]] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    rules = [Rule(kind=kind, **row) for kind, rows in data.items() for row in rows]
    return tuple(sorted(rules, key=lambda rule: rule.valid_from, reverse=True))


def all_rules() -> list[Rule]:
    """Return every rule of every kind, the latest first; a kind with rows of the province has only those."""
    own = [
        Rule(row.kind, row.content, row.basis, row.certainty, row.valid_from, row.valid_to, own=True)
        for row in DirectiveRule.objects.order_by("-valid_from")
    ]
    ruled = {rule.kind for rule in own}
    return own + [rule for rule in defaults() if rule.kind not in ruled]


def rule_on(kind: RuleKind, day: date | None = None) -> Rule:
    """Return the rule that holds on a day (today when not given); before the first, the first."""
    wanted = day or clock.today()
    rules = [rule for rule in all_rules() if rule.kind == kind]
    return next((rule for rule in rules if rule.valid_from <= wanted), rules[-1])


def entry_due(calendar: WorkCalendar, rule: Rule, kind: str, ordered_at: datetime) -> datetime:
    """Return until when an order must be entered that was given at ``ordered_at``."""
    term = rule.content[EntryKind(kind)]
    if term.get("minutes"):
        return due(calendar, ordered_at, Term(working_minutes=int(term["minutes"])))
    return due(calendar, ordered_at, Term(whole_days=int(term["days"])))
