"""Which way a lane takes."""

from tinhso.kits.exchange.messages.models import Lane
from tinhso.kits.exchange.messages.states import Route
from tinhso.kits.exchange.messages.transport import WayOut
from tinhso.kits.exchange.messages.transport.peer import PeerWay


def way_out(lane: Lane) -> WayOut:
    """Return the way that a lane takes."""
    return PeerWay(lane) if lane.route == Route.PEER else WayOut(lane)
