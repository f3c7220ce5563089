"""What the queue does by the clock."""

from tinhso.government.queue.services import closing
from tinhso.kernel.events import periodic


@periodic("queue.close-past-days", seconds=600)
def close_past_days() -> None:
    """End what is left of the days before today."""
    closing.close_past_days()
