"""The world of the tests of races and kills."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from faults.office import Office
from faults.processes import Running, free_port, start, wait_open
from tinhso.kernel.events.testing import clear_jobs
from tinhso.kernel.files import services as files
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.signing import services as signing
from tinhso.kits.procedures.models import Dossier
from tinhso.kits.procedures.services import intake
from tinhso.kits.procedures.services.intake import Application, GivenPart
from tinhso.kits.procedures.states import Channel
from tinhso.kits.procedures.tests.conftest import a_pdf
from tinhso.kits.procedures.tests.world import World, make_world


@pytest.fixture
def world(db: None, settings: Any, tmp_path: Path) -> Iterator[World]:
    """The small province; what it does is committed when the test runs on transactions."""
    settings.FILES_ROOT, settings.DATA_DIR = tmp_path / "files", tmp_path
    clear_jobs()
    yield make_world()
    clear_jobs()


@pytest.fixture
def scan(world: World) -> StoredFile:
    return files.store(a_pdf(), "to-khai.pdf", actor=world.actor("citizen"))


@pytest.fixture
def submit(world: World, scan: StoredFile) -> Callable[..., Dossier]:
    def send(**changes: Any) -> Dossier:
        application = {
            "version": world.version,
            "agency": world.commune,
            "person": world.accounts["citizen"].person,
            "applicant": {"full_name": "Nguyễn Văn Công Dân", "personal_number": "038090000011"},
            "answers": {"purpose": "Vay vốn"},
            "parts": [GivenPart("to-khai", file=scan)],
            "channel": Channel.ONLINE,
        }
        return intake.submit(world.actor("citizen"), Application(**(application | changes)))

    return send


@pytest.fixture(scope="session")
def trust(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The stand-in of the trust services, as a process of its own; its address."""
    port = free_port()
    running: Running = start(
        "-m", "tinhso.simulators.trust", "--port", str(port), "--folder", str(tmp_path_factory.mktemp("trust"))
    )
    wait_open(port)
    yield f"http://127.0.0.1:{port}"
    running.kill()


@pytest.fixture
def signing_world(world: World, trust: str, settings: Any) -> World:
    """The world with a leader who can sign and an agency that can seal."""
    settings.TRUST_URL, settings.TIMESTAMP_URL = trust, f"{trust}/tsa"
    signing.enrol(actor=SYSTEM, unit=world.commune)
    signing.enrol(actor=SYSTEM, account=world.accounts["leader"], unit=world.commune)
    return world


@pytest.fixture
def office(world: World, submit: Callable[..., Dossier], scan: StoredFile) -> Office:
    return Office(world, submit, scan)


@pytest.fixture
def signing_office(signing_world: World, submit: Callable[..., Dossier], scan: StoredFile) -> Office:
    return Office(signing_world, submit, scan)
