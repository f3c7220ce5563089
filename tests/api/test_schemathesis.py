"""The API against its own document: generated calls, by a program that holds every right at one commune."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis import checks

from tinhso.config.api import api
from tinhso.kernel.foundation.permissions import PERMISSIONS
from tinhso.kernel.identity import programs
from tinhso.kernel.identity import services as identity
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kits.procedures.tests.world import World, make_world

application = get_wsgi_application()
# Parameters that the document does not name are not its matter: registers refuse them, others read past them.
config = schemathesis.Config.from_dict({"generation": {"allow-extra-parameters": False}})
schema = schemathesis.openapi.from_dict(api.get_openapi_schema(), config=config)
schema.app = application


@pytest.fixture
def world(db: None) -> Iterator[World]:
    """The world, with the test's connection kept open across requests."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield make_world()
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def key(world: World) -> str:
    role = identity.load_roles([{"code": "all", "name": "Tất cả", "permissions": sorted(PERMISSIONS)}])[0]
    _key, secret = programs.create_api_key(SYSTEM, unit=world.commune, role=role, label="schemathesis")
    return secret


@schema.parametrize()
@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_operation_answers_as_its_document_says(case: Any, key: str) -> None:
    # What a document cannot say (that a unit is not competent, that a reason is blank) is refused by 422.
    case.call_and_validate(
        headers={"Authorization": f"Bearer {key}"}, excluded_checks=[checks.CHECKS.get_one("positive_data_acceptance")]
    )
