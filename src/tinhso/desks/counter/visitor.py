"""The person at the counter: who stands there, kept for this officer's session while the number is served.

What the card said stays with the server, never in an address; it is dropped when the next number is called, and half an
hour later at the latest.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest

from tinhso.government.queue.models import Ticket
from tinhso.kernel.foundation import clock

_KEY = "counter.visitor"
_KEPT = timedelta(minutes=30)


@dataclass(frozen=True)
class Visitor:
    """The applicant's data as the desk knows them so far."""

    applicant: dict[str, str] = field(default_factory=dict)

    @property
    def number(self) -> str:
        """The personal number; empty when only a name is known."""
        return self.applicant.get("personal_number", "")

    def __bool__(self) -> bool:
        return bool(self.applicant)


def visitor_of(request: HttpRequest, ticket: Ticket | None) -> Visitor:
    """Return who is at the counter; nobody once another number is there, or after half an hour."""
    kept: dict[str, Any] = request.session.get(_KEY) or {}
    if not kept or kept["ticket"] != _name(ticket):
        return Visitor()
    if clock.now() - datetime.fromisoformat(kept["at"]) > _KEPT:
        return Visitor()
    return Visitor(kept["applicant"])


def keep(request: HttpRequest, ticket: Ticket | None, applicant: dict[str, str]) -> None:
    """Remember who is at the counter."""
    request.session[_KEY] = {"applicant": applicant, "ticket": _name(ticket), "at": clock.now().isoformat()}


def forget(request: HttpRequest) -> None:
    """Forget who was at the counter."""
    request.session.pop(_KEY, None)


def _name(ticket: Ticket | None) -> str:
    return str(ticket.id) if ticket is not None else ""
