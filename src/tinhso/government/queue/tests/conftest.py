"""The kit's small province with a hall at its desk, on a Monday morning."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from tinhso.government.queue.tests.hall import MORNING, Office, make_hall
from tinhso.kernel.foundation import clock
from tinhso.kits.procedures.tests.conftest import scan, submit, world  # noqa: F401 - fixtures
from tinhso.kits.procedures.tests.world import World


@pytest.fixture
def morning() -> Iterator[None]:
    with clock.at(MORNING):
        yield


@pytest.fixture
def office(world: World, morning: None) -> Office:  # noqa: F811 - the fixture imported above
    return make_hall(world)


@pytest.fixture
def browser(world: World) -> Callable[[str], Client]:  # noqa: F811 - the fixture imported above
    def signed_in(name: str) -> Client:
        client, account = Client(), world.accounts[name]
        client.force_login(account)
        session = client.session
        session["second_factor"] = str(account.pk)
        session.save()
        return client

    return signed_in
