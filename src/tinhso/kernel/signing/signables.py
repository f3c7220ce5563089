"""What a leader may sign many of with one confirmation: filled by each app's ``signables.py``.

A module whose papers wait for somebody's signature registers one ``Signable``; a desk lists what all of them hold and
signs what was chosen, one after another, each in a transaction of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from tinhso.kernel.foundation.registry import Registry
from tinhso.kernel.identity.actor import Actor

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Waiting:
    """A paper that awaits the actor's signature, as it stands now."""

    key: UUID
    revision: int
    """Which state of it this is: signing is refused when it has changed since."""
    title: str
    detail: str
    url: str
    """Its page, where it is read in full and signed alone or returned."""
    preview_url: str
    """The paper itself as PDF, shown in a frame."""
    due_at: datetime | None = None
    urgent: bool = False


@dataclass(frozen=True)
class Signable:
    """A kind of paper that is signed in batches."""

    kind: str
    name: StrOrPromise
    permission: str
    """What one must hold somewhere to sign any of it."""
    awaiting: Callable[[Actor], Sequence[Waiting]]
    """Return what awaits the actor's signature, the most urgent first, a few hundred at most; at most three queries."""
    sign: Callable[[Actor, UUID, int, str], None]
    """Sign one, as of the revision that the actor saw, with the PIN of his key (empty when the server holds it).

    It runs in the caller's transaction and raises ``Refused`` in words when this one cannot be signed (changed,
    returned or revoked meanwhile), ``signers.CannotSign`` when the key cannot sign anything.
    """


SIGNABLES: Registry[Signable] = Registry("signable")


def declare(signable: Signable) -> Signable:
    """Register a kind of paper and return it."""
    return SIGNABLES.register(signable.kind, signable)
