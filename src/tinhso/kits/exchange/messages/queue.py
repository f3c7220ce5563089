"""What carries the turns of lanes to the workers: PostgreSQL's job queue.

A turn is handed over at least once and after the transaction that asks for it; a turn finds in the
database what is to be sent, so that a turn too many does nothing and one that is lost is made up by the sweep.
"""

from datetime import datetime

DELIVER = "exchange_messages.deliver"


def wake(lane_id: int, *, at: datetime | None = None) -> None:
    """Ask for a turn of a lane, now or not before ``at``."""
    from tinhso.kits.exchange.messages.jobs import deliver_lane

    deliver_lane.later(at=at, lane_id=lane_id)
