"""The tests that every register inherits: give values, get the suite.

    class TestLodging(RegisterTests):
        model = Lodging

        def values(self, world):
            return {"name": "Khách sạn Lam Kinh", "kind": "hotel", "area": "14758"}

``values`` are what somebody would type, by field, for a row that is right; ``unit`` is added. What a register refers to
is made in it, with ``world``. ``other`` may name a field and another right value of it, for tests that change a row.
"""

from __future__ import annotations

import csv
import html
import io
import json
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID

import pytest
import yaml
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from tinhso.kernel.areas.models import Area
from tinhso.kernel.foundation.permissions import PERMISSIONS
from tinhso.kernel.foundation.text import fold, sort_key
from tinhso.kernel.identity import programs
from tinhso.kernel.identity import services as identity
from tinhso.kernel.identity.actor import SYSTEM, Actor
from tinhso.kernel.identity.models import Account
from tinhso.kernel.identity.queries import actor_for
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kernel.organizations.services import add_unit
from tinhso.kits.registers.definition import Definition

BEGINS = date(2020, 1, 1)
PASSWORD = "So-dang-ky-2026!"


@dataclass
class RegisterWorld:
    """Two communes under a province; accounts and keys on demand."""

    definition: Definition
    root: OrganizationUnit
    here: OrganizationUnit
    elsewhere: OrganizationUnit
    area: Area
    made: int = 0

    def account(self, *verbs: str, unit: OrganizationUnit | None = None) -> Account:
        """Return an official who holds the register's rights ``verbs`` (all when none) at ``unit``, here by default."""
        self.made += 1
        place = unit or self.here
        account = identity.create_official(
            SYSTEM, username=f"nguoi-thu-{self.made}", full_name="Lê Thị Thử", password=PASSWORD,
            must_change_password=False,
        )  # fmt: skip
        identity.assign_role(SYSTEM, account, self._role(verbs), place, valid_from=place.valid_from)
        return account

    def _role(self, verbs: tuple[str, ...]) -> Any:
        rights = self.definition.rights
        codes = [getattr(rights, verb.replace("-", "_")) for verb in verbs] or list(rights.all())
        row = {"code": f"vai-{self.made}-{len(verbs)}", "name": "Thử", "permissions": codes}
        return identity.load_roles([row])[0]

    def actor(self, *verbs: str, unit: OrganizationUnit | None = None) -> Actor:
        """Return the actor of such an account."""
        return actor_for(self.account(*verbs, unit=unit), strong=True)

    def browser(self, *verbs: str, unit: OrganizationUnit | None = None) -> Client:
        """Return a browser in which such an account is signed in, with its second factor given."""
        account = self.account(*verbs, unit=unit)
        client = Client()
        client.force_login(account)
        session = client.session
        session["second_factor"] = str(account.pk)
        session.save()
        return client

    def key(self, *verbs: str, unit: OrganizationUnit | None = None) -> dict[str, str]:
        """Return the headers of a program's key with such rights."""
        self.made += 1
        _key, text = programs.create_api_key(
            SYSTEM, unit=unit or self.here, role=self._role(verbs), label="Phần mềm thử"
        )
        return {"Authorization": f"Bearer {text}"}


def make_world(definition: Definition) -> RegisterWorld:
    """Return the world of a register's tests, in the test's database."""

    def unit(parent: OrganizationUnit | None, identifier: str, name: str, kind: str) -> OrganizationUnit:
        return add_unit(parent=parent, identifier=identifier, name=name, kind=kind, tier=kind, valid_from=BEGINS)

    root = unit(None, "H56", "UBND tỉnh", "province")
    here = unit(root, "H56.15", "UBND phường Ở Đây", "commune")
    elsewhere = unit(root, "H56.16", "UBND xã Ở Kia", "commune")
    name = "Phường Hạc Thành"
    area = Area.objects.create(
        code="14758", name="Hạc Thành", full_name=name, kind="Phường", tier="commune", valid_from=BEGINS,
        folded=fold(name), sort_key=sort_key(name),
    )  # fmt: skip
    return RegisterWorld(definition, root, here, elsewhere, area)


