"""How much of an agency's correspondence is electronic: exchanged by the axis, signed by the agency."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

import yaml
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from tinhso.government.official_documents import permissions, reach
from tinhso.government.official_documents.kinds import DATA
from tinhso.government.official_documents.models import OutgoingDocument, Recipient
from tinhso.government.official_documents.states import OUT
from tinhso.kernel.areas.models import Tier
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import NotFound
from tinhso.kernel.identity.actor import Actor

RATES = ("exchange", "seal")


@dataclass(frozen=True)
class Line:
    """An agency, or a tier, with its figures; shares are percent, ``None`` where there was no document."""

    key: UUID | None
    name: str
    tier: str
    issued: int
    to_send: int
    sent: int
    sealed: int

    @property
    def exchange(self) -> float | None:
        return round(100 * self.sent / self.to_send, 1) if self.to_send else None

    @property
    def seal(self) -> float | None:
        return round(100 * self.sealed / self.issued, 1) if self.issued else None

    @property
    def exchange_target(self) -> int | None:
        return target("exchange", self.tier)

    @property
    def seal_target(self) -> int | None:
        return target("seal", self.tier)

    @property
    def exchange_kept(self) -> bool:
        return self.exchange is None or self.exchange_target is None or self.exchange >= self.exchange_target

    @property
    def seal_kept(self) -> bool:
        return self.seal is None or self.seal_target is None or self.seal >= self.seal_target


def rates(actor: Actor, first: date, last: date) -> list[Line]:
    """Return each agency's figures of what it issued from ``first`` to ``last``, both included.

    To be exchanged: documents that are not internal and go to at least one place. Exchanged: sealed ones, all of
    whose places have an identifier.
    """
    rows = (
        _issued(actor, first, last)
        .values("unit_id", "unit__name", "unit__tier", "unit__sort_key")
        .annotate(
            issued=Count("id"),
            to_send=Count("id", filter=Q(goes_out=True)),
            sent=Count("id", filter=Q(goes_out=True, on_paper=False, sealed=True)),
            sealed_ones=Count("id", filter=Q(sealed=True)),
        )
        .order_by("unit__sort_key")
    )
    return [
        Line(
            row["unit_id"], row["unit__name"], row["unit__tier"], row["issued"], row["to_send"], row["sent"],
            row["sealed_ones"],
        )
        for row in rows
    ]  # fmt: skip


def by_tier(lines: list[Line]) -> list[Line]:
    """Return the figures of each tier: the sum of its agencies."""
    found = []
    for tier in Tier:
        own = [line for line in lines if line.tier == tier]
        if own:
            sums = [sum(getattr(line, name) for line in own) for name in ("issued", "to_send", "sent", "sealed")]
            found.append(Line(None, str(tier.label), str(tier), *sums))
    return found


def missing(actor: Actor, unit_id: UUID, rate: str, first: date, last: date) -> QuerySet[Any]:
    """Return the documents of an agency that a rate does not count, the newest first; raise ``NotFound``."""
    if rate not in RATES or unit_id not in reach.unit_ids(actor, permissions.FIGURES):
        raise NotFound
    rows: QuerySet[Any] = _issued(actor, first, last).filter(unit_id=unit_id)
    if rate == "seal":
        rows = rows.filter(sealed=False)
    else:
        rows = rows.filter(goes_out=True).filter(Q(on_paper=True) | Q(sealed=False))
    return rows.order_by("-issued_on", "-id")


def target(rate: str, tier: str, day: date | None = None) -> int | None:
    """Return the share that a tier should reach on a day."""
    day = day or clock.today()
    found = [
        row
        for row in _targets()
        if row["rate"] == rate and row["tier"] == tier and row["valid_from"] <= day
        and (row.get("valid_to") is None or day <= row["valid_to"])
    ]  # fmt: skip
    return int(found[-1]["target"]) if found else None


def _issued(actor: Actor, first: date, last: date) -> QuerySet[Any]:
    places = Recipient.objects.filter(document=OuterRef("pk"))
    return OutgoingDocument.objects.filter(
        unit_id__in=reach.unit_ids(actor, permissions.FIGURES),
        state__in=OUT,
        issued_on__range=(first, last),
        old_key="",
    ).annotate(goes_out=Q(internal=False) & Exists(places), on_paper=Exists(places.filter(identifier="")))


@lru_cache(maxsize=1)
def _targets() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load((DATA / "targets.yaml").read_text(encoding="utf-8"))
    return found
