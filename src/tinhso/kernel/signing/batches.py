"""Many papers signed with one confirmation: one after another, each a transaction of its own.

Who keeps such a batch says how one paper is signed and how it is noted that it was not; a paper that is refused leaves
the others to be signed.
"""

import logging
from collections.abc import Callable, Sequence
from uuid import UUID

from tinhso.kernel.foundation import secrecy
from tinhso.kernel.foundation.errors import Refused
from tinhso.kernel.signing import signers

_PURPOSE = "signing.batch"
logger = logging.getLogger(__name__)


def seal_pin(pin: str) -> str:
    """Return the PIN as it may rest in the database until the batch is done; empty stays empty."""
    return secrecy.seal(pin, _PURPOSE) if pin else ""


def unseal_pin(sealed: str) -> str:
    """Return the PIN that ``seal_pin`` was given."""
    return secrecy.unseal(sealed, _PURPOSE) if sealed else ""


def sign_each(
    keys: Sequence[UUID],
    sign: Callable[[UUID], None],
    refuse: Callable[[Sequence[UUID], str], None],
    *,
    unexpected: str,
) -> None:
    """Sign one after another; ``refuse`` is told which were not signed and why, in words for the leader."""
    with signers.holding_open():
        for place, key in enumerate(keys):
            try:
                sign(key)
            except signers.CannotSign as refused:
                # The key, its PIN or the timestamp service: every other paper would fail in the same way.
                refuse(keys[place:], refused.message)
                return
            except Refused as refused:
                refuse([key], str(refused.message))
            except Exception:
                logger.exception("signing %s failed", key)
                refuse([key], unexpected)
