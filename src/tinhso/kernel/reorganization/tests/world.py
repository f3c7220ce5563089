"""A small province before its reorganisation: two districts, four communes with divisions, people, work."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tinhso.kernel.areas.models import Area, AreaSuccession, Tier
from tinhso.kernel.areas.services import build_area
from tinhso.kernel.foundation.ids import new_id
from tinhso.kernel.identity import services as identity
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.identity.models import Account, RoleAssignment
from tinhso.kernel.inbox import services as inbox
from tinhso.kernel.inbox.models import WorkItem
from tinhso.kernel.organizations.models import OrganizationUnit, UnitKind
from tinhso.kernel.organizations.services import add_unit

BEGAN = date(2020, 1, 1)
EFFECT = date(2026, 7, 1)

PLAN = """
code: thu-2026
title: Sắp xếp thử
decision: {number: 01/NQ-HĐND, date: 2026-06-01}
effective_on: 2026-07-01
legal_basis: Luật Tổ chức chính quyền địa phương 72/2025/QH15
two_heads: keep
head_words: [Chủ tịch]
divisions:
  xa:
    - ["01", Văn phòng, division]
    - ["04", Trung tâm Phục vụ hành chính công, one_stop]
operations:
  - do: merge
    into:
      identifier: H57.101
      name: Ủy ban nhân dân xã Hoa Lộc
      short_name: UBND xã Hoa Lộc
      parent: H57
      kind: commune
      tier: commune
      area: {code: "50101", kind: Xã, name: Hoa Lộc}
      divisions: xa
    from: [H57.50.01, H57.50.02]
  - do: merge
    into:
      identifier: H57.102
      name: Ủy ban nhân dân xã Phú Lộc
      short_name: UBND xã Phú Lộc
      parent: H57
      kind: commune
      tier: commune
      area: {code: "50102", kind: Xã, name: Phú Lộc}
      divisions: xa
    from: [H57.51.01, {unit: H57.51.02, share: default}]
  - do: merge
    into: H57.101
    from: [{unit: H57.51.02, share: part}]
  - do: rename
    unit: H57.03
    to: {identifier: H57.03, name: Sở Công Thương và Du lịch}
  - do: end_tier
    tier: district
    units:
      - {unit: H57.50, heirs: [H57.101], default: H57.101}
      - {unit: H57.51, heirs: [H57.101, H57.102], default: H57.102}
"""


@dataclass
class World:
    """The units by identifier, areas by code, and people made on demand."""

    units: dict[str, OrganizationUnit] = field(default_factory=dict)
    areas: dict[str, Area] = field(default_factory=dict)
    made: int = 0

    def unit(self, parent: str | None, identifier: str, name: str, kind: str, tier: str, area: str = "") -> None:
        """Add a unit that stands since 2020."""
        self.units[identifier] = add_unit(
            parent=self.units[parent] if parent else None,
            identifier=identifier,
            name=name,
            kind=kind,
            tier=tier,
            area=self.areas.get(area),
            valid_from=BEGAN,
        )

    def land(self, code: str, name: str, tier: str, parent: str = "") -> None:
        """Add an area that stands since 2020."""
        area = build_area(
            code=code,
            name=name,
            full_name=name,
            kind="Xã",
            tier=tier,
            parent=self.areas.get(parent),
            valid_from=BEGAN,
        )
        area.save()
        self.areas[code] = area

    def official(self, unit: str, *, role: str = "mot-cua", position: str = "") -> Account:
        """Return an official who holds a role at a unit."""
        self.made += 1
        roles = identity.load_roles([{"code": role, "name": role, "permissions": ["identity.see"]}])
        account = identity.create_official(
            SYSTEM,
            username=f"nguoi.{self.made}",
            full_name=f"Nguyễn Thị Số {self.made}",
            password="Thu@Nghiem2026",
            must_change_password=False,
        )
        identity.assign_role(SYSTEM, account, roles[0], self.units[unit], position=position, valid_from=BEGAN)
        return account

    def item(self, unit: str, subject: Any = None) -> WorkItem:
        """Put an item into the pool of a unit."""
        return inbox.put(
            "test.item", subject_id=subject or new_id(), title="Việc", unit=self.units[unit], permission="identity.see"
        )

    def now(self, identifier: str) -> OrganizationUnit:
        """Return who bears an identifier on the day of effect."""
        return OrganizationUnit.objects.on(EFFECT).get(identifier=identifier)

    def roles_at(self, unit: OrganizationUnit) -> int:
        """Return how many roles are held at a unit on the day of effect."""
        return RoleAssignment.objects.on(EFFECT).filter(unit=unit).count()


def make_world(more: Callable[[World], None] | None = None) -> World:
    """Build the province."""
    world = World()
    world.land("57", "Tỉnh Thử", Tier.PROVINCE)
    for district in ("50", "51"):
        world.land(f"5{district}", f"Huyện {district}", Tier.DISTRICT, "57")
        for number in ("01", "02"):
            world.land(f"1{district}{number}", f"Xã {district}.{number}", Tier.COMMUNE, f"5{district}")
    world.unit(None, "H57", "UBND tỉnh Thử", UnitKind.PROVINCE, Tier.PROVINCE, "57")
    world.unit("H57", "H57.03", "Sở Công Thương", UnitKind.DEPARTMENT, Tier.PROVINCE, "57")
    for district in ("50", "51"):
        world.unit("H57", f"H57.{district}", f"UBND huyện {district}", UnitKind.DISTRICT, Tier.DISTRICT, f"5{district}")
        world.unit(
            f"H57.{district}", f"H57.{district}.90", "Phòng Tư pháp", UnitKind.DIVISION, Tier.DISTRICT, f"5{district}"
        )
        for number in ("01", "02"):
            code = f"H57.{district}.{number}"
            area = f"1{district}{number}"
            world.unit(f"H57.{district}", code, f"UBND xã {code}", UnitKind.COMMUNE, Tier.COMMUNE, area)
            world.unit(code, f"{code}.01", "Văn phòng", UnitKind.DIVISION, Tier.COMMUNE, area)
            world.unit(code, f"{code}.04", "Bộ phận một cửa", UnitKind.ONE_STOP, Tier.COMMUNE, area)
    if more:
        more(world)
    return world


__all__ = ["BEGAN", "EFFECT", "PLAN", "AreaSuccession", "World", "make_world"]
