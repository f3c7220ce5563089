"""The SMTP side."""

from collections.abc import Callable
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tinhso.simulators.mail.store import Store

Answer = Callable[[list[str]], str | None]
"""Looks at the receivers and returns an SMTP refusal, or None to accept."""


class Sink:
    """Takes every message that ``answer`` does not refuse."""

    def __init__(self, store: Store, answer: Answer) -> None:
        self.store = store
        self.answer = answer

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[Any]
    ) -> str:
        """Accept or refuse one receiver."""
        refusal = self.answer([address])
        if refusal:
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's
        """Keep the message, or drop it when it is the double of one kept before; the sender need not know."""
        self.store.put(bytes(envelope.original_content or b""), list(envelope.rcpt_tos))
        return "250 OK"


def controller(store: Store, *, host: str, port: int, answer: Answer = lambda _: None) -> Controller:
    """Return a server, not yet started, that runs in a thread of its own."""
    return Controller(Sink(store, answer), hostname=host, port=port, data_size_limit=35 * 1024 * 1024)
