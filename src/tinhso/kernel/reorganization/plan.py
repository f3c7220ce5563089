"""A plan's file: YAML read into who takes over what from whom, with every mistake named by its line and remedy.

    code: thanh-hoa-2025
    title: Sắp xếp đơn vị hành chính tỉnh Thanh Hóa năm 2025
    decision: {number: 1686/NQ-UBTVQH15, date: 2025-06-16}
    effective_on: 2025-07-01
    legal_basis: Luật Tổ chức chính quyền địa phương 72/2025/QH15
    operations:
      - do: merge
        into: {identifier: H56.101, name: …, kind: commune, tier: commune, parent: H56}
        from: [H56.50.01, {unit: H56.50.02, share: part}]
      - do: split
        unit: H56.03
        into:
          - {identifier: H56.23, name: …, share: default}
          - {identifier: H56.24, name: …, share: part, weight: 40, takes: [H56.03.02]}
      - {do: rename, unit: H56.04, to: {identifier: H56.04, name: …}}
      - do: end_tier
        tier: district
        units: [{unit: H56.50, heirs: [H56.101, H56.102], default: H56.102}]

``into`` may be the bare identifier of a unit that stands already.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

WHOLE, PART, DEFAULT = "whole", "part", "default"
SHARES = (WHOLE, PART, DEFAULT)


@dataclass
class Heir:
    """A unit that takes over, new or standing already; what a new one is called and what is below it."""

    identifier: str
    line: int
    existing: bool = False
    values: dict[str, Any] = field(default_factory=dict)
    parent: str = ""
    area: dict[str, Any] | None = None
    divisions: tuple[tuple[str, str, str], ...] = ()
    head: str = ""
    numbering: str = ""


@dataclass
class Link:
    """That one unit goes to another: wholly, in part, or as the one who gets what no rule gives away."""

    source: str
    heir: str
    share: str
    line: int
    weight: int | None = None
    takes: tuple[str, ...] = ()


@dataclass
class Source:
    """A unit whose things go elsewhere; one that is not ended goes on beside its heirs."""

    identifier: str
    line: int
    verb: str
    ends: bool = True
    tier: str = ""


@dataclass
class PlanFile:
    """What a plan says, put in one form whatever verbs it uses."""

    code: str = ""
    title: str = ""
    decision: str = ""
    decided_on: date | None = None
    effective_on: date = date.max
    legal_basis: str = ""
    certainty: str = ""
    two_heads: str = "decide"
    head_words: tuple[str, ...] = ()
    heirs: dict[str, Heir] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)

    def links_of(self, source: str) -> list[Link]:
        """Return where a unit goes, the one who gets what no rule gives away first."""
        order = {WHOLE: 0, DEFAULT: 0, PART: 1}
        return sorted((link for link in self.links if link.source == source), key=lambda link: order[link.share])

    def by_source(self) -> dict[str, list[Link]]:
        """Return the links of every unit."""
        found: dict[str, list[Link]] = {}
        for link in self.links:
            found.setdefault(link.source, []).append(link)
        order = {WHOLE: 0, DEFAULT: 0, PART: 1}
        return {source: sorted(links, key=lambda link: order[link.share]) for source, links in found.items()}
