"""Every operation of registers with the real codes of real registers, and values by the rules of their own fields."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any
from uuid import UUID

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis import checks

from tinhso.config.api import api
from tinhso.government.masterdata.models import Person
from tinhso.kits.registers import services
from tinhso.kits.registers.api_values import schema_of
from tinhso.kits.registers.definition import Definition
from tinhso.kits.registers.testing import SYSTEM, RegisterWorld, make_world
from tinhso.sectors.tourism.models import Lodging

ROW = UUID("01a20250-64f7-7317-89f2-adb0d57f649a")
TRIED: tuple[Definition, ...] = (Lodging.definition, Person.definition)
VALUES: dict[str, dict[str, Any]] = {
    "tourism.lodging": {"name": "Khách sạn Lam Kinh", "kind": "hotel", "area": "14758"},
    "masterdata.person": {"full_name": "Nguyễn Thị Hoa", "birth": "1987"},
}


def document() -> dict[str, Any]:
    """Return the document with a path for each register in place of that for any."""
    whole = deepcopy(api.get_openapi_schema())
    paths: dict[str, Any] = {}
    for path, operations in whole["paths"].items():
        if path.startswith("/api/v1/registers/{code}"):
            for definition in TRIED:
                paths[path.replace("{code}", definition.code)] = _of(definition, operations)
    return {**whole, "paths": paths}


def _of(definition: Definition, operations: dict[str, Any]) -> dict[str, Any]:
    found = deepcopy(operations)
    for operation in found.values():
        kept = [parameter for parameter in operation.get("parameters", []) if parameter["name"] != "code"]
        for parameter in kept:
            if parameter["name"] == "record_id":
                parameter["schema"] = {"type": "string", "enum": [str(ROW)]}
        operation["parameters"] = kept
        operation["operationId"] = f"{operation['operationId']}_{definition.code}"
        for content in operation.get("requestBody", {}).get("content", {}).values():
            if content["schema"].get("$ref", "").rpartition("/")[2] in {"RecordIn", "ChangeIn"}:
                record = {**schema_of(definition)["record"], "required": []}
                record.pop("$schema")
                more = {"properties": {"values": record}}
                content["schema"] = {"allOf": [{"$ref": content["schema"]["$ref"]}, more]}
    return found


schema = schemathesis.openapi.from_dict(document())
schema.app = get_wsgi_application()


@pytest.fixture
def world(db: None) -> Iterator[RegisterWorld]:
    """The world, with the test's connection kept open across requests."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    made = make_world(Lodging.definition)
    for definition in TRIED:
        row = services.add(SYSTEM, definition, {**VALUES[definition.code], "unit": made.here})
        definition.model.objects.filter(pk=row.pk).update(id=ROW)
    yield made
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def key(world: RegisterWorld) -> str:
    from tinhso.kernel.foundation.permissions import PERMISSIONS
    from tinhso.kernel.identity import programs
    from tinhso.kernel.identity import services as identity

    role = identity.load_roles([{"code": "all", "name": "Tất cả", "permissions": sorted(PERMISSIONS)}])[0]
    _key, secret = programs.create_api_key(SYSTEM, unit=world.here, role=role, label="schemathesis")
    return secret


@schema.parametrize()
@settings(max_examples=4, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_operation_of_a_register_answers_as_its_document_says(case: Any, key: str) -> None:
    # What a document cannot say (that an area is not known, that a day comes before another) is refused by 422.
    left_out = [checks.CHECKS.get_one("positive_data_acceptance")]
    if case.method == "GET":
        # The key is sent always, and parameters that nobody knows are passed over.
        left_out.append(checks.CHECKS.get_one("negative_data_rejection"))
    case.call_and_validate(headers={"Authorization": f"Bearer {key}"}, excluded_checks=left_out)
