"""What pages read of the connectors."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from tinhso.government.connectors.catalogue import NationalService, services
from tinhso.government.connectors.models import DayCount, PortalArrival, PortalUpdate, Question, Result
from tinhso.government.connectors.vendors import LOOKUPS, PORTAL
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.vendors import vendor_class
from tinhso.kernel.outside.models import VendorChoice
from tinhso.kits.procedures.models import Dossier


@dataclass(frozen=True)
class Standing:
    """How a register stands today."""

    service: NationalService
    chosen: bool
    used: int
    last_good: datetime | None
    last_bad: datetime | None

    @property
    def down(self) -> bool:
        """Whether the last question failed."""
        return self.last_bad is not None and (self.last_good is None or self.last_bad > self.last_good)


def standings() -> list[Standing]:
    """Return how each register stands."""
    day = clock.today()
    used = dict(DayCount.objects.filter(day=day).values_list("service", "count"))
    good = Q(result__in=[Result.FOUND, Result.NONE])
    rows = Question.objects.values("service").order_by()
    last: dict[str, dict[str, Any]] = {
        row["service"]: dict(row)
        for row in rows.annotate(
            good=Max("created_at", filter=good), bad=Max("created_at", filter=Q(result=Result.FAILED))
        )
    }
    kinds = set(
        VendorChoice.objects.filter(kind__in=LOOKUPS.values()).exclude(vendor="").values_list("kind", flat=True)
    )
    return [
        Standing(
            one, LOOKUPS[one.code] in kinds, used.get(one.code, 0), last.get(one.code, {}).get("good"),
            last.get(one.code, {}).get("bad"),
        )
        for one in services()
    ]  # fmt: skip


@dataclass(frozen=True)
class Synchronised:
    """How many dossiers of a time the portal knows with all their steps."""

    dossiers: int
    told: int
    waiting: int
    failing: int

    @property
    def percent(self) -> float | None:
        """The share in per cent; ``None`` when there are no dossiers."""
        return round(100 * self.told / self.dossiers, 1) if self.dossiers else None


def synchronised(first: date, last: date) -> Synchronised:
    """Return the share of dossiers of some days that are synchronised: told of, and nothing waiting."""
    rows = Dossier.objects.filter(submitted_at__date__gte=first, submitted_at__date__lte=last)
    updates = PortalUpdate.objects.filter(dossier_id=OuterRef("pk"))
    marked = rows.annotate(
        told=Exists(updates.filter(sent_at__isnull=False)),
        waits=Exists(updates.filter(sent_at=None)),
        fails=Exists(updates.filter(sent_at=None, tries__gt=0)),
    )
    counted = marked.aggregate(
        dossiers=Count("id"),
        done=Count("id", filter=Q(told=True, waits=False)),
        waiting=Count("id", filter=Q(waits=True)),
        failing=Count("id", filter=Q(fails=True)),
    )
    return Synchronised(counted["dossiers"], counted["done"], counted["waiting"], counted["failing"])


def failing() -> QuerySet[PortalUpdate]:
    """Return what the portal did not take, the oldest first."""
    rows = PortalUpdate.objects.filter(sent_at=None, tries__gt=0)
    return rows.select_related("dossier__procedure").order_by("at", "id")


def not_taken_in() -> QuerySet[PortalArrival]:
    """Return dossiers of the portal that could not be taken in."""
    return PortalArrival.objects.filter(dossier=None).exclude(trouble="").order_by("id")


def portal_chosen() -> bool:
    """Tell whether a portal is chosen."""
    return VendorChoice.objects.filter(kind=PORTAL).exclude(vendor="").exists()


def played(*kinds: str) -> bool:
    """Tell whether a stand-in answers for any of these kinds today: pages say so."""
    chosen = VendorChoice.objects.on().filter(kind__in=kinds).values_list("kind", "vendor")
    found = (vendor_class(kind, vendor) for kind, vendor in chosen if vendor)
    return any(vendor is not None and vendor.stand_in for vendor in found)
