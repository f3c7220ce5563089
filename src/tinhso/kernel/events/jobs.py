"""The delivery job, and the tidying of the queue."""

from uuid import UUID

from tinhso.kernel.events import services
from tinhso.kernel.events.work import job, periodic


@job(services.DELIVER, queue=services.QUEUE)
def deliver(event_id: str) -> None:
    """Deliver one event to its subscribers."""
    services.deliver(UUID(event_id))


@periodic("events.clean", cron="0 19 * * *")
def clean() -> None:
    """Tidy the queue at two in the morning."""
    services.clean()
