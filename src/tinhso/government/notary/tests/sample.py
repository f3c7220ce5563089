"""Two offices with their clerks, one parcel, and what they do with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tinhso.government.notary import permissions
from tinhso.government.notary.models import Act, Notice, Office, Search
from tinhso.government.notary.persons import Asked
from tinhso.government.notary.services import blocking, recording, searching
from tinhso.kernel.areas.models import Area
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.text import fold, sort_key
from tinhso.kernel.identity import services as identity
from tinhso.kernel.identity.actor import SYSTEM, Actor
from tinhso.kernel.identity.queries import actor_for
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kernel.organizations.services import add_unit
from tinhso.kits.registers import services as registers

BEGINS = date(2020, 1, 1)
OWNER = Asked("Lê Thị Hòa", "038187001234", 1987)
BUYER = Asked("Trần Văn Bình", "038090005678", 1990)
OTHER_BUYER = Asked("Công Tằng Tôn Nữ Thị Phương", "038192009999", 1992)
ROLES = ["giver", "taker"]
CLERK = [
    permissions.SEARCH, permissions.RECORD, permissions.FIGURES, "notary.property.view", "notary.property.add",
    "notary.act.view", "notary.act.see-personal", "notary.office.view",
]  # fmt: skip
WATCHER = [permissions.BLOCK, "notary.notice.view", "notary.property.view", "notary.property.add"]


@dataclass
class Sample:
    """A province with two offices and the department that enters notices."""

    root: OrganizationUnit
    area: Area
    offices: list[Office]
    clerks: list[Actor]
    watcher: Actor
    accounts: list[Any] = field(default_factory=list)
    number: int = 0

    def parcel(self, **changes: Any) -> dict[str, Any]:
        """Return a parcel as a clerk types it."""
        return {"kind": "land", "area": str(self.area.pk), "sheet_number": "12", "parcel_number": "345", **changes}

    def search(
        self, place: int = 0, people: tuple[Asked, ...] = (OWNER, BUYER), given: Any = None, **options: Any
    ) -> Search:
        """Search at the office ``place``."""
        about = self.parcel() if given is None else given
        return searching.search(self.clerks[place], self.offices[place], about, people, **options)

    def values(self, **changes: Any) -> dict[str, Any]:
        """Return an act as a clerk types it."""
        self.number += 1
        day = f"{clock.today():%d/%m/%Y}"
        return {"number": f"{self.number}", "signed_on": day, "kind": "sale", "value": "1.250.000.000", **changes}

    def sell(self, search: Search, place: int = 0, **changes: Any) -> Act:
        """Record the sale that ``search`` was for."""
        refers_to = changes.pop("refers_to", None)
        roles = changes.pop("roles", ROLES)
        values = self.values(**changes)
        return recording.record_act(self.clerks[place], search, values, roles, refers_to=refers_to)

    def notice(self, **changes: Any) -> dict[str, Any]:
        """Return a court's notice as it is typed."""
        return {
            "number": "15/2026/QĐ-BPKCTT", "issued_on": f"{clock.today():%d/%m/%Y}", "issuer_kind": "court",
            "issuer": "Tòa án nhân dân khu vực 1 - Thanh Hóa", **changes,
        }  # fmt: skip

    def block(self, given: Any = None, **changes: Any) -> Notice:
        """Enter a court's notice about the parcel."""
        about = self.parcel() if given is None else given
        return blocking.block(self.watcher, self.root, self.notice(**changes), about)


def make_sample() -> Sample:
    """Return the sample, in the database at hand."""
    root = add_unit(
        parent=None, identifier="H56", name="UBND tỉnh", kind="province", tier="province", valid_from=BEGINS
    )
    name = "Phường Hạc Thành"
    area = Area.objects.create(
        code="14758", name="Hạc Thành", full_name=name, kind="Phường", tier="commune", valid_from=BEGINS,
        folded=fold(name), sort_key=sort_key(name),
    )  # fmt: skip
    sample = Sample(root, area, [], [], SYSTEM)
    for place, title in enumerate(("Phòng công chứng số 1", "Văn phòng công chứng Lam Sơn")):
        unit = add_unit(
            parent=root, identifier=f"H56.9{place}", name=title, kind="commune", tier="commune", valid_from=BEGINS
        )
        kind = "state" if place == 0 else "private"
        values = {"name": title, "kind": kind, "address": "Đường Lê Lợi", "unit": unit}
        sample.offices.append(registers.add(SYSTEM, Office.definition, values))
        sample.clerks.append(_official(sample, f"ccv-{place}", CLERK, unit))
    sample.watcher = _official(sample, "ngan-chan", WATCHER, root)
    return sample


def _official(sample: Sample, username: str, rights: list[str], unit: OrganizationUnit) -> Actor:
    account = identity.create_official(
        SYSTEM, username=username, full_name="Nguyễn Thị Công Chứng", password="Cong-chung-2026!",
        must_change_password=False,
    )  # fmt: skip
    role = identity.load_roles([{"code": f"vai-{username}", "name": username, "permissions": rights}])[0]
    identity.assign_role(SYSTEM, account, role, unit, valid_from=BEGINS)
    sample.accounts.append(account)
    return actor_for(account, strong=True)
