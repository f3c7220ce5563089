"""Periods for which the ranking is published: quarter, half-year, year."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _

from tinhso.kernel.foundation.clock import VIETNAM
from tinhso.kernel.foundation.errors import NotFound

_CODE = re.compile(r"(20\d\d)(?:-(Q[1-4]|H[12]))?")
_ROMAN = ("I", "II", "III", "IV")


@dataclass(frozen=True)
class Period:
    """A period by its code: ``2026-Q3``, ``2026-H1``, ``2026``."""

    code: str
    first_day: date
    last_day: date
    label: str

    @property
    def begins_at(self) -> datetime:
        """The first moment of the period."""
        return datetime.combine(self.first_day, time.min, VIETNAM)

    @property
    def ends_at(self) -> datetime:
        """The first moment after the period."""
        return datetime.combine(self.last_day + timedelta(days=1), time.min, VIETNAM)


def read(code: str) -> Period:
    """Return the period of a code; raise ``NotFound``."""
    found = _CODE.fullmatch(code)
    if found is None:
        raise NotFound(_("Kỳ xếp hạng không đúng: {code}.").format(code=code))
    year, part = int(found[1]), found[2]
    if part is None:
        return _period(code, year, 1, 12, _("Năm {year}").format(year=year))
    number = int(part[1])
    if part[0] == "Q":
        label = _("Quý {number} năm {year}").format(number=_ROMAN[number - 1], year=year)
        return _period(code, year, number * 3 - 2, number * 3, label)
    label = _("6 tháng đầu năm {year}") if number == 1 else _("6 tháng cuối năm {year}")
    return _period(code, year, number * 6 - 5, number * 6, label.format(year=year))


def _period(code: str, year: int, first: int, last: int, label: str) -> Period:
    after = date(year + last // 12, last % 12 + 1, 1)
    return Period(code, date(year, first, 1), after - timedelta(days=1), label)


def around(day: date) -> list[Period]:
    """Return the periods to choose from on a day: those that run, and those before them, the latest first."""
    codes = []
    for year in (day.year, day.year - 1):
        quarter = (day.month - 1) // 3 + 1 if year == day.year else 4
        codes += [f"{year}-Q{number}" for number in range(quarter, 0, -1)]
        codes += [f"{year}-H{number}" for number in range((quarter + 1) // 2, 0, -1)]
        codes.append(str(year))
    return [read(code) for code in codes]
