"""Where papers lie ready to be handed in: modules above the kit offer them, the attachments form takes them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tinhso.kernel.foundation.registry import Registry
from tinhso.kernel.identity.actor import Actor


@dataclass(frozen=True)
class Offer:
    """A paper that the applicant may hand in instead of uploading it."""

    id: UUID
    title: str
    about: str
    """What tells it from others: number, who issued it, when."""


@dataclass(frozen=True)
class Shelf:
    """A place with papers of the applicant: what it offers him, and handing one in for a part of his draft."""

    code: str
    offers: Callable[[Actor], list[Offer]]
    take: Callable[[Actor, UUID, str, UUID], Any]


SHELVES: Registry[Shelf] = Registry("shelf")


def register(shelf: Shelf) -> Shelf:
    """Offer papers on the attachments form; called from the ``module.py`` of its module."""
    return SHELVES.register(shelf.code, shelf)


def offers(actor: Actor) -> list[Offer]:
    """Return everything that may be handed in by the actor."""
    return [offer for shelf in SHELVES.values() for offer in shelf.offers(actor)]


def take(actor: Actor, draft_id: UUID, part_code: str, offer_id: UUID) -> None:
    """Hand a paper in for a part; raise ``NotFound`` when no shelf offers it, ``Refused`` when it no longer holds."""
    for shelf in SHELVES.values():
        shelf.take(actor, draft_id, part_code, offer_id)
