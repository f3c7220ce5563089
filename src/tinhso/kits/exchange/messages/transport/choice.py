"""Which way a lane takes."""

from django.conf import settings

from tinhso.kits.exchange.messages.models import Lane
from tinhso.kits.exchange.messages.states import Route
from tinhso.kits.exchange.messages.transport import WayOut
from tinhso.kits.exchange.messages.transport.axis import AxisWay
from tinhso.kits.exchange.messages.transport.peer import PeerWay

_WAYS: dict[str, type[WayOut]] = {Route.PEER: PeerWay, Route.AXIS: AxisWay}


def way_out(lane: Lane) -> WayOut:
    """Return the way that a lane takes."""
    if lane.route == Route.PEER and settings.NATS_URL and lane.correspondent is not None:
        chosen = settings.NATS_PEERS
        if not chosen or lane.correspondent.code in chosen:
            # Here, because the client takes half a second to import and few installations have it.
            from tinhso.kits.exchange.messages.transport.stream import StreamWay

            return StreamWay(lane)
    return _WAYS.get(lane.route, WayOut)(lane)
