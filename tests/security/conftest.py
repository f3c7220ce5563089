"""The world in which every door is tried."""

import pytest

from security.world import World, make_world


@pytest.fixture
def world(db) -> World:
    return make_world()


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path) -> None:
    """Keep the files that examples store out of the installation's own."""
    settings.FILES_ROOT = tmp_path / "files"
