"""The pack of the province, read once for every test."""

import pytest

from tinhso.cli.loading.areas import Areas
from tinhso.cli.loading.pack import Pack
from tinhso.cli.loading.procedures import ProcedureFile, read_procedures
from tinhso.cli.loading.units import Units


@pytest.fixture(scope="session")
def pack() -> Pack:
    return Pack.named("thanh-hoa")


@pytest.fixture(scope="session")
def areas(pack: Pack) -> Areas:
    return Areas(pack)


@pytest.fixture(scope="session")
def units(pack: Pack, areas: Areas) -> Units:
    return Units(pack, areas)


@pytest.fixture(scope="session")
def procedures(pack: Pack) -> list[ProcedureFile]:
    return list(read_procedures(pack))
