"""A document's instruction with a due time becomes a directive."""

from datetime import date, datetime
from importlib import import_module
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
    data = _about(_key(_first(event.data, "document_key", "document"))) | event.data
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


def _about(document_key: UUID | None) -> dict[str, Any]:
    """Return what the document itself tells: how it is called, and which agency received it and so orders."""
    if document_key is None or not apps.is_installed(_DOCUMENTS):
        return {}
    document = (
        import_module(f"{_DOCUMENTS}.models")
        .IncomingDocument.objects.filter(pk=document_key)
        .values("symbol", "subject", "unit_id")
        .first()
    )
    if document is None:
        return {}
    return {"label": document["symbol"] or document["subject"], "issuer": str(document["unit_id"])}


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
    import_module(f"{_DOCUMENTS}.events")
    subscribe(INSTRUCTED, code="directives.make-directive")(make_directive)
