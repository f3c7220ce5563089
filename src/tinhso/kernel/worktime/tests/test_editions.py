"""Editions of the calendar: what was counted by one can be counted again after any change."""

from datetime import date

import pytest

from tinhso.kernel.worktime import editions, queries, services
from tinhso.kernel.worktime.datafiles import default_calendar
from tinhso.kernel.worktime.models import CalendarEdition, DayKind, Scope

DAY = date(2026, 3, 3)


@pytest.fixture(autouse=True)
def _fresh():
    queries.forget()
    yield
    queries.forget()


def test_a_calendar_comes_back_from_its_data_as_it_was() -> None:
    given = default_calendar()
    stamp = services.new_id()
    back = editions.read(stamp, editions.content(given))
    assert (back.years, back.days, back._sums, back.stamp) == (given.years, given.days, given._sums, stamp)


@pytest.mark.django_db
def test_every_change_keeps_the_edition_before_it() -> None:
    services.load_defaults()
    before = queries.current_calendar()
    services.set_day(DAY, DayKind.OFF, "Nghỉ bão", scope=Scope.PROVINCE, reason="Công điện 5")
    after = queries.current_calendar()
    assert before.stamp != after.stamp
    queries._calendars.clear()
    old, new = queries.edition(before.stamp), queries.edition(after.stamp)
    assert old is not None
    assert new is not None
    assert old.is_working_day(DAY)
    assert not new.is_working_day(DAY)
    assert CalendarEdition.objects.count() == 2


@pytest.mark.django_db
def test_no_stamp_means_the_calendar_of_the_software_and_an_unknown_one_none() -> None:
    assert queries.edition(None) is default_calendar()
    assert queries.edition(services.new_id()) is None
