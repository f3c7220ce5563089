"""A department with its office and a division, a commune, and people of every role around documents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from tinhso.government.official_documents import permissions as rights
from tinhso.kernel.areas.models import Tier
from tinhso.kernel.identity import services as identity
from tinhso.kernel.identity.actor import SYSTEM, Actor
from tinhso.kernel.identity.models import Account
from tinhso.kernel.identity.queries import actor_for
from tinhso.kernel.organizations.models import OrganizationUnit, UnitKind
from tinhso.kernel.organizations.services import add_unit

SINCE = date(2025, 7, 1)
ROLES = {
    "clerk": [rights.WORK, rights.REGISTER, rights.BOOKS, rights.SEE_ALL, rights.FIGURES, "signing.use-seal"],
    "leader": [rights.WORK, rights.INSTRUCT, rights.SIGN, rights.SEE_ALL, rights.FIGURES],
    "head": [rights.WORK, rights.INSTRUCT, rights.INITIAL],
    "specialist": [rights.WORK],
}
PEOPLE = {
    "clerk": ("Lê Đình Cường", "clerk", "office", "Văn thư"),
    "leader": ("Lê Đức Nghĩa", "leader", "department", "Phó Giám đốc"),
    "director": ("Hoàng Thị Ngọc Hà", "leader", "department", "Giám đốc"),
    "head": ("Cao Trọng Toàn", "head", "division", "Trưởng phòng"),
    "specialist": ("Công Tằng Tôn Nữ Thị Phương Nguyên", "specialist", "division", "Chuyên viên"),
    "second": ("Phạm Văn Hai", "specialist", "division", "Chuyên viên"),
    "other_head": ("Đỗ Thị Hạnh", "head", "other_division", "Trưởng phòng"),
    "commune_clerk": ("Vũ Thị Văn Thư", "clerk", "commune", "Văn thư"),
    "commune_leader": ("Trịnh Văn Xã", "leader", "commune", "Chủ tịch"),
}


@dataclass
class World:
    """Units by name and accounts by name."""

    units: dict[str, OrganizationUnit]
    accounts: dict[str, Account]

    def __getattr__(self, name: str) -> OrganizationUnit:
        try:
            return self.units[name]
        except KeyError:
            raise AttributeError(name) from None

    def actor(self, name: str) -> Actor:
        """Return one of the people as an actor."""
        return actor_for(self.accounts[name], strong=True)


def make_world() -> World:
    """Build it."""

    def unit(parent: OrganizationUnit | None, identifier: str, name: str, kind: str, **more: Any) -> OrganizationUnit:
        tier = Tier.COMMUNE if kind == UnitKind.COMMUNE else Tier.PROVINCE
        return add_unit(parent=parent, valid_from=SINCE, identifier=identifier, name=name, kind=kind, tier=tier, **more)

    province = unit(None, "H56", "Ủy ban nhân dân tỉnh Thanh Hóa", UnitKind.PROVINCE, symbol="UBND")
    department = unit(province, "H56.08", "Sở Xây dựng", UnitKind.DEPARTMENT, symbol="SXD")
    units = {
        "province": province,
        "department": department,
        "office": unit(department, "H56.08.01", "Văn phòng Sở", UnitKind.DIVISION),
        "division": unit(department, "H56.08.02", "Phòng Quản lý xây dựng", UnitKind.DIVISION),
        "other_division": unit(department, "H56.08.03", "Phòng Quy hoạch", UnitKind.DIVISION),
        "commune": unit(province, "H56.901", "Ủy ban nhân dân xã Thượng Ninh", UnitKind.COMMUNE, symbol="UBND"),
    }
    roles = {
        role.code: role
        for role in identity.load_roles(
            {"code": code, "name": code, "permissions": permissions} for code, permissions in ROLES.items()
        )
    }
    accounts: dict[str, Account] = {}
    for name, (full_name, role, place, position) in PEOPLE.items():
        accounts[name] = identity.create_official(
            SYSTEM,
            username=name.replace("_", "."),
            full_name=full_name,
            password="Thu@Nghiem2026",
            must_change_password=False,
        )
        identity.assign_role(SYSTEM, accounts[name], roles[role], units[place], valid_from=SINCE, position=position)
    return World(units, accounts)
