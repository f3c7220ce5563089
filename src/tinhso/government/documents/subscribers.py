"""What follows for the store from the life of a dossier."""

from tinhso.government.documents import services
from tinhso.kernel.events import EventRecord, subscribe
from tinhso.kits.procedures import events


@subscribe(events.FINISHED, code="documents.keep-result")
def keep_result(event: EventRecord) -> None:
    """Keep the result that was signed."""
    services.keep_result(event.subject_id)


def keep_certified(event: EventRecord) -> None:
    """Keep what the desk compared with its original."""
    services.keep_certified(event.subject_id)


@subscribe(events.SUBMITTED, code="documents.follow-draft")
def follow_draft(event: EventRecord) -> None:
    """Note which dossier used the papers of the draft."""
    services.follow_draft(event.subject_id)


for _name in (events.RECEIVED, events.SUPPLEMENT_ANSWERED):
    subscribe(_name, code=f"documents.keep-certified/{_name}")(keep_certified)
