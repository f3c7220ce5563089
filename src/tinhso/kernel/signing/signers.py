"""What whoever signs must know of private keys, without the libraries that open them: see ``opening``."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy

from tinhso.kernel.foundation.errors import Refused

SERVER = "server"
"""Named as its passphrase, by a key that the server may use without asking."""
HELD: ContextVar[dict[tuple[UUID, str], Any] | None] = ContextVar("keys held open", default=None)
"""What a batch has opened so far, by credential and PIN; none outside a batch."""


class CannotSign(Refused):
    """The private key cannot be used; the message says why and what to do."""

    title = gettext_lazy("Chưa ký được")

    def __init__(self, message: str) -> None:
        super().__init__(message, code="cannot-sign")


@contextmanager
def holding_open() -> Iterator[None]:
    """Open a key with its PIN once for everything signed within the block: for a batch that was confirmed once."""
    token = HELD.set({})
    try:
        yield
    finally:
        HELD.reset(token)
