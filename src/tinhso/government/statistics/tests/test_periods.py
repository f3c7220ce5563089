"""Periods begin and end on the days of the law."""

from datetime import date

import pytest

from tinhso.government.statistics.periods import (
    HALF,
    MONTH,
    QUARTER,
    YEAR,
    Days,
    Period,
    ended_between,
    period_of,
    read,
)
from tinhso.kernel.foundation.errors import NotFound


@pytest.mark.parametrize(
    ("code", "first", "last"),
    [
        ("thang-2026-11", "2026-10-15", "2026-11-14"),
        ("thang-2026-1", "2025-12-15", "2026-01-14"),
        ("thang-2026-3", "2026-02-15", "2026-03-14"),
        ("quy-2026-1", "2025-12-15", "2026-03-14"),
        ("quy-2026-4", "2026-09-15", "2026-12-14"),
        ("nua-nam-2026-1", "2025-12-15", "2026-06-14"),
        ("nua-nam-2026-2", "2026-06-15", "2026-12-14"),
        ("nam-2026", "2025-12-15", "2026-12-14"),
    ],
)
def test_a_period_begins_on_the_15th_and_ends_on_the_14th(code: str, first: str, last: str) -> None:
    period = read(code)
    assert (period.first_day.isoformat(), period.last_day.isoformat()) == (first, last)
    assert period.code == code


@pytest.mark.parametrize(
    ("day", "kind", "code"),
    [
        (date(2026, 11, 14), MONTH, "thang-2026-11"),
        (date(2026, 11, 15), MONTH, "thang-2026-12"),
        (date(2026, 12, 15), MONTH, "thang-2027-1"),
        (date(2026, 12, 15), YEAR, "nam-2027"),
        (date(2026, 3, 14), QUARTER, "quy-2026-1"),
        (date(2026, 6, 15), HALF, "nua-nam-2026-2"),
    ],
)
def test_a_day_lies_in_one_period_of_each_kind(day: date, kind: str, code: str) -> None:
    assert period_of(day, kind).code == code


@pytest.mark.parametrize("kind", [MONTH, QUARTER, HALF, YEAR])
def test_periods_follow_each_other_without_a_gap(kind: str) -> None:
    period = period_of(date(2027, 2, 1), kind)
    for _index in range(15):
        assert period.before.ends_at == period.begins_at
        period = period.before


@pytest.mark.parametrize(
    "code", ["", "thang-2026-13", "thang-2026", "nam-26", "tuan-2026-1", "ngay-2026-11-16-2026-11-01"]
)
def test_what_is_no_period_is_not_found(code: str) -> None:
    with pytest.raises(NotFound):
        read(code)


def test_days_of_ones_own_choice_read_back() -> None:
    days = Days(date(2026, 11, 1), date(2026, 11, 16))
    assert read(days.code) == days


def test_of_the_periods_that_ended_on_a_day_the_shorter_come_first() -> None:
    found = ended_between(date(2026, 6, 14), date(2026, 6, 14))
    assert found == [Period(2026, 6, MONTH), Period(2026, 2, QUARTER), Period(2026, 1, HALF)]
