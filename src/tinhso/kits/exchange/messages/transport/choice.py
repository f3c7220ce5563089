"""Which way a lane takes."""

from tinhso.kits.exchange.messages.models import Lane
from tinhso.kits.exchange.messages.states import Route
from tinhso.kits.exchange.messages.transport import WayOut
from tinhso.kits.exchange.messages.transport.axis import AxisWay
from tinhso.kits.exchange.messages.transport.peer import PeerWay

_WAYS: dict[str, type[WayOut]] = {Route.PEER: PeerWay, Route.AXIS: AxisWay}


def way_out(lane: Lane) -> WayOut:
    """Return the way that a lane takes."""
    return _WAYS.get(lane.route, WayOut)(lane)
