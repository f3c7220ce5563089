"""The pages of official documents."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest

from tinhso.kernel.foundation.errors import NotFound
from tinhso.kernel.identity.actor import Actor


def actor_of(request: HttpRequest) -> Actor:
    """Return who asks."""
    return request.actor  # type: ignore[attr-defined, no-any-return]


def seen(request: HttpRequest) -> int | None:
    """Return the revision that the reader saw, when the form carries it."""
    value = request.POST.get("revision", "")
    return int(value) if value.isdigit() else None


def key_in(request: HttpRequest, name: str) -> UUID:
    """Return the key that a form names; raise ``NotFound`` when it is none."""
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        raise NotFound from None
