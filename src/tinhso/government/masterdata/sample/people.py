"""Households of people over the communes of a province: parents, children, twins, namesakes, as they come about."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

from tinhso.government.masterdata.sample.names import Names

THIS_YEAR = 2026
_MOBILE = ("32", "33", "34", "35", "36", "37", "38", "39", "86", "96", "97", "98", "90", "93", "91", "94", "88", "70")
_BORN_ELSEWHERE = ("001", "037", "040", "036", "034", "017")
_ENDINGS, _STEP = 1_000_000, 618_033
_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@dataclass(frozen=True, slots=True)
class Place:
    """A commune, and the former communes that became it by default, under whatever keys the caller uses."""

    key: str
    former: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Made:
    """A person who does not exist. ``month`` and ``day`` are 0 where the date of birth is partial."""

    name: str
    sex: str
    year: int
    month: int
    day: int
    number: str
    old_number: str
    phone: str
    place: str
    former_place: str
    hamlet: int
    household: int


def people(seed: int, count: int, places: Sequence[Place]) -> Iterator[Made]:
    """Make ``count`` people, household by household, spread over ``places``."""
    maker = _Maker(Random(seed), places)  # noqa: S311 - people who do not exist
    made = 0
    while made < count:
        for person in maker.household():
            yield person
            made += 1
            if made == count:
                return


class _Maker:
    def __init__(self, random: Random, places: Sequence[Place]) -> None:
        self._random, self._places, self._names = random, places, Names(random)
        self._households = 0
        self._endings: dict[str, int] = {}

    def household(self) -> list[Made]:
        """Make a couple or one person, and children."""
        random = self._random
        self._households += 1
        place = random.choice(self._places)
        former = random.choice(place.former) if place.former else ""
        hamlet = random.randrange(1, 13)
        parent_year = min(2004, max(1928, int(random.gauss(1974, 16))))
        head = self._one("male" if random.random() < 0.8 else "female", parent_year, place.key, former, hamlet)
        people = [head]
        if random.random() < 0.85:
            other = "female" if head.sex == "male" else "male"
            people.append(self._one(other, parent_year + random.randrange(-4, 7), place.key, former, hamlet))
        family = head.name.split()[0]
        oldest = parent_year + random.randrange(20, 30)
        for _child in range(random.choice((0, 1, 2, 2, 2, 3, 3, 4))):
            if oldest > THIS_YEAR:
                break
            child = self._one(random.choice(("male", "female")), oldest, place.key, former, hamlet, family)
            people.append(child)
            if random.random() < 0.012:
                people.append(self._twin(child))
            oldest += random.randrange(1, 7)
        shared = self._phone()
        return [
            person if person.phone else replace(person, phone=shared if random.random() < 0.3 else "")
            for person in people
        ]

    def _one(self, sex: str, year: int, place: str, former: str, hamlet: int, family: str = "") -> Made:
        random = self._random
        month = random.randrange(1, 13)
        day = random.randrange(1, _DAYS[month - 1] + 1)
        # Old papers often give the year alone.
        partial = random.random()
        if year < 1965 and partial < 0.12:
            month = day = 0
        elif partial < 0.02:
            day = 0
        adult = year <= THIS_YEAR - 15
        return Made(
            name=self._names.full(sex, family),
            sex=sex,
            year=year,
            month=month,
            day=day,
            number=self._number(sex, year) if random.random() < 0.95 else "",
            old_number=self._old_number() if year < 2000 and random.random() < 0.35 else "",
            phone=self._phone() if adult and random.random() < 0.7 else "",
            place=place,
            former_place=former,
            hamlet=hamlet,
            household=self._households,
        )

    def _twin(self, child: Made) -> Made:
        sex = child.sex if self._random.random() < 0.7 else self._random.choice(("male", "female"))
        name = self._names.full(sex, child.name.split()[0])
        if sex == child.sex:
            name = " ".join([*child.name.split()[:-1], name.split()[-1]])
        number = self._number(sex, child.year) if child.number else ""
        old_number = self._old_number() if child.old_number else ""
        phone = self._phone() if child.phone else ""
        return replace(child, sex=sex, name=name, number=number, old_number=old_number, phone=phone)

    def _number(self, sex: str, year: int) -> str:
        province = "038" if self._random.random() < 0.96 else self._random.choice(_BORN_ELSEWHERE)
        century_and_sex = (0 if sex == "male" else 1) + (2 if year >= 2000 else 0)
        prefix = f"{province}{century_and_sex}{year % 100:02d}"
        # No number is given twice: a step without common factor goes through all the endings.
        ending = self._endings.get(prefix, self._random.randrange(_ENDINGS))
        self._endings[prefix] = (ending + _STEP) % _ENDINGS
        return f"{prefix}{ending:06d}"

    def _old_number(self) -> str:
        return f"17{self._random.randrange(10_000_000):07d}"

    def _phone(self) -> str:
        return f"+84{self._random.choice(_MOBILE)}{self._random.randrange(10_000_000):07d}"
