"""The demonstration's trust services as a process of their own, and a commune whose people sign."""

import re
import subprocess
import sys
from datetime import date
from types import SimpleNamespace

import pytest

from tinhso.kernel.identity import services as identity
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.identity.queries import actor_for
from tinhso.kernel.organizations import services as organizations
from tinhso.kernel.papers import services as papers
from tinhso.kernel.papers.templates_known import TEMPLATES
from tinhso.kernel.signing import opening, services, trust


@pytest.fixture(scope="session")
def trust_url(tmp_path_factory):
    """The address of a running stand-in of the trust services."""
    folder = tmp_path_factory.mktemp("trust")
    command = [sys.executable, "-m", "tinhso.simulators.trust", "--port", "0", "--folder", str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    line = process.stdout.readline()
    yield re.search(r"http://[^/]+", line).group()
    process.terminate()
    process.wait(20)


@pytest.fixture
def office(db, settings, tmp_path, trust_url):
    """A commune with a seal, its leader with a signature, and the demonstration authority trusted."""
    settings.DATA_DIR = tmp_path
    settings.FILES_ROOT = tmp_path / "files"
    settings.TRUST_URL = trust_url
    settings.TIMESTAMP_URL = f"{trust_url}/tsa"
    opening.forget_opened()
    trust.forget_lists()
    unit = organizations.add_unit(
        parent=None,
        valid_from=date(2020, 1, 1),
        identifier="H56",
        name="Ủy ban nhân dân xã Thượng Ninh",
        kind="commune",
        tier="commune",
        symbol="UBND",
    )
    account = identity.create_official(
        SYSTEM, username="phuoc.nguyen", full_name="Nguyễn Hoàng Thiên Phước", password="Chieu-mua-2026"
    )
    services.trust_demonstration_authority(actor=SYSTEM)
    return SimpleNamespace(
        unit=unit,
        account=account,
        leader=actor_for(account, strong=True),
        person=services.enrol(actor=SYSTEM, account=account, unit=unit),
        agency=services.enrol(actor=SYSTEM, unit=unit),
    )


@pytest.fixture
def paper(office):
    """A birth certificate that waits for its signatures."""
    code = "giay-khai-sinh"
    return papers.issue(
        code, code, TEMPLATES[code].sample, unit=office.unit, actor=SYSTEM, title="Giấy khai sinh", public_fields={}
    )
