"""Sending in the background."""

from uuid import UUID

from tinhso.kernel.events import job, periodic
from tinhso.kernel.notify import delivery, push


@job("notify.send-email", queue="mail")
def send_email(message_id: str) -> None:
    """Send one e-mail."""
    delivery.send(UUID(str(message_id)))


@job("notify.send-push", queue="mail")
def send_push(message_id: str, device_id: str, tries: int = 0) -> None:
    """Bring one notice to one device."""
    push.send(UUID(str(message_id)), UUID(str(device_id)), tries)


@periodic("notify.sweep", seconds=300)
def sweep() -> None:
    """Queue again what a dead worker left behind."""
    delivery.sweep()
