"""What money does by the clock."""

from tinhso.government.payments.services import platform, refunds
from tinhso.kernel.events import periodic


@periodic("payments.ask-waiting", seconds=20)
def ask_waiting() -> None:
    """Ask the platform about payments whose message has not come."""
    platform.ask_waiting()


@periodic("payments.send-refunds", seconds=60)
def send_refunds() -> None:
    """Send the refunds that are approved."""
    refunds.send_approved()
