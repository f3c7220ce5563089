"""What the carrier does in the background."""

from tinhso.kernel.events import job, periodic
from tinhso.kits.exchange.messages import queue
from tinhso.kits.exchange.messages.services import delivering


@job(queue.DELIVER, queue="exchange")
def deliver_lane(lane_id: int) -> None:
    """Give one lane its turn."""
    delivering.deliver(lane_id)


@periodic("exchange_messages.sweep", seconds=10)
def sweep() -> None:
    """Give a turn to lanes that nobody woke: their time has come, or their worker died."""
    delivering.sweep()
