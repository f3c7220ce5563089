"""The calendar that a province keeps: defaults, exceptions, years, hours, and who notices a change when."""

import threading
from collections.abc import Iterator
from datetime import date, datetime

import pytest
from django.db import connection, transaction

from tinhso.kernel.foundation.errors import Invalid
from tinhso.kernel.worktime import queries, services
from tinhso.kernel.worktime.calculator import VIETNAM, UnknownYear
from tinhso.kernel.worktime.datafiles import default_calendar
from tinhso.kernel.worktime.models import CalendarDay, CoveredYear, DayKind, OfficeHours, Scope

WORKDAY = date(2026, 3, 3)


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    queries.forget()
    yield
    queries.forget()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


@pytest.mark.django_db
def test_an_empty_table_means_the_calendar_of_the_software() -> None:
    assert queries.current_calendar() is default_calendar()


@pytest.mark.django_db
def test_the_defaults_load_once_and_count_like_the_files() -> None:
    assert services.load_defaults() > 100
    assert services.load_defaults() == 0
    assert CoveredYear.objects.get(year=2027).decided is False
    assert not CalendarDay.objects.get(day=date(2026, 1, 10)).is_certain
    loaded, given = queries.current_calendar(), default_calendar()
    assert loaded is not given
    assert (loaded.years, loaded.days, loaded._sums) == (given.years, given.days, given._sums)


@pytest.mark.django_db
def test_a_province_exception_stands_above_the_country_and_can_be_taken_back() -> None:
    services.set_day(WORKDAY, DayKind.OFF, "Nghỉ bão", scope=Scope.PROVINCE, reason="Công điện số 5")
    assert not queries.current_calendar().is_working_day(WORKDAY)
    services.set_day(date(2026, 2, 16), DayKind.WORK, "Trực", scope=Scope.PROVINCE, reason="Quyết định của tỉnh")
    assert queries.current_calendar().is_working_day(date(2026, 2, 16))
    assert services.remove_day(date(2026, 2, 16))
    assert not queries.current_calendar().is_working_day(date(2026, 2, 16))
    assert services.remove_day(WORKDAY)
    assert queries.current_calendar().is_working_day(WORKDAY)
    assert not services.remove_day(WORKDAY)


@pytest.mark.django_db
def test_an_exception_needs_a_name_a_reason_and_a_known_year() -> None:
    with pytest.raises(Invalid) as refusal:
        services.set_day(WORKDAY, "holiday", " ", scope=Scope.PROVINCE)
    assert set(refusal.value.fields) == {"kind", "name", "reason"}
    with pytest.raises(UnknownYear):
        services.set_day(date(2031, 1, 1), DayKind.OFF, "Tết")
    assert not CalendarDay.objects.filter(scope=Scope.PROVINCE).exists()


@pytest.mark.django_db
def test_a_year_is_refused_until_it_is_covered() -> None:
    with pytest.raises(UnknownYear):
        queries.current_calendar(date(2028, 1, 3))
    services.cover_year(2028, decided=False, source="dự tính")
    services.set_day(date(2028, 1, 3), DayKind.OFF, "Nghỉ bù Tết Dương lịch")
    calendar = queries.current_calendar(date(2028, 1, 3))
    assert calendar.add_minutes(at("2027-12-31T16:00"), 480) == at("2028-01-04T16:00")
    assert not calendar.is_decided(2028)


@pytest.mark.django_db
def test_a_decided_year_is_left_alone_by_the_defaults() -> None:
    services.load_defaults()
    services.cover_year(2027, decided=True, source="Thông báo chính thức")
    services.remove_day(date(2027, 2, 4), Scope.NATIONAL)
    services.load_defaults()
    assert queries.current_calendar().is_working_day(date(2027, 2, 4))
    assert queries.current_calendar().is_decided(2027)


@pytest.mark.django_db
def test_new_hours_end_the_old_ones_and_seasonal_hours_return() -> None:
    services.set_hours(
        date(2026, 4, 16), range(5), [("07:00", "11:30"), ("14:00", "17:30")], valid_to=date(2026, 10, 15)
    )
    calendar = queries.current_calendar()
    assert calendar.opening(date(2026, 4, 15)) == at("2026-04-15T07:30")
    assert calendar.opening(date(2026, 4, 16)) == at("2026-04-16T07:00")
    assert calendar.opening(date(2026, 10, 16)) == at("2026-10-16T07:30")
    assert OfficeHours.objects.count() == 3


@pytest.mark.django_db
def test_hours_of_one_weekday_leave_the_others() -> None:
    services.set_hours(date(2026, 3, 1), [4], [("07:30", "11:30"), ("13:00", "17:00")])
    services.set_hours(date(2026, 3, 1), [5], [("07:30", "11:30")])
    calendar = queries.current_calendar()
    assert calendar.closing(date(2026, 3, 6)) == at("2026-03-06T17:00")
    assert calendar.closing(date(2026, 3, 7)) == at("2026-03-07T11:30")
    assert calendar.closing(date(2026, 3, 9)) == at("2026-03-09T17:30")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("weekdays", "intervals", "field"),
    [
        ([], [("07:30", "11:30")], "weekdays"),
        ([7], [("07:30", "11:30")], "weekdays"),
        ([0], [], "intervals"),
        ([0], [("11:30", "07:30")], "intervals"),
        ([0], [("07:30", "11:30"), ("11:00", "17:30")], "intervals"),
        ([0], [("07:30", "25:00")], "intervals"),
        ([0], [("bảy giờ", "11:30")], "intervals"),
    ],
)
def test_malformed_hours_are_refused(weekdays: list[int], intervals: list[tuple[str, str]], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        services.set_hours(date(2026, 3, 1), weekdays, intervals)
    assert set(refusal.value.fields) == {field}


@pytest.mark.django_db
def test_reading_the_calendar_again_asks_nothing(django_assert_num_queries: "object") -> None:
    queries.current_calendar()
    with django_assert_num_queries(0):  # type: ignore[operator]
        queries.current_calendar()


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_undone_is_not_believed() -> None:
    services.load_defaults()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        services.set_day(WORKDAY, DayKind.OFF, "Nghỉ bão", scope=Scope.PROVINCE, reason="Công điện")
        assert not queries.current_calendar().is_working_day(WORKDAY)
        raise ZeroDivisionError
    assert queries.current_calendar().is_working_day(WORKDAY)


@pytest.mark.django_db(transaction=True)
def test_others_see_a_change_when_it_is_committed(monkeypatch: pytest.MonkeyPatch) -> None:
    services.load_defaults()
    seen: list[bool] = []

    def look() -> None:
        seen.append(queries.current_calendar().is_working_day(WORKDAY))
        connection.close()

    def look_elsewhere() -> None:
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()

    with transaction.atomic():
        services.set_day(WORKDAY, DayKind.OFF, "Nghỉ bão", scope=Scope.PROVINCE, reason="Công điện")
        look_elsewhere()
    look_elsewhere()
    assert seen == [True, False]

    # Another process changes the calendar: this one is told by the stamp, at its next look.
    forget = queries.forget
    monkeypatch.setattr(queries, "forget", lambda: None)
    services.remove_day(WORKDAY)
    look_elsewhere()
    monkeypatch.setattr(queries, "LOOK_AGAIN_SECONDS", 0.0)
    look_elsewhere()
    assert seen == [True, False, False, True]
    forget()
