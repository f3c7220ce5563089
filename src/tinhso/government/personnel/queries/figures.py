"""Figures of staff: by unit, sex, age and degree, with the quota beside; IT staff."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _

from tinhso.government.personnel.models import Appointment, PersonFile, Quota
from tinhso.government.personnel.queries.ahead import files_over
from tinhso.government.personnel.queries.careers import IN_FORCE
from tinhso.government.personnel.words import ABOVE_BACHELOR, Degree, Duty, Employment, Sex
from tinhso.kernel.foundation import clock
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.identity.models import Person

AGES = ((0, 30), (31, 40), (41, 50), (51, 60), (61, 120))


@dataclass(frozen=True)
class Line:
    """A number under its words, and its part of the whole in a hundred."""

    label: str
    count: int
    percent: float


@dataclass(frozen=True)
class UnitLine:
    """A unit's staff beside its quota of the year."""

    unit_id: UUID
    unit: str
    count: int
    women: int
    above: int
    quota: int | None

    @property
    def vacant(self) -> int | None:
        """How many more the quota allows; below nought where there are more than it allows."""
        return None if self.quota is None else self.quota - self.count


@dataclass(frozen=True)
class Figures:
    """Everything of the page."""

    total: int
    it_bachelor: int
    it_above: int
    it_duty: int
    tables: list[tuple[str, list[Line]]]


def figures(actor: Actor, unit: UUID | None = None) -> Figures:
    """Return the figures of the files that the actor may count, in one statement."""
    year = clock.today().year
    counts: dict[str, Any] = {
        "total": Count("pk"),
        "it_bachelor": Count("pk", filter=Q(it_trained=True, degree=Degree.BACHELOR)),
        "it_above": Count("pk", filter=Q(it_trained=True, degree__in=ABOVE_BACHELOR)),
        "it_duty": Count("pk", filter=Q(it_duty=True)),
    }
    for sex in Sex.values:
        counts[f"sex_{sex}"] = Count("pk", filter=Q(sex=sex))
    for degree in Degree.values:
        counts[f"degree_{degree}"] = Count("pk", filter=Q(degree=degree))
    for kind in Employment.values:
        counts[f"kind_{kind}"] = Count("pk", filter=Q(employment=kind))
    for low, high in AGES:
        born = Q(birth__gte=f"{year - high:04d}", birth__lt=f"{year - low + 1:04d}")
        counts[f"age_{low}"] = Count("pk", filter=born)
    found = files_over(actor, unit).aggregate(**counts)
    whole = found["total"]

    def line(label: Any, key: str) -> Line:
        return Line(str(label), found[key], round(100 * found[key] / whole, 1) if whole else 0.0)

    ages = {0: _("Đến 30 tuổi"), 61: _("Trên 60 tuổi")}
    tables = [
        (_("Giới tính"), [line(sex.label, f"sex_{sex.value}") for sex in Sex]),
        (_("Diện"), [line(kind.label, f"kind_{kind.value}") for kind in Employment]),
        (
            _("Tuổi (theo năm sinh)"),
            [line(ages.get(low) or _("{low}–{high} tuổi").format(low=low, high=high), f"age_{low}")
             for low, high in AGES],
        ),
        (_("Trình độ cao nhất"), [line(degree.label, f"degree_{degree.value}") for degree in Degree]),
    ]  # fmt: skip
    return Figures(whole, found["it_bachelor"], found["it_above"], found["it_duty"], tables)


def by_unit(actor: Actor, year: int) -> list[UnitLine]:
    """Return each unit's staff beside its quota of a year, by name; units without files are left out."""
    rows = (
        files_over(actor).values("unit_id", "unit__name", "unit__sort_key")
        .annotate(count=Count("pk"), women=Count("pk", filter=Q(sex=Sex.FEMALE)),
                  above=Count("pk", filter=Q(degree__in=ABOVE_BACHELOR)))
        .order_by("unit__sort_key", "unit_id")
    )  # fmt: skip
    quotas = dict(
        Quota.objects.filter(year=year, status=IN_FORCE).values("unit_id").annotate(given=Sum("number"))
        .values_list("unit_id", "given")
    )  # fmt: skip
    return [
        UnitLine(
            row["unit_id"], row["unit__name"], row["count"], row["women"], row["above"], quotas.get(row["unit_id"])
        )
        for row in rows
    ]


@dataclass(frozen=True)
class Then:
    """How many held a main post at a unit on a day."""

    unit: str
    count: int


def staff_on(actor: Actor, day: date) -> list[Then]:
    """Return how many held a main post at each unit on a day, by name: as then, by the unit of that time."""
    rows = (
        Appointment.objects.filter(file__in=files_over(actor), status=IN_FORCE, duty=Duty.MAIN, since__lte=day)
        .filter(Q(until=None) | Q(until__gte=day))
        .values("place__name", "place__sort_key")
        .annotate(count=Count("file_id", distinct=True))
        .order_by("place__sort_key")
    )
    return [Then(row["place__name"], row["count"]) for row in rows]


def own_file(actor: Actor) -> PersonFile | None:
    """Return the file of the one who asks: that with the personal number of the account's person."""
    person = Person.objects.filter(pk=actor.person_id).exclude(personal_number="").first() if actor.person_id else None
    if person is None:
        return None
    rows = PersonFile.objects.filter(personal_number=person.personal_number, status=IN_FORCE).select_related("unit")
    return rows.first()
