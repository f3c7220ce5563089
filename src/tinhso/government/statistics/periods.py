"""Periods of reporting, as the law cuts the year: month, quarter, half-year, year.

A period ends on the day that the law names (Nghị định 09/2019/NĐ-CP Điều 12: the 14th) and begins on the day after
the end of the one before, so that November 2026 is 15 October to 14 November, and the year 2026 begins on 15
December 2025. Every longer period is a row of months.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _

from tinhso.government.statistics.law import period_rule
from tinhso.kernel.foundation.clock import VIETNAM
from tinhso.kernel.foundation.errors import NotFound

MONTH, QUARTER, HALF, YEAR = "thang", "quy", "nua-nam", "nam"
MONTHS = {MONTH: 1, QUARTER: 3, HALF: 6, YEAR: 12}
"""How many months a period of each kind has."""


@dataclass(frozen=True, order=True)
class Period:
    """A period by its kind, year and number in the year (from 1)."""

    year: int
    number: int
    kind: str

    @property
    def code(self) -> str:
        """The period in addresses and reports: ``thang-2026-11``, ``nam-2026``."""
        return f"{self.kind}-{self.year}" if self.kind == YEAR else f"{self.kind}-{self.year}-{self.number}"

    @property
    def first_day(self) -> date:
        """The first day, which belongs to it."""
        month = (self.number - 1) * MONTHS[self.kind]
        before = (self.year - 1, 12) if month == 0 else (self.year, month)
        return _end_of_month(*before) + timedelta(days=1)

    @property
    def last_day(self) -> date:
        """The last day, which belongs to it."""
        return _end_of_month(self.year, self.number * MONTHS[self.kind])

    @property
    def begins_at(self) -> datetime:
        """The first moment in Viet Nam."""
        return midnight(self.first_day)

    @property
    def ends_at(self) -> datetime:
        """The first moment that no longer belongs to it."""
        return midnight(self.last_day + timedelta(days=1))

    @property
    def label(self) -> str:
        """The period in words."""
        if self.kind == MONTH:
            return _("Tháng {number}/{year}").format(number=self.number, year=self.year)
        if self.kind == QUARTER:
            return _("Quý {number} năm {year}").format(number=("I", "II", "III", "IV")[self.number - 1], year=self.year)
        if self.kind == HALF:
            words = _("6 tháng đầu năm {year}") if self.number == 1 else _("6 tháng cuối năm {year}")
            return words.format(year=self.year)
        return _("Năm {year}").format(year=self.year)

    @property
    def span(self) -> str:
        """First and last day in words."""
        return _("từ {first} đến {last}").format(first=f"{self.first_day:%d/%m/%Y}", last=f"{self.last_day:%d/%m/%Y}")

    @property
    def before(self) -> "Period":
        """The period of the same kind before it."""
        if self.number > 1:
            return Period(self.year, self.number - 1, self.kind)
        return Period(self.year - 1, 12 // MONTHS[self.kind], self.kind)


@dataclass(frozen=True)
class Days:
    """Days of one's own choice, for figures that no report asks for."""

    first_day: date
    last_day: date
    kind = "ngay"

    @property
    def code(self) -> str:
        """The days in addresses: ``ngay-2026-11-01-2026-11-16``."""
        return f"{self.kind}-{self.first_day.isoformat()}-{self.last_day.isoformat()}"

    @property
    def begins_at(self) -> datetime:
        """The first moment in Viet Nam."""
        return midnight(self.first_day)

    @property
    def ends_at(self) -> datetime:
        """The first moment after the last day."""
        return midnight(self.last_day + timedelta(days=1))

    @property
    def label(self) -> str:
        """The days in words."""
        if self.first_day == self.last_day:
            return _("Ngày {day}").format(day=f"{self.first_day:%d/%m/%Y}")
        return _("Từ {first} đến {last}").format(first=f"{self.first_day:%d/%m/%Y}", last=f"{self.last_day:%d/%m/%Y}")

    @property
    def span(self) -> str:
        """First and last day in words."""
        return _("từ {first} đến {last}").format(first=f"{self.first_day:%d/%m/%Y}", last=f"{self.last_day:%d/%m/%Y}")


Span = Period | Days


def midnight(day: date) -> datetime:
    """Return the first moment of a day in Viet Nam."""
    return datetime.combine(day, time(), VIETNAM)


def period_of(day: date, kind: str) -> Period:
    """Return the period of a kind in which a day lies."""
    year, month = day.year, day.month
    if day > _end_of_month(year, month):
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return Period(year, (month - 1) // MONTHS[kind] + 1, kind)


def read(code: str) -> Span:
    """Return the period, or the days, that a code names; raise ``NotFound`` for what is none."""
    days = _read_days(code)
    if days is not None:
        return days
    for kind, months in MONTHS.items():
        head, _dash, rest = code.partition(f"{kind}-")
        if head or not rest:
            continue
        year, _dash, number = rest.partition("-")
        if kind == YEAR and not number:
            number = "1"
        if year.isdecimal() and number.isdecimal() and 2000 <= int(year) <= 2200 and 1 <= int(number) <= 12 // months:
            return Period(int(year), int(number), kind)
    raise NotFound(_("Không có kỳ báo cáo nào mang mã {code}.").format(code=code))


def _read_days(code: str) -> Days | None:
    if not code.startswith(f"{Days.kind}-"):
        return None
    text = code.removeprefix(f"{Days.kind}-")
    try:
        first, last = date.fromisoformat(text[:10]), date.fromisoformat(text[11:])
    except ValueError:
        return None
    return Days(first, last) if date(2000, 1, 1) <= first <= last < date(2200, 1, 1) else None


def ended_between(first: date, last: date, *, kinds: tuple[str, ...] = (MONTH, QUARTER, HALF, YEAR)) -> list[Period]:
    """Return the periods whose last day lies from ``first`` to ``last``, the shorter ones of a day first."""
    found = []
    for kind in kinds:
        period = period_of(last, kind)
        if period.last_day > last:
            period = period.before
        while period.last_day >= first:
            found.append(period)
            period = period.before
    return sorted(found, key=lambda period: (period.last_day, MONTHS[period.kind]))


def _end_of_month(year: int, month: int) -> date:
    last = monthrange(year, month)[1]
    end_day = period_rule(date(year, month, 1)).end_day
    return date(year, month, min(end_day, last) if end_day else last)
