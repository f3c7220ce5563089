"""Sending in the background."""

from uuid import UUID

from tinhso.kernel.events import job, periodic
from tinhso.kernel.notify import delivery


@job("notify.send-email", queue="mail")
def send_email(message_id: str) -> None:
    """Send one e-mail."""
    delivery.send(UUID(str(message_id)))


@periodic("notify.sweep", seconds=300)
def sweep() -> None:
    """Queue again what a dead worker left behind."""
    delivery.sweep()
