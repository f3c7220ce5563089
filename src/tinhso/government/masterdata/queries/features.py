"""People's records as the comparison of likeness sees them."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from tinhso.government.masterdata.models import Person, PersonIdentifier
from tinhso.kernel.areas import queries as areas
from tinhso.kernel.search.likeness import Features, features
from tinhso.kits.registers.models import Status

COLUMNS = (
    "id", "full_name", "birth", "sex", "personal_number", "old_number", "phone", "area_id", "address"
)  # fmt: skip
_NUMBERS = ("personal", "card")


class Reader:
    """Makes features of rows; keeps what it learned of areas, so that thousands of rows ask once."""

    def __init__(self) -> None:
        self._today = areas.default_heirs()

    def of(self, values: Mapping[str, Any], more_numbers: Iterable[str] = ()) -> Features:
        """Return the features of a row whose ``COLUMNS`` stand in ``values``."""
        year, month, day = split_birth(values["birth"])
        area = values["area_id"]
        place = self._today.get(area, area)
        return features(
            values["full_name"],
            year=year,
            month=month,
            day=day,
            sex=values["sex"],
            numbers=(values["personal_number"], values["old_number"], *more_numbers),
            phone=values["phone"],
            place=str(place or ""),
            places=(str(area or ""),),
            address=values["address"],
        )

    def of_people(self, people: Iterable[Person]) -> dict[UUID, Features]:
        """Return the features of people by key, with their numbers of before."""
        rows = list(people)
        numbers = identifiers_of([row.pk for row in rows])
        return {
            row.pk: self.of({name: getattr(row, name) for name in COLUMNS}, numbers.get(row.pk, ())) for row in rows
        }


def split_birth(birth: str) -> tuple[int, int, int]:
    """Return year, month and day of a partial date, 0 for what is not known."""
    parts = [int(part) for part in birth.split("-")] if birth else []
    year, month, day = [*parts, 0, 0, 0][:3]
    return year, month, day


def identifiers_of(keys: Iterable[UUID]) -> dict[UUID, list[str]]:
    """Return the further numbers of people, by person."""
    found: dict[UUID, list[str]] = {}
    rows = PersonIdentifier.objects.filter(person_id__in=list(keys), kind__in=_NUMBERS, status=Status.IN_FORCE)
    for person, value in rows.values_list("person_id", "value"):
        found.setdefault(person, []).append(value)
    return found
