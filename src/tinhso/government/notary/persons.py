"""Persons as they are asked for: name, number, year of birth; and whether two are one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from tinhso.government.notary.keys import person_keys
from tinhso.kernel.foundation.errors import Invalid
from tinhso.kernel.foundation.text import fold
from tinhso.kernel.identity.identifiers import check_personal_number
from tinhso.kernel.web import masks
from tinhso.kits.registers.kinds.base import line

MOST_PERSONS = 12
_OLDEST = 1880


@dataclass(frozen=True)
class Asked:
    """A person as the papers name one."""

    name: str
    number: str = ""
    birth_year: int | None = None

    @property
    def folded(self) -> str:
        """The name without marks."""
        return fold(self.name)[:200]

    @property
    def masked(self) -> str:
        """What other offices see."""
        return masks.name(self.name) + (f" ({masks.number(self.number)})" if self.number else "")

    @property
    def keys(self) -> list[str]:
        """By what the person is locked."""
        return person_keys(self.name, self.number)

    def plain(self) -> dict[str, Any]:
        """Return what a search keeps."""
        return asdict(self)


def read_persons(rows: Iterable[Mapping[str, Any]]) -> list[Asked]:
    """Return the persons that were typed (``name``, ``number``, ``birth_year``); rows without anything are left out.

    Raise ``Invalid`` with ``person-<place>-<field>`` for what cannot be read.
    """
    found, wrong = [], {}
    for place, row in enumerate(rows):
        given = {name: str(row.get(name) or "").strip() for name in ("name", "number", "birth_year")}
        if not any(given.values()):
            continue
        try:
            name = line(given["name"], 200)
        except ValueError as error:
            name, wrong[f"person-{place}-name"] = "", str(error)
        if not fold(name) and f"person-{place}-name" not in wrong:
            wrong[f"person-{place}-name"] = _("Nhập họ và tên.")
        number, year = "", None
        if given["number"]:
            try:
                number = check_personal_number(given["number"])
            except ValueError as error:
                wrong[f"person-{place}-number"] = str(error)
        if given["birth_year"]:
            if given["birth_year"].isdecimal() and _OLDEST <= int(given["birth_year"][:6]) <= date.max.year:
                year = int(given["birth_year"])
            if year is None or len(given["birth_year"]) != 4:
                wrong[f"person-{place}-birth_year"] = _("Nhập năm sinh bằng bốn chữ số, ví dụ 1987.")
        found.append(Asked(name, number, year))
    if len(found) > MOST_PERSONS:
        wrong["person-0-name"] = _("Mỗi lần tra cứu nhiều nhất {most} người.").format(most=MOST_PERSONS)
    if wrong:
        raise Invalid(wrong)
    return found


def kept(rows: Iterable[Mapping[str, Any]]) -> list[Asked]:
    """Return the persons of a search as it keeps them."""
    return [Asked(row["name"], row.get("number", ""), row.get("birth_year")) for row in rows]


def meant(persons: Iterable[Asked], *, number: str, folded: str) -> Q:
    """Return the condition of naming one of ``persons``: by number, or by name where either has no number.

    Years of birth that differ are compared by ``is_same``: of a few rows, not of a table.
    """
    condition = Q(pk__in=[])
    for person in persons:
        by_name = Q(**{folded: person.folded})
        if person.number:
            condition |= Q(**{number: person.number}) | (by_name & Q(**{number: ""}))
        else:
            condition |= by_name
    return condition


def is_same(person: Asked, number: str, folded: str, birth_year: int | None) -> bool:
    """Tell whether a person may be the one with these: the number decides; a name alone holds unless years differ."""
    if person.number and number:
        return person.number == number
    if person.folded != folded:
        return False
    return not (person.birth_year and birth_year) or person.birth_year == birth_year
