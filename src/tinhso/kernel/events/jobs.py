"""The delivery job."""

from uuid import UUID

from tinhso.kernel.events import services
from tinhso.kernel.events.work import job


@job(services.DELIVER, queue=services.QUEUE)
def deliver(event_id: str) -> None:
    """Deliver one event to its subscribers."""
    services.deliver(UUID(event_id))
