"""A province to test in: its Office, two departments with divisions, a commune; a person for each role."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.test import Client

from tinhso.government.directives import permissions as rights
from tinhso.government.directives.models import Directive
from tinhso.government.directives.services import assigning
from tinhso.government.directives.services.making import Order
from tinhso.government.directives.states import Source
from tinhso.kernel.foundation import clock
from tinhso.kernel.identity import services as identity
from tinhso.kernel.identity.actor import SYSTEM, Actor
from tinhso.kernel.identity.models import Account
from tinhso.kernel.identity.queries import actor_for
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kernel.organizations.services import add_unit
from tinhso.kits.procedures.tests.world import PASSWORD, SINCE, at

MONDAY = at("2026-11-16 09:00")
"""The Monday on which stories begin."""

ROLES = {
    "office": [
        rights.VIEW, rights.ASSIGN, rights.CONFIRM, rights.URGE, rights.RESTRICTED, rights.MANAGE, "signing.use-seal",
    ],
    "leader": [rights.VIEW, rights.ASSIGN, rights.URGE, rights.RESTRICTED],
    "head": [rights.VIEW, rights.HAND, rights.DO, rights.CONFIRM, rights.URGE],
    "officer": [rights.VIEW, rights.DO],
    "monitor": [rights.VIEW],
}  # fmt: skip


@dataclass
class Province:
    """Units and people by short names."""

    units: dict[str, OrganizationUnit]
    accounts: dict[str, Account]

    def actor(self, name: str) -> Actor:
        """Return one of the people."""
        return actor_for(self.accounts[name], strong=True)

    def order(self, **changes: Any) -> Order:
        """Return an order of the province to the department of finance, due on Friday."""
        usual = Order(
            order="Sở Tài chính chủ trì rà soát, báo cáo tình hình giải ngân vốn đầu tư công.",
            unit=self.units["province"],
            lead=self.units["finance"],
            ordered_name="Nguyễn Văn Chủ Tịch",
            ordered_by=self.accounts["leader"],
            ordered_at=clock.now(),
            source=Source.DOCUMENT,
            source_label="1234/UBND-THKH",
            due_at=assigning.due_of(at("2026-11-20 00:00").date()),
            monitor=self.accounts["monitor"],
        )
        return replace(usual, **changes)

    def given(self, **changes: Any) -> Directive:
        """Give that order through the Office."""
        return assigning.assign(self.actor("office"), self.order(**changes))

    def browser(self, name: str) -> Client:
        """Return a browser in which somebody is signed in."""
        client, account = Client(), self.accounts[name]
        client.force_login(account)
        session = client.session
        session["second_factor"] = str(account.pk)
        session.save()
        return client


def make_province() -> Province:
    """Make the province in the test's database."""

    def unit(parent: OrganizationUnit | None, identifier: str, name: str, kind: str, tier: str) -> OrganizationUnit:
        return add_unit(parent=parent, identifier=identifier, name=name, kind=kind, tier=tier, valid_from=SINCE)

    province = unit(None, "H77", "Ủy ban nhân dân tỉnh", "province", "province")
    finance = unit(province, "H77.12", "Sở Tài chính", "department", "province")
    budget = unit(finance, "H77.12.02", "Phòng Ngân sách", "division", "province")
    health = unit(province, "H77.14", "Sở Y tế", "department", "province")
    commune = unit(province, "H77.101", "Ủy ban nhân dân xã Thượng Ninh", "commune", "commune")
    units = {"province": province, "finance": finance, "budget": budget, "health": health, "commune": commune}
    roles = dict(
        zip(
            ROLES,
            identity.load_roles([{"code": f"nv-{code}", "name": code, "permissions": ROLES[code]} for code in ROLES]),
            strict=True,
        )
    )
    places = {
        "office": ("office", province), "leader": ("leader", province), "monitor": ("monitor", province),
        "head": ("head", finance), "division_head": ("head", budget), "officer": ("officer", budget),
        "colleague": ("officer", budget), "outsider": ("head", health), "commune_head": ("head", commune),
    }  # fmt: skip
    accounts = {}
    for name, (role, place) in places.items():
        account = accounts[name] = identity.create_official(
            SYSTEM, username=f"nv-{name}", full_name=f"Lê Thị {name.title()}", password=PASSWORD,
            must_change_password=False,
        )  # fmt: skip
        identity.assign_role(SYSTEM, account, roles[role], place, valid_from=SINCE, position="")
    return Province(units, accounts)


def day(text: str) -> datetime:
    """Return the due time of a day."""
    return assigning.due_of(at(f"{text} 00:00").date())
