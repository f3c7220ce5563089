"""What follows from the exchange's and the reader's events; without the exchange only the latter."""

from uuid import UUID

from django.apps import apps

from tinhso.government.official_documents import events
from tinhso.government.official_documents.services import arriving
from tinhso.kernel.events import EventRecord, subscribe
from tinhso.kernel.reading.events import LAYOUT_READ


@subscribe(LAYOUT_READ, code="official_documents.propose-fields")
def propose_fields(event: EventRecord) -> None:
    """Propose what was read to the documents that wait to be registered."""
    arriving.take_layout(event.data["sha256"])


if apps.is_installed("tinhso.kits.exchange.messages"):
    from tinhso.kits.exchange.messages.services import telling

    # Neither holds personal data: keys of documents and agencies, numbers and symbols.
    telling.offer(events.ISSUED)
    telling.offer(events.REGISTERED)

    @subscribe("exchange.document.arrived", code="official_documents.take-arrival")
    def take_arrival(event: EventRecord) -> None:
        """Put a document that arrived before the clerk."""
        arriving.take_arrival(event.subject_id)

    @subscribe("exchange.document.recall_asked", code="official_documents.take-recall")
    def take_recall(event: EventRecord) -> None:
        """Put the sender's wish to have a document back before the clerk."""
        arriving.take_recall(event.subject_id, event.data["reason"])

    @subscribe("exchange.document.replaced", code="official_documents.take-replacement")
    def take_replacement(event: EventRecord) -> None:
        """Put the replacement before the clerk, and end what it replaces."""
        arriving.take_replacement(event.subject_id, UUID(event.data["new_arrival_id"]), event.data["reason"])
