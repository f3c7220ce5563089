"""What stands about a property and persons: acts, notices in effect, what others prepare. Names are masked.

Every office asks about the whole province: row rights narrow the registers' own pages, not this answer, which is why
it tells no more than an act's number, office, kind, day and masked names.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from tinhso.government.notary.models import Act, ActParty, Notice, Preparation, Property, Search
from tinhso.government.notary.persons import Asked, is_same, meant
from tinhso.government.notary.words import TRANSFERS, ActKind, Effect, Role
from tinhso.kernel.foundation import clock
from tinhso.kernel.web import masks
from tinhso.kits.registers.models import Status

MOST = 100
"""Acts and notices that one answer shows, the newest first."""


@dataclass
class Found:
    """The answer to a search."""

    properties: list[Property] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    preparations: list[Preparation] = field(default_factory=list)

    @property
    def nothing(self) -> bool:
        """Whether nothing at all stands against an act."""
        return not (self.acts or self.notices or self.preparations)

    def plain(self) -> dict[str, Any]:
        """Return what a search keeps of its answer."""
        return {
            "properties": [{"id": str(row.pk), "name": str(row)} for row in self.properties],
            "acts": [told_act(row) for row in self.acts],
            "notices": [told_notice(row) for row in self.notices],
            "preparations": [
                {"office": row.search.office.name, "since": moment(row.created_at)} for row in self.preparations
            ],
        }


def moment(at: Any) -> str:
    """Return a moment as people read it, in the country's time, to the second."""
    return f"{at.astimezone(clock.VIETNAM):%H:%M:%S %d/%m/%Y}"


def told_act(act: Act) -> dict[str, Any]:
    """Return what every office may know of an act."""
    return {
        "id": str(act.pk),
        "number": act.number,
        "office": act.office.name,
        "kind": str(ActKind(act.kind).label),
        "signed_on": f"{act.signed_on:%d/%m/%Y}",
        "recorded": moment(act.created_at),
        "property": str(act.property) if act.property else "",
        "people": [f"{Role(row.role).label}: {masks.name(row.name)}" for row in act.people.all()],
        "cancelled": cancelled_by(act),
    }


def told_notice(notice: Notice) -> dict[str, Any]:
    """Return what every office may know of a notice in effect."""
    return {
        "id": str(notice.pk),
        "number": notice.number,
        "issuer": notice.issuer,
        "issued_on": f"{notice.issued_on:%d/%m/%Y}",
        "since": moment(notice.created_at),
        "property": str(notice.property) if notice.property else "",
        "person": masks.name(notice.person_name),
        "holds_to": f"{notice.holds_to:%d/%m/%Y}" if notice.holds_to else "",
    }


def cancelled_by(act: Act) -> str:
    """Return the number of the act that cancelled this one; empty while it stands."""
    return next((later.number for later in act.later.all() if later.kind == ActKind.CANCEL), "")


def properties_with(keys: Iterable[str]) -> list[Property]:
    """Return the properties known by one of ``keys``."""
    rows = Property.objects.filter(keys__key__in=list(keys), status=Status.IN_FORCE)
    return list(rows.select_related("area").defer("area__boundary").distinct().order_by("pk")[:MOST])


def keys_of(properties: Sequence[Property]) -> set[str]:
    """Return every key of the properties: whoever prepares one by another of its numbers is found too."""
    from tinhso.government.notary.models import PropertyKey

    return set(PropertyKey.objects.filter(property__in=properties).values_list("key", flat=True))


def acts_with_people() -> QuerySet[Act]:
    """Return acts with what telling them takes."""
    return Act.objects.select_related("office", "property").prefetch_related(
        Prefetch("people", ActParty.objects.order_by("id")), "later"
    )


def in_effect() -> QuerySet[Notice]:
    """Return the notices that block today."""
    return Notice.objects.filter(effect=Effect.BLOCKS, lifted_by__isnull=True).filter(
        Q(holds_to__isnull=True) | Q(holds_to__gte=clock.today())
    )


def blocking(properties: Sequence[Property], persons: Sequence[Asked]) -> list[Notice]:
    """Return the notices in effect that concern a property, or a person in whatever they deal with.

    A notice about a person's dealings with one property stops that property, whoever deals with it.
    """
    of_person = Q(property__isnull=True) & meant(persons, number="person_number", folded="folded")
    rows = in_effect().filter(Q(property__in=properties) | of_person).select_related("property").order_by("-id")[:MOST]
    return [row for row in rows if row.property_id or _names(row, persons)]


def _names(notice: Notice, persons: Sequence[Asked]) -> bool:
    return any(
        is_same(person, notice.person_number, notice.folded, notice.person_birth_year) for person in persons
    )  # fmt: skip


def transfers_of(row: Property) -> list[Act]:
    """Return the acts by which the property passed to another and which stand, the newest first."""
    rows = acts_with_people().filter(property=row, kind__in=TRANSFERS).order_by("-id")[:MOST]
    return [act for act in rows if not cancelled_by(act)]


def prepared_by_others(keys: Iterable[str], search: Search | None) -> list[Preparation]:
    """Return the preparations of other searches that hold one of ``keys`` now, the oldest first."""
    rows = Preparation.objects.filter(keys__overlap=sorted(keys), until__gt=clock.now())
    if search is not None:
        rows = rows.exclude(search=search).exclude(search__office=search.office, search__account_id=search.account_id)
    return list(rows.select_related("search__office").order_by("created_at")[:MOST])


def look_up(keys: Sequence[str], persons: Sequence[Asked], search: Search | None = None) -> Found:
    """Return what stands about a property with one of ``keys`` and about ``persons``."""
    properties = properties_with(keys) if keys else []
    by_person = Q(people__in=ActParty.objects.filter(meant(persons, number="number", folded="folded")))
    wanted = Q(property__in=properties) | by_person if persons else Q(property__in=properties)
    acts = list(acts_with_people().filter(wanted).distinct().order_by("-id")[:MOST]) if properties or persons else []
    return Found(
        properties,
        [act for act in acts if act.property in properties or _is_of(act, persons)],
        blocking(properties, persons),
        prepared_by_others({*keys, *keys_of(properties)}, search) if keys else [],
    )


def _is_of(act: Act, persons: Sequence[Asked]) -> bool:
    return any(
        is_same(person, party.number, party.folded, party.birth_year)
        for party in act.people.all()
        for person in persons
    )
