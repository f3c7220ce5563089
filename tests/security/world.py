"""Who tries the doors: a citizen, officials with every right but one, with that one, and with it elsewhere."""

import json
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from django.db import connection
from django.test import Client

from tinhso.kernel.foundation.permissions import PERMISSIONS
from tinhso.kernel.identity import programs, services
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.identity.models import Account, Role
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kernel.organizations.services import add_unit

PASSWORD = "Cua-so-2026!"
BEGINS = date(2020, 1, 1)
UNCOUNTED = {"django_session", "django_migrations"}
"""Tables that a refused request may touch: a session is opened to remember where to return to."""


def fingerprint() -> dict[str, tuple[int, int]]:
    """Return for every table the number of rows and a sum over all their columns: equal when nothing changed.

    Only tables that the test's transaction has written to are read again; the others are as they were committed.
    """
    with connection.cursor() as cursor:
        # What pg_stat_xact_user_tables says of these tables; the view takes six times as long to say more.
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND"
            " pg_stat_get_xact_tuples_inserted(oid) + pg_stat_get_xact_tuples_updated(oid)"
            " + pg_stat_get_xact_tuples_deleted(oid) > 0"
        )
        written = {name for (name,) in cursor.fetchall()}
    standing = committed()
    with connection.cursor() as cursor:
        return standing | _sums(cursor, sorted(written & standing.keys()))


@cache
def committed() -> dict[str, tuple[int, int]]:
    """What every table holds outside the test's transaction."""
    outside = connection.copy()
    try:
        with outside.cursor() as cursor:
            tables = [name for name in outside.introspection.table_names(cursor) if name not in UNCOUNTED]
            return _sums(cursor, tables)
    finally:
        outside.close()


def _sums(cursor: Any, tables: list[str]) -> dict[str, tuple[int, int]]:
    if not tables:
        return {}
    cursor.execute(
        " UNION ALL ".join(
            f"SELECT '{name}', count(*), coalesce(sum(hashtextextended(t::text, 0)), 0) FROM \"{name}\" t"
            for name in tables
        )
    )
    return {name: (count, total) for name, count, total in cursor.fetchall()}


@dataclass
class World:
    """Two communes under one province, and accounts: from those that stand ready, then made on demand."""

    root: OrganizationUnit
    here: OrganizationUnit
    elsewhere: OrganizationUnit
    citizens: list[Account] = field(default_factory=list)
    officials: list[Account] = field(default_factory=list)
    """Without a role yet."""
    things: dict[str, Any] = field(default_factory=dict)
    """What examples have made, by name, so that each is made once."""
    _made: int = 0

    def role(self, permissions: list[str]) -> Role:
        """Return a role of exactly these permissions."""
        self._made += 1
        row = {"code": f"thu-{self._made}", "name": f"Thử {self._made}", "permissions": permissions}
        return services.load_roles([row])[0]

    def citizen(self) -> Account:
        """Return a citizen."""
        return self.citizens.pop() if self.citizens else self.make_citizen()

    def make_citizen(self) -> Account:
        """Open a citizen's account."""
        self._made += 1
        return services.create_account(
            full_name="Nguyễn Thị Người Dân", personal_number=f"0381900{self._made:05d}", password=PASSWORD
        )

    def official(self, permissions: list[str], unit: OrganizationUnit | None = None) -> Account:
        """Return an official who holds ``permissions`` at ``unit`` (the province when not given)."""
        account = self.officials.pop() if self.officials else self.make_official()
        place = unit or self.root
        services.assign_role(SYSTEM, account, self.role(permissions), place, valid_from=place.valid_from)
        return account

    def make_official(self) -> Account:
        """Open the account of an official without a role, who has a second factor."""
        self._made += 1
        account = services.create_official(
            SYSTEM,
            username=f"can-bo-{self._made}",
            full_name="Lê Văn Cán Bộ",
            password=PASSWORD,
            must_change_password=False,
        )
        services.enrol_totp(account)
        return account

    def without(self, permission: str) -> Account:
        """Return an official who holds every right at the top, except ``permission``."""
        return self.official([code for code in PERMISSIONS if code != permission])

    def key(self, permissions: list[str], unit: OrganizationUnit | None = None) -> str:
        """Return an API key that holds ``permissions``, used once already so that its use is noted."""
        _, text = programs.create_api_key(
            SYSTEM, unit=unit or self.root, role=self.role(permissions), label="Phần mềm thử"
        )
        call(text, "GET", "/api/v1/me")
        return text


def make_world() -> World:
    """Return the world in the test's database."""

    def unit(parent: OrganizationUnit | None, identifier: str, name: str, kind: str, tier: str) -> OrganizationUnit:
        return add_unit(parent=parent, identifier=identifier, name=name, kind=kind, tier=tier, valid_from=BEGINS)

    root = unit(None, "H57", "UBND tỉnh", "province", "province")
    here = unit(root, "H57.901", "UBND xã Ở Đây", "commune", "commune")
    elsewhere = unit(root, "H57.902", "UBND xã Ở Kia", "commune", "commune")
    return World(root, here, elsewhere)


def browser(account: Account | None = None, *, strong: bool = True) -> Client:
    """Return a browser in which ``account`` is signed in, with its second factor given when ``strong``."""
    client = Client(raise_request_exception=True)
    if account is not None:
        client.force_login(account)
        if strong:
            session = client.session
            session["second_factor"] = str(account.pk)
            session.save()
    return client


def call(key: str, method: str, path: str, body: Any = None) -> Any:
    """Call the API with a key (none when empty)."""
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    content = json.dumps(body if body is not None else {}) if method not in {"GET", "HEAD", "DELETE"} else ""
    return Client().generic(method, path, content, content_type="application/json", headers=headers)
