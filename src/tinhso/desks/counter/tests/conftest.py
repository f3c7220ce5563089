"""The kit's small province, and browsers in which its people are signed in."""

from collections.abc import Callable

import pytest
from django.test import Client

from tinhso.kits.procedures.tests.conftest import scan, submit, world  # noqa: F401 - fixtures
from tinhso.kits.procedures.tests.world import World


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
