"""A small province: one department with a division, one commune, an administrator and an official."""

from datetime import date
from types import SimpleNamespace

import pytest

from tinhso.kernel.identity import services
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.identity.queries import actor_for
from tinhso.kernel.organizations import services as organizations

PASSWORD = "Chieu-mua-2026"


@pytest.fixture
def province(db):
    """Units, two roles and three officials of a province."""
    begins = date(2020, 1, 1)
    values = {"valid_from": begins, "tier": "province"}
    root = organizations.add_unit(parent=None, identifier="H56", name="UBND tỉnh", kind="province", **values)
    health = organizations.add_unit(parent=root, identifier="H56.15", name="Sở Y tế", kind="department", **values)
    works = organizations.add_unit(parent=root, identifier="H56.16", name="Sở Xây dựng", kind="department", **values)
    admin_role, staff_role = services.load_roles(
        [
            {
                "code": "quan-tri",
                "name": "Quản trị",
                "permissions": ["identity.see", "identity.manage", "identity.assign", "identity.keys"],
            },
            {"code": "xem", "name": "Người xem", "permissions": ["identity.see"]},
        ]
    )

    def official(username, name):
        return services.create_official(
            SYSTEM, username=username, full_name=name, password=PASSWORD, must_change_password=False
        )

    admin, officer = official("an.y-te", "Lê Thị An"), official("binh.y-te", "Trần Văn Bình")
    services.assign_role(SYSTEM, admin, admin_role, health, valid_from=begins)
    return SimpleNamespace(
        root=root,
        health=health,
        works=works,
        admin_role=admin_role,
        staff_role=staff_role,
        admin=admin,
        officer=officer,
        admin_actor=actor_for(admin, strong=True),
    )
