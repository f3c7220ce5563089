"""The small province, on a day after the plan's effect."""

from collections.abc import Iterator
from typing import Any

import pytest

from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.inbox.declarations import INBOX_KINDS, declare
from tinhso.kernel.reorganization import services
from tinhso.kernel.reorganization.models import Plan
from tinhso.kernel.reorganization.tests.world import PLAN, World, make_world


@pytest.fixture
def kind() -> Iterator[None]:
    declare("test.item", "Việc thử", lambda _key: "/")
    yield
    INBOX_KINDS.withdraw("test.item")


@pytest.fixture
def world(db: Any, kind: None) -> World:
    return make_world()


@pytest.fixture
def plan(world: World) -> Plan:
    return services.save_plan(SYSTEM, PLAN)
