"""The board of a unit, and the view of what is blocked."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from tinhso.government.directives import lateness
from tinhso.government.directives.models import Directive, DirectiveEvent
from tinhso.government.directives.queries.rows import Filters, counts, listing, visible_to
from tinhso.government.directives.states import OPEN, Act, Phase, State
from tinhso.kernel.foundation import clock
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.organizations.models import OrganizationUnit

MOST = 100


@dataclass
class UnitLine:
    """How the directives of one leading unit stand."""

    unit: OrganizationUnit
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.counts.get(str(state), 0) for state in State)


def by_lead(actor: Actor, filters: Filters, now: datetime | None = None) -> list[UnitLine]:
    """Return the states of what the actor sees, by leading unit, in two queries; the most overdue first."""
    moment = now or clock.now()
    rows: QuerySet[Any] = listing(actor, filters, moment)
    found: dict[UUID, dict[str, int]] = defaultdict(dict)
    for lead, state, count in rows.order_by().values_list("lead_id", "state").annotate(count=Count("pk")):
        found[lead][state] = count
    units = OrganizationUnit.objects.in_bulk(found)
    lines = [UnitLine(units[key], sums) for key, sums in found.items()]
    lines.sort(key=lambda line: (-line.counts.get(str(State.OVERDUE), 0), -line.total, line.unit.sort_key))
    return lines


@dataclass
class Block:
    """Why a directive does not go on, by whom, since when."""

    directive: Directive
    why: str
    who: str
    since: datetime
    kind: str
    days: int = 0


def blocked(actor: Actor, *, ordered_by: UUID | None = None, most: int = MOST) -> list[Block]:
    """Return what does not go on, the longest first: told to be blocked, returned, waiting for an answer, overdue.

    In three queries: the rows, the lines that tell since when, nothing for each row.
    """
    now = clock.now()
    rows: QuerySet[Directive] = visible_to(actor).filter(phase__in=OPEN)
    if ordered_by is not None:
        rows = rows.filter(Q(ordered_by=ordered_by) | Q(entered_by=ordered_by))
    late = lateness.in_state(State.OVERDUE, now)
    rows = rows.filter(Q(blocked_at__isnull=False) | Q(asked_due_at__isnull=False) | Q(phase=Phase.REPORTED) | late)
    found = list(
        lateness.with_state(rows, now)
        .select_related("lead", "unit", "blocked_by", "monitor__person")
        .order_by(F("blocked_at").asc(nulls_last=True), "due_sort", "id")[:most]
    )
    asked = _last_lines([row.pk for row in found if row.asked_due_at], Act.EXTENSION_ASKED)
    counter = lateness.days()
    blocks = [_block(row, asked) for row in found]
    today = lateness.local_day(now)
    for block in blocks:
        block.days = counter.between(lateness.local_day(block.since), today)
    return blocks


def _block(row: Any, asked: dict[UUID, DirectiveEvent]) -> Block:
    if row.blocked_at:
        who = row.blocked_by.name if row.blocked_by else row.lead.name
        return Block(row, row.blocked_reason, who, row.blocked_at, "blocked")
    if row.pk in asked:
        line = asked[row.pk]
        return Block(row, line.text, row.unit.name, line.at, "asked")
    if row.phase == Phase.REPORTED:
        return Block(row, "", row.monitor_name or row.unit.name, row.reported_at, "reported")
    return Block(row, "", row.account_name or row.lead.name, row.due_at, "overdue")


def _last_lines(keys: list[UUID], act: str) -> dict[UUID, DirectiveEvent]:
    if not keys:
        return {}
    lines = DirectiveEvent.objects.filter(directive__in=keys, act=act).order_by("position")
    return {line.directive_id: line for line in lines}


def day_counts(actor: Actor, ordered_by: UUID | None = None) -> dict[str, int]:
    """Return how the open directives stand, for the leader's home: all that he sees, or those he ordered."""
    return counts(actor, Filters(mine="giao" if ordered_by else "", open=True))