class RegisterBase:
    """What the inherited tests stand on."""

    model: ClassVar[Any]
    other: ClassVar[tuple[str, Any] | None] = None

    def values(self, world: RegisterWorld) -> Mapping[str, Any]:
        """Return what somebody would type for a row that is right, by field, without the unit."""
        raise NotImplementedError

    @property
    def definition(self) -> Definition:
        """The register's definition."""
        return self.model.definition  # type: ignore[no-any-return]

    def whole(self, world: RegisterWorld, unit: OrganizationUnit | None = None) -> dict[str, Any]:
        """Return the values with the unit; a row stands as its key."""
        given = {**self.values(world), "unit": unit or world.here}
        return {name: str(value.pk) if isinstance(value, Model) else value for name, value in given.items()}

    def change(self) -> tuple[str, Any]:
        """Return a field and another right value of it."""
        if self.other is not None:
            return self.other
        found = next(
            field for field in self.definition.fields
            if field.kind.code in {"text", "name", "long_text"} and not field.personal
        )  # fmt: skip
        return found.name, "Giá trị khác"

    def second(self, world: RegisterWorld) -> Mapping[str, Any]:
        """Return what differs in a second row, where the register forbids two alike."""
        return {}

    def add(self, world: RegisterWorld, unit: OrganizationUnit | None = None, **changes: Any) -> Any:
        """Return a row that was added."""
        from tinhso.kits.registers import services

        return services.add(SYSTEM, self.definition, {**self.whole(world, unit), **changes})

    def secrets(self, row: Any) -> dict[str, list[str]]:
        """Return how the row's personal values read, by field; without those that a chooser or another field names."""
        open_ = " ".join(
            field.kind.show(field, field.kind.value_of(field, row)) for field in self.definition.fields
            if not field.personal
        )  # fmt: skip
        found: dict[str, list[str]] = {}
        for field in self.definition.fields:
            if field.personal and field.kind.code not in CHOSEN:
                assert field.kind.code != "datetime", "said() leaves moments out: what leaks of one would not be seen"
                value = field.kind.value_of(field, row)
                forms = {field.kind.show(field, value), str(field.kind.plain(field, value) or "")}
                words = sorted(word for word in forms if len(word) >= LEAST_TELLING and word not in open_)
                if words:
                    found[field.name] = words
        return found

    def address(self, name: str, *parts: Any) -> str:
        """Return an address of the register."""
        return reverse(f"registers:{name}", args=[self.definition.code, *parts])

    def api(self, *parts: Any) -> str:
        """Return an address of the register's API."""
        return "/".join(["/api/v1/registers", self.definition.code, *map(str, parts)])

    @pytest.fixture
    def world(self, db: None) -> RegisterWorld:
        return make_world(self.definition)

    @pytest.fixture
    def row(self, world: RegisterWorld) -> Any:
        return self.add(world)

    def pytest_generate_tests(self, metafunc: Any) -> None:
        """Give tests of fields every field, and tests of rights every right."""
        fields = [field for field in self.model.definition.fields if not field.kit]
        if "field" in metafunc.fixturenames:
            metafunc.parametrize("field", fields, ids=[field.name for field in fields])
        if "required" in metafunc.fixturenames:
            needed = [field for field in fields if field.required]
            metafunc.parametrize("required", needed, ids=[field.name for field in needed])
        if "door" in metafunc.fixturenames:
            metafunc.parametrize("door", sorted(DOORS))


CHOSEN = frozenset({"area", "unit", "choice", "catalogue", "boolean", "reference"})
"""Kinds whose every value stands in a chooser."""
LEAST_TELLING = 4
"""Letters: what is shorter stands by chance in many a page."""
DOORS = {"list": "view", "row": "view", "history": "view", "add": "add", "change": "change", "end": "end"}
"""The pages of a register, and which right opens each."""


def read_csv(answer: Any) -> list[dict[str, str]]:
    """Return the rows of an answered CSV file."""
    return list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))


KEYS = re.compile(
    r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9A-Za-z]{24,}|\?v=[0-9a-f]+"
    r"|\d\d:\d\d(?::\d\d)? \d\d/\d\d/\d{4}"
)
"""Keys of rows, tokens of forms, versions of files, moments: any short number may stand in one by chance."""


def sent(answer: Any) -> str:
    """Return the text of an answer, whole or streamed, with all that its markup holds."""
    body = answer.getvalue() if answer.streaming else answer.content
    return html.unescape(body.decode("utf-8", "replace"))


def said(answer: Any) -> str:
    """Return the text of an answer as people read it, without its keys."""
    return KEYS.sub("", sent(answer))


def tells(answer: Any, text: str) -> bool:
    """Whether an answer says this text, in words of its own: 48 is not told by 1948."""
    return re.search(rf"(?<!\w){re.escape(text)}(?!\w)", said(answer)) is not None


def cells_of(sheet: bytes) -> str:
    """Return the texts of an XLSX file."""
    with zipfile.ZipFile(io.BytesIO(sheet)) as parts:
        found = [parts.read(name).decode() for name in parts.namelist() if name.endswith(".xml")]
    return html.unescape("\n".join(found))


def post_json(client: Client, method: str, path: str, body: Any, headers: dict[str, str]) -> Any:
    """Send JSON to the API."""
    return client.generic(method, path, json.dumps(body), content_type="application/json", headers=headers)


def undeclared_rights(definition: Definition) -> list[str]:
    """Return the rights of a register that nobody declared; none when it is whole."""
    return [code for code in definition.rights.all() if code not in PERMISSIONS]


def pages_of(world: RegisterWorld, key: UUID) -> dict[str, Callable[[], Any]]:
    """Return what asks for a register's pages, by the names of ``query_counts``, as who may look and export here.

    ``key`` is that of the row whose page is asked for; of an export they take the first pieces, as each further one
    asks one question more.
    """
    code = world.definition.code
    listed, api = reverse("registers:list", args=[code]), f"/api/v1/registers/{code}/records"
    browser, headers = world.browser("view", "export"), world.key("view")
    browser.get(api, headers=headers)  # the first use of a key is noted

    def export() -> Any:
        answer: Any = browser.get(listed, {"xuat": "csv"})
        list(islice(answer.streaming_content, 2))
        return answer

    return {
        "list": lambda: browser.get(listed),
        "row": lambda: browser.get(reverse("registers:row", args=[code, key])),
        "export": export,
        "api": lambda: browser.get(api, headers=headers),
    }


def query_counts(code: str) -> dict[str, int]:
    """Return how many questions each page of a register may ask, from the file that is reviewed."""
    file = Path(__file__).parent / "data" / "query_counts.yaml"
    known = yaml.safe_load(file.read_text(encoding="utf-8"))
    return {"list": 12, "row": 12, "export": 12, "api": 12, **known.get(code, {})}
