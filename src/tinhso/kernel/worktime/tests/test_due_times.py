"""Due times: the worked cases of ``cases.csv``, and a comparison with a minute-by-minute count."""

# ruff: noqa: DTZ001 - moments without a zone are those in Viet Nam, which is one of the rules under test

import csv
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinhso.kernel.foundation.errors import Refused
from tinhso.kernel.worktime.calculator import VIETNAM, HoursRule, Term, UnknownYear, WorkCalendar, due
from tinhso.kernel.worktime.datafiles import default_calendar
from tinhso.kernel.worktime.tests.slow import OutOfTableError, slow_due

CALENDAR = default_calendar()
with (Path(__file__).parent / "cases.csv").open(encoding="utf-8", newline="") as _file:
    CASES = list(csv.DictReader(_file))


def _parts(case: dict[str, str]) -> dict[str, Any]:
    minutes = int(Decimal(case["working_days"] or 0) * 480 + Decimal(case["working_hours"] or 0) * 60)
    pauses = []
    for pair in filter(None, case["pauses"].split(";")):
        first, last = pair.split("/")
        pauses.append((datetime.fromisoformat(first), datetime.fromisoformat(last)))
    return {
        "start": datetime.fromisoformat(case["from"]),
        "minutes": minutes,
        "calendar_days": int(case["calendar_days"] or 0),
        "cutoff": time.fromisoformat(case["cutoff"]) if case["cutoff"] else None,
        "whole_days": bool(case["whole_days"]),
        "pauses": pauses,
    }


def _counted(parts: dict[str, Any]) -> datetime:
    if parts["minutes"]:
        term = Term(working_minutes=parts["minutes"])
    elif parts["calendar_days"]:
        term = Term(calendar_days=parts["calendar_days"])
    else:
        term = Term(same_day=True)
    return due(
        CALENDAR,
        parts["start"],
        term,
        cutoff=parts["cutoff"],
        whole_days=parts["whole_days"],
        pauses=parts["pauses"],
    )


def _counted_slowly(parts: dict[str, Any]) -> datetime:
    whole = parts["whole_days"]
    return slow_due(
        parts["start"],
        minutes=0 if whole else parts["minutes"],
        whole_days=parts["minutes"] // 480 if whole else 0,
        calendar_days=parts["calendar_days"],
        cutoff=parts["cutoff"],
        pauses=parts["pauses"],
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["comment"][:70])
def test_a_worked_case_is_due_as_worked_out_by_hand(case: dict[str, str]) -> None:
    parts = _parts(case)
    if case["due"].startswith("năm "):
        with pytest.raises(UnknownYear) as refusal:
            _counted(parts)
        assert f"{refusal.value.year}" in case["due"]
        assert case["due"] in refusal.value.message
        assert "khai báo ngày nghỉ" in refusal.value.message
        return
    expected = datetime.fromisoformat(case["due"])
    assert _counted(parts) == expected.replace(tzinfo=VIETNAM)
    assert _counted_slowly(parts) == expected


def test_there_are_at_least_75_worked_cases_and_none_twice() -> None:
    keys = {tuple(value for key, value in case.items() if key not in ("due", "comment")) for case in CASES}
    assert len(keys) == len(CASES) >= 75


MOMENTS = st.datetimes(datetime(2025, 1, 10), datetime(2026, 9, 20)).map(lambda m: m.replace(second=0, microsecond=0))
PAUSES = st.lists(
    st.tuples(MOMENTS, st.integers(0, 6000)).map(lambda pair: (pair[0], pair[0] + timedelta(minutes=pair[1]))),
    max_size=4,
)
CUTOFFS = st.none() | st.sampled_from([time(11), time(15), time(16, 30)])


