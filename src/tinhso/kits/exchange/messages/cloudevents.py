"""CloudEvents 1.0 over HTTP: binary mode for edXML, structured JSON for events."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tinhso.kits.exchange.messages.models import OutgoingMessage
from tinhso.kits.exchange.messages.problems import Undeliverable
from tinhso.kits.exchange.messages.states import Kind

JSON = "application/cloudevents+json"
XML = "application/xml"
TYPES = {Kind.DOCUMENT: "vn.tinhso.exchange.document", Kind.STATUS: "vn.tinhso.exchange.status"}
MOST_EVENT_BYTES = 256 * 1024


def headers(message: OutgoingMessage, source: str) -> dict[str, str]:
    """Return the attributes of an edXML message as headers (binary content mode)."""
    return {
        "Content-Type": XML,
        "ce-specversion": "1.0",
        "ce-id": str(message.id),
        "ce-source": f"urn:tinhso:exchange:{source}:{message.lane.sender}",
        "ce-type": TYPES[Kind(message.kind)],
        "ce-subject": message.recipient,
        "ce-time": message.created_at.isoformat(),
        "ce-sequence": f"{message.number:020d}",
    }


def body(message: OutgoingMessage, source: str) -> bytes:
    """Return an event in structured mode; the same bytes whenever it is sent again."""
    event = message.event or {}
    written = {
        "specversion": "1.0",
        "id": str(message.id),
        "source": f"urn:tinhso:exchange:{source}",
        "type": event["type"],
        "subject": event["subject"],
        "time": event["time"],
        "sequence": f"{message.number:020d}",
        "datacontenttype": "application/json",
        "data": event["data"],
    }
    return json.dumps(written, ensure_ascii=False, sort_keys=True).encode()


def read(data: bytes) -> Mapping[str, Any]:
    """Return a structured event; raise ``Undeliverable`` when it is none."""
    if len(data) > MOST_EVENT_BYTES:
        raise Undeliverable("too-large", f"> {MOST_EVENT_BYTES // 1024} KB")
    try:
        event = json.loads(data)
        if event["specversion"] != "1.0" or not all(isinstance(event[name], str) for name in ("id", "source", "type")):
            raise ValueError("specversion")
        datetime.fromisoformat(event.get("time", "2026-01-01T00:00:00+07:00"))
    except (ValueError, KeyError, TypeError) as error:
        raise Undeliverable("bad-schema", f"CloudEvents: {error}") from error
    return dict(event)
