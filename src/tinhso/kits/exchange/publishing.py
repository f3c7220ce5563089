"""How a module publishes a service on the exchange: ``offer(Offer(...))`` when it loads, in its ``module.py``.

Each offer comes twice: the real service, and its sandbox twin with invented people, of one schema, under the subsystem
``<subsystem>-thu-nghiem``. ``services.directory.lay_offers`` writes the offers into the directory.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from tinhso.kernel.audit import services as audit
from tinhso.kernel.foundation.errors import Invalid, Refused
from tinhso.kernel.foundation.registry import Registry
from tinhso.kernel.identity.actor import Actor

SANDBOX = "-thu-nghiem"
"""What ends the code of a subsystem's sandbox twin."""


@dataclass(frozen=True)
class Field:
    """A field of an answer: ``path`` from the top (``items.code``); ``always``: given without being agreed."""

    path: str
    label: str
    personal: bool = False
    always: bool = False
    kind: str = "string"


@dataclass(frozen=True)
class Parameter:
    """A parameter of the query or, with ``in_path``, the part of the path at its place."""

    name: str
    label: str
    required: bool = False
    in_path: bool = False
    example: str = ""


@dataclass(frozen=True)
class Asked:
    """A call as a handler sees it: who asks, for what purpose, and what."""

    method: str
    path: tuple[str, ...]
    query: Mapping[str, str]
    body: bytes
    client: str
    client_name: str
    purpose: str
    message_id: str
    address: str = ""

    def wanted(self, name: str) -> str:
        """Return a parameter of the query; raise ``Invalid`` when it is missing."""
        value = self.query.get(name, "").strip()
        if not value:
            raise Invalid({name: f"Thiếu tham số {name}."})
        return value


@dataclass(frozen=True)
class Told:
    """What a handler answers. ``people``: whose data it holds; each of them will see who looked, and for what."""

    content: Any
    status: int = 200
    people: tuple[UUID, ...] = ()


Handler = Callable[[Asked], Told]


@dataclass(frozen=True)
class Offer:
    """A service of this installation. ``subsystem`` is its code within the province's own member."""

    subsystem: str
    code: str
    name: str
    description: str
    fields: tuple[Field, ...]
    handler: Handler
    twin: Handler
    parameters: tuple[Parameter, ...] = ()
    personal: bool = False
    legal_ground: str = ""
    version: str = "v1"
    timeout_seconds: int = 15
    probe_path: str = ""
    lists: tuple[str, ...] = ("items",)
    """The paths of the answer that are lists: its description says so."""

    @property
    def key(self) -> str:
        """The name of its handler: one of the installation for ever."""
        return f"{self.subsystem}/{self.code}/{self.version}"


OFFERS: Registry[Offer] = Registry("exchange service")


def offer(made: Offer) -> Offer:
    """Publish a service; two services of one name end the start."""
    return OFFERS.register(made.key, made)


def run(handler: str, asked: Asked) -> Told:
    """Answer a call with the offer of that name, ``…#twin`` for its sandbox; a refusal becomes an answer (RFC 9457).

    Whose data were read sees it: the entry is written with the answer or there is no answer. Raises ``KeyError``.
    """
    key, _mark, twin = handler.partition("#")
    made = OFFERS[key]
    try:
        with transaction.atomic():
            told = (made.twin if twin else made.handler)(asked)
            if told.people and not twin:
                actor = Actor(account_id=None, name=f"{asked.client_name} ({asked.client})"[:120], kind="program",
                              address=asked.address)  # fmt: skip
                for person in told.people:
                    audit.record_view(
                        actor, person, asked.purpose, subject_kind="exchange-call",
                        subject_label=f"{made.name}, {asked.message_id}",
                    )  # fmt: skip
            return told
    except Refused as refusal:
        problem = {"title": str(refusal.title), "status": refusal.status, "detail": refusal.message, **refusal.details}
        return Told(problem, refusal.status)


def openapi(made: Offer, *, server: str = "") -> str:
    """Return the offer's OpenAPI 3 description, as JSON."""
    path = "".join(f"/{{{item.name}}}" for item in made.parameters if item.in_path) or "/"
    parameters = [
        {
            "name": item.name,
            "in": "path" if item.in_path else "query",
            "required": item.required or item.in_path,
            "description": item.label,
            "schema": {"type": "string"},
            **({"example": item.example} if item.example else {}),
        }
        for item in made.parameters
    ]
    headers = [
        {
            "name": "X-Road-Client",
            "in": "header",
            "required": True,
            "description": "instance/class/member/subsystem",
            "schema": {"type": "string"},
        }
    ]
    operation = {
        "summary": made.name,
        "description": made.description,
        "parameters": parameters + headers,
        "responses": {
            "200": {"description": "OK", "content": {"application/json": {"schema": _schema(made)}}},
            "404": {"description": "Không tìm thấy (application/problem+json, RFC 9457)"},
        },
    }
    document = {
        "openapi": "3.0.3",
        "info": {"title": made.name, "version": made.version, "description": made.description},
        "servers": [{"url": server}] if server else [],
        "paths": {path: {"get": operation}},
    }
    return json.dumps(document, ensure_ascii=False, indent=1)


def _schema(made: Offer) -> dict[str, Any]:
    """Return the JSON Schema of an answer."""
    root: dict[str, Any] = {"type": "object", "properties": {}}
    for item in made.fields:
        at, path = root, ""
        *above, last = item.path.split(".")
        for part in above:
            path = f"{path}.{part}" if path else part
            below = at["properties"].get(part)
            if below is None:
                inner: dict[str, Any] = {"type": "object", "properties": {}}
                below = {"type": "array", "items": inner} if path in made.lists else inner
                at["properties"][part] = below
            at = below.get("items", below)
        at["properties"][last] = {"type": item.kind, "description": str(item.label)}
    return root
