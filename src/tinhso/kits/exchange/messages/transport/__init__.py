"""Ways out of the installation. Each is a context that sends one message after the other, and raises why not."""

from types import TracebackType
from typing import Self

from tinhso.kits.exchange.messages.models import Lane, OutgoingMessage
from tinhso.kits.exchange.messages.problems import Undeliverable


class WayOut:
    """Sends messages of one lane; raises ``Undeliverable``. Entering opens what is kept open between messages."""

    def __init__(self, lane: Lane) -> None:
        self.lane = lane

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close what was opened."""

    def __call__(self, message: OutgoingMessage, data: bytes) -> None:  # noqa: ARG002 - for the ways that send
        """Send one message, which the other side may have already."""
        raise Undeliverable("unknown-unit", message.recipient)


def ways_out(lane: Lane) -> WayOut:
    """Return the way that a lane takes."""
    return WayOut(lane)
