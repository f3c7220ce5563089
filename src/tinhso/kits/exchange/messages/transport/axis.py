"""Over the national document axis: messages go whole, with their files in them."""

from tinhso.kernel.foundation.vendors import VendorFailed
from tinhso.kernel.outside import queries as outside
from tinhso.kits.exchange.messages.models import OutgoingMessage
from tinhso.kits.exchange.messages.problems import Undeliverable
from tinhso.kits.exchange.messages.transport import WayOut
from tinhso.kits.exchange.messages.vendors import AXIS, AxisVendor


def vendor() -> AxisVendor:
    """Return the axis in use; raise ``VendorFailed`` when none was chosen."""
    found = outside.active(AXIS)
    if not isinstance(found, AxisVendor):
        raise TypeError(found)
    return found


class AxisWay(WayOut):
    """Hands messages to the axis."""

    def __call__(self, message: OutgoingMessage, data: bytes) -> None:
        """Send one message."""
        self.still_here()
        try:
            vendor().send(
                data,
                reference=str(message.id),
                sender=self.lane.sender,
                recipient=message.recipient,
                kind=message.kind,
            )
        except VendorFailed as failed:
            raise Undeliverable("unreachable" if failed.retry else "axis-refused", failed.message) from failed
