"""The town of the linked procedures' tests."""

from pathlib import Path
from typing import Any

import pytest

from tinhso.kernel.events.testing import clear_jobs
from tinhso.kits.procedures.linked.tests.town import make_town
from tinhso.kits.procedures.tests.world import World


@pytest.fixture
def world(db: None, settings: Any, tmp_path: Path) -> World:
    settings.FILES_ROOT = tmp_path / "files"
    clear_jobs()
    return make_town()
