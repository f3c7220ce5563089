"""Two communes, former Thọ Xuân and another, officers with rights over people, and short ways to make them."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest

from tinhso.government.masterdata.models import Catalogue, CatalogueEntry, LegalEntity, Person
from tinhso.kernel.areas import services as areas
from tinhso.kernel.areas.models import Area, AreaSuccession, Tier
from tinhso.kernel.identity import services as identity
from tinhso.kernel.identity.actor import SYSTEM, Actor
from tinhso.kernel.identity.models import Account
from tinhso.kernel.identity.queries import actor_for
from tinhso.kernel.organizations.models import OrganizationUnit, UnitKind
from tinhso.kernel.organizations.services import add_unit
from tinhso.kits.registers import services as registers

SINCE, ENDED = date(2025, 7, 1), date(2025, 6, 30)
PASSWORD = "Thu@Nghiem2026"


@dataclass
class Land:
    """The areas, units and officers of the tests."""

    areas: dict[str, Area]
    units: dict[str, OrganizationUnit]
    accounts: dict[str, Account]

    def actor(self, name: str) -> Actor:
        return actor_for(self.accounts[name], strong=True)

    def person(self, name: str, place: str = "long", **values: Any) -> Person:
        """Add a person who lives in a commune."""
        given = {"full_name": name, "area": self.areas[place], "unit": self.units[place]} | values
        return registers.add(SYSTEM, Person.definition, given)

    def entity(self, name: str, **values: Any) -> LegalEntity:
        given = {"name": name, "kind": "company", "unit": self.units["province"]} | values
        return registers.add(SYSTEM, LegalEntity.definition, given)

    def catalogue(self, code: str = "dan-toc", **values: Any) -> Catalogue:
        given = {"code": code, "name": "Danh mục dân tộc", "unit": self.units["province"]} | values
        return registers.add(SYSTEM, Catalogue.definition, given)

    def entry(self, catalogue: Catalogue, code: str, name: str, **values: Any) -> CatalogueEntry:
        given = {
            "catalogue": catalogue, "code": code, "name": name, "unit": self.units["province"], "valid_from": SINCE
        } | values  # fmt: skip
        return registers.add(SYSTEM, CatalogueEntry.definition, given)


def _areas() -> dict[str, Area]:
    since, before = {"valid_from": SINCE}, {"valid_from": date(2010, 1, 1), "valid_to": ENDED}

    def area(code: str, kind: str, name: str, tier: Tier, **more: Any) -> Area:
        return areas.build_area(code=code, kind=kind, name=name, full_name=f"{kind} {name}", tier=tier, **more)

    province = area("38", "Tỉnh", "Thanh Hóa", Tier.PROVINCE, **since)
    district = area("395", "Huyện", "Thọ Xuân", Tier.DISTRICT, parent=province, **before)
    old = area("15001", "Xã", "Xuân Hòa", Tier.COMMUNE, parent=district, **before)
    long = area("15002", "Xã", "Thọ Long", Tier.COMMUNE, parent=province, **since)
    thanh = area("14797", "Phường", "Hạc Thành", Tier.COMMUNE, parent=province, **since)
    other = area("389", "Huyện", "Đông Sơn", Tier.DISTRICT, parent=province, **before)
    gone = area("14800", "Xã", "Quảng Thành", Tier.COMMUNE, parent=other, **before)
    made = {
        "province": province, "district": district, "old": old, "long": long, "other": other, "gone": gone,
        "thanh": thanh,
    }  # fmt: skip
    merged = AreaSuccession(
        predecessor=old, successor=long, share="whole", effective_on=ENDED + timedelta(days=1), legal_basis="thử"
    )
    other_merged = AreaSuccession(
        predecessor=gone, successor=thanh, share="whole", effective_on=ENDED + timedelta(days=1), legal_basis="thử"
    )
    areas.load(list(made.values()), [merged, other_merged])
    return made


ROLES = {
    "keeper": [
        "masterdata.person.view", "masterdata.person.add", "masterdata.person.change", "masterdata.person.end",
        "masterdata.person.merge", "masterdata.person.see-personal", "masterdata.see-readers",
    ],
    "reader": ["masterdata.person.view"],
    "publisher": ["masterdata.catalogue.view", "masterdata.catalogue-entry.view", "masterdata.publish-catalogue"],
}  # fmt: skip


@pytest.fixture
def land(db: None) -> Land:
    """The land with its officers: keepers at the province and at two communes, a reader, a publisher."""
    made = _areas()
    since = {"valid_from": SINCE}
    province = add_unit(
        parent=None, identifier="H56", name="UBND tỉnh", kind=UnitKind.PROVINCE, tier=Tier.PROVINCE, **since
    )
    units = {"province": province}
    for key, identifier in (("long", "H56.901"), ("thanh", "H56.902")):
        units[key] = add_unit(
            parent=province, identifier=identifier, name=f"UBND {made[key].full_name}", kind=UnitKind.COMMUNE,
            tier=Tier.COMMUNE, area=made[key], **since,
        )  # fmt: skip
    wanted = [{"code": code, "name": code, "permissions": held} for code, held in ROLES.items()]
    roles = {role.code: role for role in identity.load_roles(wanted)}
    posts = {
        "keeper": ("keeper", "long"), "other": ("keeper", "thanh"), "chief": ("keeper", "province"),
        "reader": ("reader", "long"), "publisher": ("publisher", "province"),
    }  # fmt: skip
    accounts = {}
    for name, (role, place) in posts.items():
        accounts[name] = identity.create_official(
            SYSTEM, username=name, full_name=f"Lê Thị {name}", password=PASSWORD, must_change_password=False
        )
        identity.assign_role(SYSTEM, accounts[name], roles[role], units[place], valid_from=SINCE, position="")
    return Land(made, units, accounts)
