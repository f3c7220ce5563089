"""The dry run: what would move, where to, and what must be decided first. Nothing is written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext as _

from tinhso.kernel.identity.models import RoleAssignment
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kernel.organizations.moving import GROUPS, Group, Moving, kinds
from tinhso.kernel.reorganization.ground import Conflict, Ground, survey, where_to
from tinhso.kernel.reorganization.plan import PlanFile

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class KindRow:
    """How many things of a kind move, how many of them by the rule of a split."""

    code: str
    name: StrOrPromise
    group: str
    count: int
    split: int
    note: StrOrPromise = ""

    @property
    def group_name(self) -> StrOrPromise:
        """The head under which reports show it."""
        return GROUPS[self.group]

    @property
    def stays(self) -> bool:
        """Whether these rows keep the old unit."""
        return self.group == Group.STAYS


@dataclass(frozen=True)
class HeirRow:
    """What one heir gets: from whom, and how many things under each head, counted at the place they go as a rule."""

    identifier: str
    name: str
    new: bool
    sources: tuple[str, ...]
    counts: dict[str, int]

    @property
    def people(self) -> int:
        """Roles that people hold."""
        return self.counts.get(Group.PEOPLE, 0)

    @property
    def work(self) -> int:
        """Open dossiers and other open work."""
        return self.counts.get(Group.WORK, 0)

    @property
    def records(self) -> int:
        """Rows of registers."""
        return self.counts.get(Group.RECORDS, 0)


@dataclass
class Preview:
    """The report of a dry run."""

    plan: PlanFile
    ending: int
    beginning: int
    people: int = 0
    """Accounts that hold a role at a unit that things leave."""
    kinds: list[KindRow] = field(default_factory=list)
    heirs: list[HeirRow] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    splits: list[str] = field(default_factory=list)
    """The rule of each split, in words."""

    @property
    def total(self) -> int:
        """How many rows move."""
        return sum(row.count for row in self.kinds if not row.stays)


def preview(plan: PlanFile) -> Preview:
    """Return what a run of the plan would do as things stand now."""
    ground = survey(plan)
    leaving = ground.leaving
    places = where_to(ground)
    split = _split_units(ground)
    found = Preview(plan, len(ground.ending), _beginning(ground), conflicts=ground.conflicts)
    heirs: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for kind in kinds():
        counts = kind.count(leaving, plan.effective_on)
        found.kinds.append(
            KindRow(
                kind.code,
                kind.name,
                kind.group,
                sum(counts.values()),
                sum(count for unit, count in counts.items() if unit in split),
                kind.note,
            )
        )
        if kind.counted and kind.group != Group.STAYS:
            for unit, count in counts.items():
                if unit in places:
                    heirs[places[unit].partition("/")[0]][kind.group] += count
    holders = RoleAssignment.objects.on(plan.effective_on).filter(unit__in=leaving)
    found.people = holders.values("account").distinct().count()
    found.kinds = [row for row in found.kinds if row.count]
    found.heirs = _heir_rows(ground, heirs)
    found.splits = split_rules(ground)
    return found


def totals(units: Iterable[UUID], plan: PlanFile) -> dict[str, int]:
    """Return how many rows of each kind hang on some units together."""
    keys = list(units)
    return {kind.code: sum(kind.count(keys, plan.effective_on).values()) for kind in moving_kinds()}


def moving_kinds() -> list[Moving]:
    """Return the kinds that move, in their order."""
    return [kind for kind in kinds() if kind.group != Group.STAYS]


def _beginning(ground: Ground) -> int:
    return sum(
        1 + len(heir.divisions)
        for code, heir in ground.plan.heirs.items()
        if not heir.existing and code not in ground.heirs
    )


def _split_units(ground: Ground) -> set[UUID]:
    found = set()
    for identifier, links in ground.plan.by_source().items():
        if len(links) > 1 and identifier in ground.sources:
            found |= {ground.sources[identifier].pk, *(unit.pk for unit in ground.below.get(identifier, []))}
    return found


def _heir_rows(ground: Ground, counts: dict[str, dict[str, int]]) -> list[HeirRow]:
    sources: dict[str, list[str]] = defaultdict(list)
    for link in ground.plan.links:
        unit = ground.sources.get(link.source)
        name = unit.short_name or unit.name if unit else link.source
        sources[link.heir].append(name if link.share == "whole" else _("{name} (một phần)").format(name=name))
    rows = []
    for identifier, heir in ground.plan.heirs.items():
        standing: OrganizationUnit | None = ground.heirs.get(identifier)
        name = heir.values.get("name") or (standing.name if standing else identifier)
        rows.append(HeirRow(identifier, name, standing is None, tuple(sources[identifier]), dict(counts[identifier])))
    return rows


def split_rules(ground: Ground) -> list[str]:
    """Return, for each unit that goes to several, how its things and its figures are divided, in words."""
    found = []
    for identifier, links in ground.plan.by_source().items():
        unit = ground.sources.get(identifier)
        if unit is None or len(links) < 2 or links[0].share == "part":
            continue
        heirs = {link.heir: ground.plan.heirs[link.heir] for link in links}
        names = {
            code: heir.values.get("name") or (ground.heirs[code].name if code in ground.heirs else code)
            for code, heir in heirs.items()
        }
        default = names[links[0].heir]
        taken = [f"{', '.join(link.takes)} → {names[link.heir]}" for link in links if link.takes]
        weights = [f"{names[link.heir]} {link.weight}" for link in links if link.weight]
        words = _("{unit}: việc ghi rõ địa bàn đi theo địa bàn; phần còn lại về {default}.").format(
            unit=unit.name, default=default
        )
        if taken:
            words += " " + _("Phòng đi theo: {taken}.").format(taken="; ".join(taken))
        if weights:
            words += " " + _("Số liệu quy đổi chia theo tỷ lệ {weights}.").format(weights=" : ".join(weights))
        found.append(words)
    return found
