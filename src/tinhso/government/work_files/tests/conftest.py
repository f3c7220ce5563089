"""A province with a department and a commune, an officer, a keeper and an archive clerk."""

from dataclasses import dataclass
from datetime import date

import pytest

from tinhso.government.work_files import permissions
from tinhso.government.work_files.models import CatalogueEntry
from tinhso.kernel.files.services import store_made
from tinhso.kernel.identity.actor import SYSTEM, Actor, Post
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kernel.organizations.services import add_unit
from tinhso.kits.registers import services as registers


@dataclass
class World:
    """Who and what the tests speak of."""

    province: OrganizationUnit
    department: OrganizationUnit
    commune: OrganizationUnit
    officer: Actor
    keeper: Actor
    archivist: Actor
    stranger: Actor

    def entry(self, symbol: str = "01.TCCB", **values: object) -> CatalogueEntry:
        given = {"name": "Hồ sơ tuyển dụng công chức", "symbol": symbol, "year": "2026", "term": "70-nam",
                 "unit": self.department.identifier} | values  # fmt: skip
        return registers.add(SYSTEM, CatalogueEntry.definition, given)


def actor(unit: OrganizationUnit, name: str, *rights: str) -> Actor:
    post = Post(unit.pk, unit.path, unit.name, "r", "r", "", frozenset(rights))
    return Actor(None, name, "official", posts=(post,))


@pytest.fixture(autouse=True)
def store_root(settings, tmp_path):
    settings.FILES_ROOT = tmp_path / "files"


@pytest.fixture
def world(db):
    since = date(2020, 1, 1)
    province = add_unit(
        parent=None, valid_from=since, identifier="H56", name="UBND tỉnh", kind="province", tier="province"
    )
    department = add_unit(
        parent=province, valid_from=since, identifier="H56.10", name="Sở Nội vụ", kind="department", tier="province"
    )
    commune = add_unit(
        parent=province,
        valid_from=since,
        identifier="H56.99",
        name="UBND xã Hoằng Châu",
        kind="commune",
        tier="commune",
    )
    return World(
        province, department, commune,
        actor(department, "Lê Thị Chuyên Viên", permissions.USE),
        actor(department, "Trần Văn Văn Thư", permissions.USE, permissions.KEEP),
        actor(province, "Phạm Thị Lưu Trữ", permissions.ARCHIVE, permissions.FIGURES),
        actor(commune, "Vũ Văn Xã", permissions.USE, permissions.KEEP, permissions.ARCHIVE),
    )  # fmt: skip


@pytest.fixture
def page():
    """Keep a PDF/A as a file."""

    def made(name="cong-van.pdf", content=b"%PDF-1.7 pdfaid:part 2"):
        return store_made(content, name, "application/pdf", actor=SYSTEM)

    return made
