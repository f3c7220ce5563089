"""Ways out of the installation. Each is a context that sends one message after the other, and raises why not."""

from datetime import timedelta
from types import TracebackType
from typing import Self

from django.conf import settings

from tinhso.kernel.foundation import clock
from tinhso.kits.exchange.messages.models import Correspondent, Lane, OutgoingMessage
from tinhso.kits.exchange.messages.problems import Undeliverable


class WayOut:
    """Sends messages of one lane; raises ``Undeliverable``. Entering opens what is kept open between messages.

    ``answered``: a message that was sent is with the other side; otherwise its receipt comes later, by itself.
    """

    answered = True

    def __init__(self, lane: Lane) -> None:
        self.lane = lane

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close what was opened."""

    def still_here(self) -> None:
        """Say, while something long goes on, that the worker lives: the lane stays its own."""
        until = clock.now() + timedelta(seconds=settings.EXCHANGE_LEASE_SECONDS)
        Lane.objects.filter(id=self.lane.id).update(lease_until=until)

    def __call__(self, message: OutgoingMessage, data: bytes) -> None:  # noqa: ARG002 - for the ways that send
        """Send one message, which the other side may have already."""
        raise Undeliverable("unknown-unit", message.recipient)


class MemberWay(WayOut):
    """A way to another installation; a file that several messages of a turn name is handed over once."""

    def __init__(self, lane: Lane) -> None:
        super().__init__(lane)
        if lane.correspondent is None:
            raise Undeliverable("unknown-unit", str(lane))
        self.correspondent: Correspondent = lane.correspondent
        self._handed: set[str] = set()