def _near(start: datetime, pauses: list[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    """Bring the pauses near the receipt, where they matter."""
    near = []
    for first, last in pauses:
        begin = start - timedelta(days=1) + (first - datetime(2025, 1, 10)) % timedelta(days=9)
        near.append((begin, begin + (last - first)))
    return near


@settings(max_examples=60, deadline=None)
@given(start=MOMENTS, minutes=st.integers(1, 2400), pauses=PAUSES, cutoff=CUTOFFS)
def test_minutes_are_counted_like_one_minute_after_another(
    start: datetime, minutes: int, pauses: list[tuple[datetime, datetime]], cutoff: time | None
) -> None:
    pauses = _near(start, pauses)
    fast = due(CALENDAR, start, Term(working_minutes=minutes), cutoff=cutoff, pauses=pauses)
    assert fast.replace(tzinfo=None) == slow_due(start, minutes=minutes, cutoff=cutoff, pauses=pauses)


@settings(max_examples=40, deadline=None)
@given(
    start=MOMENTS,
    term=st.sampled_from([{"whole_days": 1}, {"whole_days": 4}, {"calendar_days": 1}, {"calendar_days": 9}, {}]),
    pauses=PAUSES,
    cutoff=CUTOFFS,
)
def test_days_are_counted_like_one_minute_after_another(
    start: datetime, term: dict[str, int], pauses: list[tuple[datetime, datetime]], cutoff: time | None
) -> None:
    pauses = _near(start, pauses)
    fast = due(CALENDAR, start, Term(**(term or {"same_day": True})), cutoff=cutoff, pauses=pauses)
    assert fast.replace(tzinfo=None) == slow_due(start, cutoff=cutoff, pauses=pauses, **term)


@settings(max_examples=60, deadline=None)
@given(start=MOMENTS, minutes=st.integers(1, 20_000))
def test_the_minutes_up_to_the_due_time_are_those_of_the_term(start: datetime, minutes: int) -> None:
    end = CALENDAR.add_minutes(start, minutes)
    assert CALENDAR.working_minutes(start, end) == minutes
    assert CALENDAR.working_minutes(start, end - timedelta(minutes=1)) == minutes - 1


def test_seconds_are_cut_and_zones_are_respected() -> None:
    local = due(CALENDAR, datetime(2026, 2, 13, 16, 30, 59), Term(working_minutes=480))
    abroad = due(CALENDAR, datetime(2026, 2, 13, 9, 30, tzinfo=UTC), Term(working_minutes=480))
    assert local == abroad == datetime(2026, 2, 23, 16, 30, tzinfo=VIETNAM)
    assert local.isoformat() == "2026-02-23T16:30:00+07:00"


def test_a_moment_of_utc_belongs_to_the_vietnamese_year() -> None:
    """2018-12-31 18:00 UTC is already 2019 in Viet Nam."""
    assert CALENDAR.next_opening(datetime(2018, 12, 31, 18, tzinfo=UTC)) == datetime(2019, 1, 2, 7, 30, tzinfo=VIETNAM)


def test_a_pause_that_ends_before_it_begins_is_refused() -> None:
    pause = (datetime(2026, 3, 3, 10), datetime(2026, 3, 3, 9))
    with pytest.raises(Refused, match="kết thúc trước khi bắt đầu"):
        due(CALENDAR, datetime(2026, 3, 2, 9), Term(working_minutes=480), pauses=[pause])


def test_whole_days_refuse_a_term_of_odd_hours() -> None:
    with pytest.raises(Refused, match="trọn ngày"):
        due(CALENDAR, datetime(2026, 3, 2, 9), Term(working_minutes=240), whole_days=True)


@pytest.mark.parametrize(
    "fields", [{}, {"working_minutes": -5}, {"working_minutes": 480, "same_day": True}, {"whole_days": 0}]
)
def test_a_term_is_given_in_exactly_one_way(fields: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        Term(**fields)


def test_a_year_missing_in_the_middle_is_refused() -> None:
    calendar = WorkCalendar(years={2024: True, 2026: True}, days=CALENDAR.days, hours=CALENDAR.hours)
    with pytest.raises(UnknownYear) as refusal:
        calendar.add_minutes(datetime(2024, 12, 31, 16, 0), 480)
    assert refusal.value.year == 2025
    with pytest.raises(UnknownYear):
        calendar.working_minutes(datetime(2024, 12, 31), datetime(2026, 1, 5))
    with pytest.raises(UnknownYear):
        calendar.next_opening(datetime(2024, 12, 31, 18))
    with pytest.raises(UnknownYear):
        calendar.is_working_day(date(2025, 3, 3))


def test_hours_may_change_with_the_season_and_the_weekday() -> None:
    week = frozenset(range(5))
    calendar = WorkCalendar(
        years={2026: True},
        days=CALENDAR.days,
        hours=[
            HoursRule(date(2026, 1, 1), week, ((450, 690), (810, 1050)), date(2026, 4, 15)),
            HoursRule(date(2026, 4, 16), week, ((420, 690), (840, 1050))),
            HoursRule(date(2026, 1, 1), frozenset({5}), ((450, 690),)),
        ],
    )
    assert calendar.closing(date(2026, 3, 7)) == datetime(2026, 3, 7, 11, 30, tzinfo=VIETNAM)
    assert calendar.opening(date(2026, 4, 16)) == datetime(2026, 4, 16, 7, 0, tzinfo=VIETNAM)
    assert calendar.add_minutes(datetime(2026, 4, 15, 16, 30), 60 + 4 * 60 + 30 + 15) == datetime(
        2026, 4, 16, 14, 15, tzinfo=VIETNAM
    )


def test_the_refusals_of_the_slow_count_agree() -> None:
    with pytest.raises(OutOfTableError):
        slow_due(datetime(2027, 12, 31, 7, 31), minutes=480)
