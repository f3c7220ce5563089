"""What the exchange tells of itself after the service metadata protocol for REST: clients, services, descriptions."""

import json
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any
from urllib.parse import parse_qs

from django.utils.translation import gettext as _

from tinhso.kits.exchange.gateway.directory import Directory, ServiceEntry
from tinhso.kits.exchange.gateway.protocol import UNKNOWN_SERVICE, CallError, Target
from tinhso.kits.exchange.gateway.providers import Answer
from tinhso.kits.exchange.identifiers import Identifier

METADATA = frozenset({"listMethods", "allowedMethods", "getOpenAPI"})
_JSON = {"Content-Type": "application/json;charset=utf-8"}


class Metadata:
    """Answers from the directory; ``schema`` reads a service's description from the database."""

    def __init__(self, schema: Callable[[Any], Awaitable[str]]) -> None:
        self._schema = schema

    def clients(self, directory: Directory) -> Answer:
        """Return every member and subsystem."""
        return _json({"member": [{"id": _parts(key), "name": name} for key, name in sorted(directory.clients.items())]})

    async def answer(self, directory: Directory, target: Target, client: Identifier, query: str, today: date) -> Answer:
        """Return the services of a subsystem, those that ``client`` may call, or one service's OpenAPI text."""
        of_provider = [item for key, item in sorted(directory.services.items()) if _is_of(key, target.provider)]
        if target.service == "getOpenAPI":
            code = (parse_qs(query).get("serviceCode") or [""])[0]
            for item in of_provider:
                if item.identifier.service == code and item.versions:
                    text = await self._schema(item.versions[0].id)
                    return Answer(200, dict(_JSON), text.encode())
            raise CallError(UNKNOWN_SERVICE, _("Không có dịch vụ {code}.").format(code=code or "?"))
        if target.service == "allowedMethods":
            of_provider = [item for item in of_provider if _allowed(directory, client, item, today)]
        return _json({"service": [_service(item) for item in of_provider if not item.closed]})


def _is_of(key: Identifier, provider: Identifier) -> bool:
    return key.member == provider.member and key.subsystem == provider.subsystem


def _allowed(directory: Directory, client: Identifier, entry: ServiceEntry, today: date) -> bool:
    try:
        directory.grant(client, entry, today)
    except CallError:
        return False
    return True


def _service(entry: ServiceEntry) -> dict[str, Any]:
    methods = sorted({name for item in entry.versions for name in item.methods})
    return {
        **_parts(entry.identifier),
        "object_type": "SERVICE",
        "service_code": entry.identifier.service,
        "service_type": "OPENAPI",
        "endpoint_list": [{"method": name, "path": "*"} for name in methods],
    }


def _parts(key: Identifier) -> dict[str, str]:
    found = {
        "object_type": "SUBSYSTEM" if key.subsystem else "MEMBER",
        "xroad_instance": key.instance,
        "member_class": key.member_class,
        "member_code": key.member_code,
    }
    if key.subsystem:
        found["subsystem_code"] = key.subsystem
    return found


def _json(content: Any) -> Answer:
    return Answer(200, dict(_JSON), json.dumps(content, ensure_ascii=False).encode())
