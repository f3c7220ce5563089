"""A small province with a year behind it, and short names for what its people do."""

from typing import Any

import pytest

from tinhso.cli.history import generate
from tinhso.government.statistics.services import rolling
from tinhso.kernel.foundation import clock
from tinhso.kernel.identity import services as identity
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kits.procedures.services import publishing
from tinhso.kits.procedures.tests.world import PASSWORD, SINCE, World, at, definition, make_world

NOW = at("2026-11-16 10:00")


def with_chief(world: World) -> World:
    """Give the world somebody who supervises all of it and closes periods, and a leader who supervises his own."""
    sees = ["procedures.view", "procedures.supervise"]
    roles = identity.load_roles(
        [
            {"code": "chief", "name": "chief", "permissions": [*sees, "statistics.close"]},
            {"code": "watch", "name": "watch", "permissions": [*sees, "procedures.sign", "signing.use-seal"]},
        ]
    )
    places = {"chief": world.commune.parent, "watcher": world.commune, "neighbour": world.neighbour}
    for role, (name, place) in zip((roles[0], roles[1], roles[1]), places.items(), strict=True):
        account = world.accounts[name] = identity.create_official(
            SYSTEM, username=name, full_name=f"Lê Thị {name}", password=PASSWORD, must_change_password=False
        )
        identity.assign_role(SYSTEM, account, role, place, valid_from=SINCE, position="")
    return world


@pytest.fixture
def small(db: None, settings: Any, tmp_path: Any) -> World:
    """The world without a dossier."""
    settings.FILES_ROOT = tmp_path / "files"
    return with_chief(make_world())


@pytest.fixture
def year(small: World) -> World:
    """The world with a year of dossiers in two fields, added up."""
    publishing.load_fields([{"code": "ho-tich", "name": "Hộ tịch"}])
    more = definition(code="1.009998", name="Việc hộ tịch thử", field="ho-tich")
    more["clock"] = {"supplement": more["clock"]["supplement"] | {"effect": "restart"}}
    publishing.load_definition(more, valid_from=SINCE, decision="QĐ thử", actor=SYSTEM)
    with clock.at(NOW):
        generate(600, seed=3)
        rolling.touch_all()
        rolling.roll_up()
    return small
