"""A document's instruction with a due time becomes a directive."""

from datetime import date, datetime
from importlib.util import find_spec
from typing import Any
from uuid import UUID

from django.apps import apps

from tinhso.government.directives.services import assigning, instructed
from tinhso.kernel.events import EventRecord, subscribe

_DOCUMENTS = "tinhso.government.official_documents"
INSTRUCTED = "official_document.instructed"


def make_directive(event: EventRecord) -> None:
    """Enter the order of an instruction, once."""
    data = event.data
    instructed.enter(
        instruction_key=_key(_first(data, "instruction_key", "instruction")) or event.subject_id,
        document_key=_key(_first(data, "document_key", "document")),
        unit=str(_first(data, "lead_unit", "unit") or ""),
        text=str(data.get("text") or ""),
        due_at=_due(_first(data, "due", "due_on")),
        ordered_name=str(event.actor.get("name") or ""),
        ordered_by=_key(event.actor.get("account_id")),
        ordered_at=event.at,
        more=data,
    )


def _first(data: dict[str, Any], *names: str) -> Any:
    return next((data[name] for name in names if data.get(name)), None)


def _key(value: Any) -> UUID | None:
    return UUID(str(value)) if value else None


def _due(value: Any) -> datetime | None:
    if not value:
        return None
    if len(str(value)) == len("2026-11-21"):
        return assigning.due_of(date.fromisoformat(str(value)))
    return datetime.fromisoformat(str(value))


if find_spec(_DOCUMENTS) is not None and apps.is_installed(_DOCUMENTS):
    from importlib import import_module

    import_module(f"{_DOCUMENTS}.events")
    subscribe(INSTRUCTED, code="directives.make-directive")(make_directive)
