"""A department with two divisions, three officers, one kind of work."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

import pytest

from tinhso.kernel.foundation.permissions import PERMISSIONS, Permission
from tinhso.kernel.foundation.text import fold
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.identity.models import Account, AccountKind, Person, Role, RoleAssignment
from tinhso.kernel.identity.queries import actor_for
from tinhso.kernel.inbox.declarations import INBOX_KINDS, InboxKind
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kernel.organizations.services import add_unit

DO = "inboxtest.do"
SIGN = "inboxtest.sign"
KIND = "inboxtest.work"


@dataclass
class Office:
    """What the tests act upon."""

    department: OrganizationUnit
    first: OrganizationUnit
    second: OrganizationUnit
    role: Role
    accounts: dict[str, Account] = field(default_factory=dict)

    def hire(self, name: str, unit: OrganizationUnit) -> Account:
        """Add an officer who may do the work at ``unit``."""
        person = Person.objects.create(full_name=name, folded=fold(name))
        account = Account.objects.create(
            username=fold(name).replace(" ", "."), kind=AccountKind.OFFICIAL, person=person
        )
        RoleAssignment.objects.create(account=account, role=self.role, unit=unit, valid_from=date(2020, 1, 1))
        self.accounts[name] = account
        return account

    def actor(self, name: str) -> Actor:
        """Return the officer as an actor."""
        return actor_for(self.accounts[name], strong=True)


@pytest.fixture(autouse=True)
def declared() -> Iterator[None]:
    """Declare what the tests put, for as long as they run."""
    PERMISSIONS.register(DO, Permission(DO, "Do the work (test)"))
    PERMISSIONS.register(SIGN, Permission(SIGN, "Sign (test)"))
    INBOX_KINDS.register(KIND, InboxKind(KIND, "Work to do (test)", _address))
    yield
    PERMISSIONS.withdraw(DO)
    PERMISSIONS.withdraw(SIGN)
    INBOX_KINDS.withdraw(KIND)


def _address(subject_id: object) -> str:
    return f"/viec/{subject_id}/"


@pytest.fixture
def office() -> Office:
    """Build the department; the test says how it uses the database."""
    values = {"valid_from": date(2020, 1, 1), "tier": "province", "kind": "department"}
    department = add_unit(parent=None, identifier="H56.15", name="Sở Nội vụ", **values)
    office = Office(
        department=department,
        first=add_unit(parent=department, identifier="H56.15.01", name="Phòng Một", **values),
        second=add_unit(parent=department, identifier="H56.15.02", name="Phòng Hai", **values),
        role=Role.objects.create(code="officer", name="Chuyên viên", permissions=[DO]),
    )
    office.hire("Lê Thị An", office.first)
    office.hire("Trần Văn Bình", office.first)
    office.hire("Phạm Thị Chi", office.department)
    return office
