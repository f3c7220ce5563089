"""A small province to test in: a commune with its desk, a division, officers, a citizen and one procedure."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tinhso.kernel.areas.models import Area, Tier
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.ids import new_id
from tinhso.kernel.foundation.text import fold, sort_key
from tinhso.kernel.identity import services as identity
from tinhso.kernel.identity.actor import SYSTEM, Actor
from tinhso.kernel.identity.models import Account
from tinhso.kernel.identity.queries import actor_for
from tinhso.kernel.organizations.models import OrganizationUnit, UnitKind
from tinhso.kernel.organizations.services import add_unit
from tinhso.kits.procedures import permissions as rights
from tinhso.kits.procedures.models import ProcedureVersion
from tinhso.kits.procedures.services import publishing

SINCE = date(2025, 7, 1)
PASSWORD = "Thu@Nghiem2026"

ROLES = {
    "one-stop": [rights.VIEW, rights.RECEIVE, rights.HAND_OVER],
    "head": [rights.VIEW, rights.ASSIGN, rights.INITIAL],
    "specialist": [rights.VIEW, rights.PROCESS, rights.OPINE],
    "leader": [rights.VIEW, rights.SIGN, "signing.use-seal"],
    "agent": [rights.VIEW, rights.SUBMIT],
}


def at(text: str) -> datetime:
    """Return the moment in Viet Nam that ``text`` (``2026-11-16 09:00``) names."""
    return datetime.fromisoformat(text).replace(tzinfo=clock.VIETNAM)


def definition(**changes: Any) -> dict[str, Any]:
    """Return the definition of a small procedure, with ``changes`` on top."""
    return {
        "code": "1.009999",
        "name": "Xác nhận thông tin thử nghiệm",
        "plain_name": "Xin giấy xác nhận",
        "summary": "Thủ tục dùng để thử.",
        "field": "tu-phap",
        "tier": "commune",
        "online_level": "full",
        "legal_bases": [{"document": "Luật Thử nghiệm 1/2026/QH16", "articles": "Điều 1"}],
        "parts": [
            {"code": "to-khai", "name": "Tờ khai"},
            {
                "code": "uy-quyen",
                "name": "Văn bản ủy quyền",
                "when": [{"field": "by_proxy", "equals": True}],
            },
        ],
        "fees": [
            {
                "code": "le-phi",
                "name": "Lệ phí",
                "kind": "le-phi",
                "basis": "Nghị quyết thử",
                "cases": [
                    {"label": "Nộp trực tuyến", "amount": 4000, "channels": ["online"]},
                    {"label": "Nộp trực tiếp", "amount": 8000},
                ],
            }
        ],
        "terms": [
            {
                "label": "Phải xác minh",
                "working_days": 5,
                "when": [{"field": "verify", "equals": True}],
                "basis": "Điều 3",
            },
            {"label": "Thông thường", "working_days": 3, "basis": "Điều 2"},
        ],
        "clock": {
            "supplement": {
                "effect": "pause",
                "most": 1,
                "answer_within_working_days": 10,
                "basis": "NĐ 61/2018/NĐ-CP Điều 19",
            }
        },
        "form": {
            "type": "object",
            "required": ["purpose"],
            "properties": {
                "purpose": {"type": "string", "title": "Xin giấy để làm gì?", "maxLength": 100},
                "verify": {"type": "boolean", "title": "Có cần xác minh không?"},
                "by_proxy": {"type": "boolean", "title": "Có nộp thay không?"},
            },
        },
        "pages": [
            {"code": "muc-dich", "title": "Mục đích", "fields": ["purpose"]},
            {"code": "tinh-huong", "title": "Tình huống", "fields": ["verify", "by_proxy"]},
        ],
        "route": [
            {
                "code": "phan-cong",
                "name": "Phân công",
                "kind": "assign",
                "unit": {"place": "division", "division": "VH"},
                "working_hours": 2,
            },
            {
                "code": "tham-dinh",
                "name": "Thẩm định",
                "kind": "do",
                "unit": {"place": "division", "division": "VH"},
                "working_hours": 12,
            },
            {
                "code": "de-xuat",
                "name": "Đề xuất kết quả",
                "kind": "propose",
                "unit": {"place": "division", "division": "VH"},
                "working_hours": 4,
            },
            {"code": "ky", "name": "Ký", "kind": "sign", "unit": {"place": "agency"}, "working_hours": 4},
            {"code": "tra", "name": "Trả kết quả", "kind": "hand_over", "unit": {"place": "desk"}},
        ],
        "result": {"name": "Giấy xác nhận", "symbol": "GXN-{unit}", "fields": ["purpose"]},
    } | changes


@dataclass
class World:
    """The units, people and the published procedure."""

    commune: OrganizationUnit
    desk: OrganizationUnit
    division: OrganizationUnit
    neighbour: OrganizationUnit
    accounts: dict[str, Account]
    version: ProcedureVersion

    def actor(self, name: str) -> Actor:
        """Return one of the people as an actor."""
        return actor_for(self.accounts[name], strong=True)


def make_world(**changes: Any) -> World:
    """Build the world; ``changes`` go into the procedure's definition."""
    province = add_unit(
        parent=None, valid_from=SINCE, identifier="H56", name="UBND tỉnh", kind=UnitKind.PROVINCE, tier=Tier.PROVINCE
    )
    area = Area.objects.create(
        id=new_id(),
        code="16414",
        name="Thử Nghiệm",
        full_name="Xã Thử Nghiệm",
        kind="Xã",
        tier=Tier.COMMUNE,
        valid_from=SINCE,
        folded=fold("Xã Thử Nghiệm"),
        sort_key=sort_key("Thử Nghiệm"),
    )

    def unit(parent: OrganizationUnit, identifier: str, name: str, kind: str, **more: Any) -> OrganizationUnit:
        return add_unit(
            parent=parent,
            valid_from=SINCE,
            identifier=identifier,
            name=name,
            kind=kind,
            tier=Tier.COMMUNE,
            **more,
        )

    commune = unit(province, "H56.901", "UBND xã Thử Nghiệm", UnitKind.COMMUNE, area=area, symbol="UBND")
    neighbour = unit(province, "H56.902", "UBND xã Bên Cạnh", UnitKind.COMMUNE)
    desk = unit(commune, "H56.901.MC", "Trung tâm Phục vụ hành chính công xã Thử Nghiệm", UnitKind.ONE_STOP)
    division = unit(commune, "H56.901.VH", "Phòng Văn hóa – Xã hội", UnitKind.DIVISION)
    roles = {
        role.code: role
        for role in identity.load_roles(
            {"code": code, "name": code, "permissions": permissions} for code, permissions in ROLES.items()
        )
    }
    posts = {
        "clerk": ("Trịnh Thị Một Cửa", "one-stop", desk),
        "other_clerk": ("Đỗ Văn Hai Cửa", "one-stop", desk),
        "head": ("Lê Văn Trưởng Phòng", "head", division),
        "specialist": ("Nguyễn Thị Chuyên Viên", "specialist", division),
        "second": ("Phạm Văn Chuyên Viên", "specialist", division),
        "leader": ("Hoàng Thị Chủ Tịch", "leader", commune),
        "stranger": ("Vũ Thị Xã Khác", "one-stop", neighbour),
    }
    accounts: dict[str, Account] = {}
    for name, (full_name, role, place) in posts.items():
        accounts[name] = identity.create_official(
            SYSTEM, username=name.replace("_", "."), full_name=full_name, password=PASSWORD, must_change_password=False
        )
        identity.assign_role(SYSTEM, accounts[name], roles[role], place, valid_from=SINCE, position=role)
    for name, number in (("citizen", "038090000011"), ("other_citizen", "038090000012")):
        accounts[name] = identity.create_account(
            full_name="Nguyễn Văn Công Dân", personal_number=number, phone="0912345678", password=PASSWORD
        )
    publishing.load_fields([{"code": "tu-phap", "name": "Tư pháp"}])
    version = publishing.load_definition(definition(**changes), valid_from=SINCE, decision="QĐ thử", actor=SYSTEM)
    return World(commune, desk, division, neighbour, accounts, version)
