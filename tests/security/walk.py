"""Walking everything that can be asked for: every address of the URLconf, every operation of the API."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from tinhso.config.api import api

API_PREFIX = "/api/v1"
API_FRAME = {"api:openapi-json", "api:openapi-view", "api:api-root"}
"""Addresses that the API's frame adds by itself: its description, public by nature."""


@dataclass(frozen=True)
class Page:
    """An address of the URLconf. ``rule`` is none when no guard stands before the view."""

    name: str
    pattern: str
    converters: dict[str, Any]
    rule: str | None


@dataclass(frozen=True)
class Operation:
    """An operation of the API: method and path, as ``GET /api/v1/units``."""

    name: str
    method: str
    path: str
    rule: str | None


def _patterns(resolver: URLResolver, place: str = "", space: str = "") -> Iterator[tuple[str, str, URLPattern]]:
    for entry in resolver.url_patterns:
        where = place + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _patterns(entry, where, f"{space}{entry.namespace}:" if entry.namespace else space)
        else:
            yield f"{space}{entry.name}" if entry.name else where, where, entry


def pages() -> list[Page]:
    """Return every address except the API's operations, which ``operations`` walks."""
    found = []
    for name, where, entry in _patterns(get_resolver()):
        if name.startswith("api:"):
            if name in API_FRAME:
                found.append(Page(name, where, entry.pattern.converters, "public"))
            continue
        found.append(Page(name, where, entry.pattern.converters, getattr(entry.callback, "rule", None)))
    return sorted(found, key=lambda page: page.name)


def operations() -> list[Operation]:
    """Return every operation of the API, those hidden from the description too."""
    found = []
    for router in api._get_bound_routers():
        for path, view in router.path_operations.items():
            path = re.sub(r"\{\w+:", "{", path)
            where = f"{API_PREFIX}/{router.prefix.strip('/')}/{path.strip('/')}".replace("//", "/").rstrip("/")
            for operation in view.operations:
                for method in operation.methods:
                    rule = getattr(operation.view_func, "rule", None)
                    found.append(Operation(f"{method} {where}", method, where, rule))
    return sorted(found, key=lambda operation: operation.name)


def api_addresses() -> int:
    """Return how many addresses the URLconf has for the API, to compare with the walk over operations."""
    found = _patterns(get_resolver())
    return len({where for name, where, _ in found if name.startswith("api:") and name not in API_FRAME})
