"""How many acts by office, month and kind, and their value in đồng."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Sum
from django.db.models.functions import TruncMonth

from tinhso.government.notary import permissions
from tinhso.government.notary.models import Act
from tinhso.government.notary.words import ActKind
from tinhso.kernel.identity.actor import Actor


@dataclass(frozen=True)
class Line:
    """The acts of one kind of one office in one month; ``value`` in đồng."""

    office: str
    month: date
    kind: str
    acts: int
    value: int

    @property
    def month_label(self) -> str:
        """The month as people write it."""
        return f"{self.month:%m/%Y}"


def by_office(actor: Actor, first: date, last: date) -> list[Line]:
    """Return the figures of the offices that ``actor`` may see, from one day of signing to another."""
    rows = Act.objects.filter(signed_on__range=(first, last))
    if not actor.is_system:
        rows = rows.filter(unit_id__in=actor.unit_ids(permissions.FIGURES))
    found: Any = (
        rows.annotate(month=TruncMonth("signed_on"))
        .values("office__name", "office__sort_key", "month", "kind")
        .annotate(acts=Count("id"), worth=Sum("value"))
        .order_by("office__sort_key", "office__name", "-month", "kind")
    )
    return [
        Line(row["office__name"], row["month"], str(ActKind(row["kind"]).label), row["acts"], row["worth"] or 0)
        for row in found
    ]
