"""The world in which every door is tried."""

import pytest

from security.world import World, make_world


@pytest.fixture
def world(db) -> World:
    return make_world()
