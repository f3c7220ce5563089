"""The world of the kit's tests, and short names for what its people do."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from tinhso.kernel.files import services as files
from tinhso.kernel.files.models import StoredFile
from tinhso.kits.procedures.models import Dossier
from tinhso.kits.procedures.services import intake
from tinhso.kits.procedures.services.intake import Application, GivenPart
from tinhso.kits.procedures.states import Channel
from tinhso.kits.procedures.tests.world import World, make_world


def a_pdf() -> bytes:
    """Return a small PDF that any reader opens."""
    page = BytesIO()
    Image.new("RGB", (60, 80), "white").save(page, "PDF")
    return page.getvalue()


@pytest.fixture
def world(db: None, settings: Any, tmp_path: Any) -> World:
    settings.FILES_ROOT = tmp_path / "files"
    return make_world()


@pytest.fixture
def scan(world: World) -> StoredFile:
    return files.store(a_pdf(), "to-khai.pdf", actor=world.actor("citizen"))


@pytest.fixture
def submit(world: World, scan: StoredFile) -> Callable[..., Dossier]:
    def send(**changes: Any) -> Dossier:
        account = world.accounts["citizen"]
        application = {
            "version": world.version,
            "agency": world.commune,
            "person": account.person,
            "applicant": {"full_name": "Nguyễn Văn Công Dân", "personal_number": "038090000011"},
            "answers": {"purpose": "Vay vốn"},
            "parts": [GivenPart("to-khai", file=scan)],
            "channel": Channel.ONLINE,
        }
        return intake.submit(world.actor("citizen"), Application(**(application | changes)))

    return send
