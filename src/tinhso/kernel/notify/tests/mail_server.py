"""A real SMTP server in a thread, which answers as the test wishes."""

import asyncio
import socket
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class MailServer:
    """Keeps what it accepts; ``refusals`` are given first, one to each receiver that is named."""

    def __init__(self) -> None:
        self.accepted: list[tuple[str, bytes]] = []
        self.refusals: list[str] = []
        self.pause = 0.0
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)

    def start(self) -> int:
        """Start and return the port."""
        self.controller.start()
        return self.port

    def stop(self) -> None:
        """Stop, unless it is stopped."""
        if not self.controller.loop.is_closed():
            self.controller.stop()

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[Any]
    ) -> str:
        """Refuse while refusals are left."""
        if self.refusals:
            return self.refusals.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's
        """Keep the message, then dawdle before saying so."""
        self.accepted.append((envelope.rcpt_tos[0], bytes(envelope.original_content or b"")))
        await asyncio.sleep(self.pause)
        return "250 OK"
