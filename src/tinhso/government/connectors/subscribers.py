"""What the national portal is told of the life of a dossier."""

from tinhso.government.connectors.services import portal
from tinhso.kernel.events import EventRecord, subscribe
from tinhso.kits.procedures import events as dossiers

_TOLD = (
    dossiers.SUBMITTED, dossiers.RECEIVED, dossiers.REFUSED, dossiers.SUPPLEMENT_REQUESTED,
    dossiers.SUPPLEMENT_ANSWERED, dossiers.STEP_DONE, dossiers.PAYMENT_REQUESTED, dossiers.FEE_SETTLED,
    dossiers.FINISHED, dossiers.HANDED_OVER, dossiers.WITHDRAWN, dossiers.STOPPED,
)  # fmt: skip


def tell_portal(event: EventRecord) -> None:
    """Remember that the portal is to be told."""
    status = str(event.data.get("status") or "")
    if status.isdigit():
        portal.note(event.subject_id, int(status), event.name, event.at)


for _name in _TOLD:
    subscribe(_name, code=f"connectors.{_name}")(tell_portal)
