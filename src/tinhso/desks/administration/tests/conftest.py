"""Two communes under a province, an administrator of the province, and one of a commune."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.test import Client

from tinhso.kernel.foundation.permissions import PERMISSIONS
from tinhso.kernel.identity import services as identity
from tinhso.kernel.identity.actor import SYSTEM, Actor
from tinhso.kernel.identity.models import Account
from tinhso.kernel.identity.queries import actor_for
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kernel.organizations.services import add_unit

BEGINS = date(2020, 1, 1)
PASSWORD = "Quan-tri-2026!"


@dataclass
class Place:
    """The units, and people made on demand."""

    root: OrganizationUnit
    here: OrganizationUnit
    elsewhere: OrganizationUnit
    made: int = 0

    def official(
        self, permissions: list[str], unit: OrganizationUnit | None = None, name: str = "Lê Thị Cán Bộ"
    ) -> Account:
        """Return an official who holds exactly these permissions at the unit (the province when not given)."""
        self.made += 1
        role = identity.load_roles([{"code": f"r{self.made}", "name": f"Vai {self.made}", "permissions": permissions}])[
            0
        ]
        account = identity.create_official(
            SYSTEM, username=f"nguoi.{self.made}", full_name=name, password=PASSWORD, must_change_password=False
        )
        identity.assign_role(SYSTEM, account, role, unit or self.root, valid_from=BEGINS)
        return account

    def actor(self, permissions: list[str], unit: OrganizationUnit | None = None) -> Actor:
        """Return such an official as an actor."""
        return actor_for(self.official(permissions, unit), strong=True)


@pytest.fixture
def place(db: Any) -> Place:
    def unit(parent: OrganizationUnit | None, identifier: str, name: str, kind: str, tier: str) -> OrganizationUnit:
        return add_unit(parent=parent, identifier=identifier, name=name, kind=kind, tier=tier, valid_from=BEGINS)

    root = unit(None, "H57", "UBND tỉnh", "province", "province")
    return Place(
        root,
        unit(root, "H57.901", "UBND xã Ở Đây", "commune", "commune"),
        unit(root, "H57.902", "UBND xã Ở Kia", "commune", "commune"),
    )


@pytest.fixture
def browse() -> Callable[[Account], Client]:
    def signed_in(account: Account) -> Client:
        client = Client()
        client.force_login(account)
        session = client.session
        session["second_factor"] = str(account.pk)
        session.save()
        return client

    return signed_in


@pytest.fixture
def administrator(place: Place) -> Account:
    """Somebody who may do everything in the province."""
    return place.official(sorted(PERMISSIONS), name="Hồ Đình Thắng")


@pytest.fixture
def desk(administrator: Account, browse: Callable[[Account], Client]) -> Client:
    return browse(administrator)
