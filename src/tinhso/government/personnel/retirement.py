"""When somebody reaches the age of retirement (Bộ luật Lao động 45/2019/QH14 Điều 169, NĐ 135/2020/NĐ-CP Điều 4).

The age rises with the calendar year: men from 60 years 3 months in 2021 by 3 months a year to 62 in 2028, women from
55 years 4 months by 4 months a year to 60 in 2035. Whose month alone is known counts from its first day, whose year
alone from 1 January (NĐ 135/2020/NĐ-CP Điều 3). Lower and higher ages (Điều 5 and 6, NĐ 83/2022/NĐ-CP) follow from a
decision, not from this table.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

SOURCE = "Bộ luật Lao động 45/2019/QH14 Điều 169; NĐ 135/2020/NĐ-CP Điều 4"
MALE, FEMALE = "male", "female"
_FIRST_YEAR = 2021
# Months of age in 2021, what each year adds, and where it ends.
_AGES = {MALE: (60 * 12 + 3, 3, 62 * 12), FEMALE: (55 * 12 + 4, 4, 60 * 12)}
_BEFORE = {MALE: 60 * 12, FEMALE: 55 * 12}


@dataclass(frozen=True)
class Retirement:
    """At what age, on what day somebody stops, and from when the pension runs."""

    age_months: int
    last_day: date
    """The last day of the month in which the age is reached."""
    pension_from: date

    @property
    def age(self) -> tuple[int, int]:
        """Years and months."""
        return divmod(self.age_months, 12)


def age_in(sex: str, year: int) -> int:
    """Return the age of retirement in ``year``, in months."""
    if year < _FIRST_YEAR:
        return _BEFORE[sex]
    first, adds, most = _AGES[sex]
    return min(first + adds * (year - _FIRST_YEAR), most)


def month_of_birth(birth: str) -> int:
    """Return the month of birth, counted from year 0, of ``1964``, ``1964-05`` or ``1964-05-02``."""
    return int(birth[:4]) * 12 + (int(birth[5:7]) - 1 if len(birth) >= 7 else 0)


def retirement_of(sex: str, birth: str) -> Retirement:
    """Return when somebody reaches the age: in the first year whose age is reached within it."""
    born = month_of_birth(birth)
    year = born // 12 + _BEFORE[sex] // 12
    while (born + age_in(sex, year)) // 12 > year:
        year += 1
    reached = born + age_in(sex, year)
    after = _first_of(reached + 1)
    return Retirement(age_in(sex, year), after - timedelta(days=1), after)


def births_retiring(sex: str, first: date, last: date) -> tuple[str, str]:
    """Return from which birth to before which one people stop on a last day from ``first`` to ``last``.

    Both are texts that stand in the order of partial dates, so that the list is one range of an index. When nobody
    does, the two are equal.
    """
    low = (first.year - 63) * 12
    high = (last.year - 54) * 12
    months = [m for m in range(low, high) if first <= retirement_of(sex, _text(m, whole=True)).last_day <= last]
    if not months:
        return "", ""
    return _text(months[0]), _text(months[-1] + 1)


def _first_of(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)


def _text(month: int, *, whole: bool = False) -> str:
    # A year alone counts as its January, and stands before "1964-01" in the order of texts.
    year, rest = divmod(month, 12)
    return f"{year:04d}" if rest == 0 and not whole else f"{year:04d}-{rest + 1:02d}"
