"""The calendar on screen: a year as it counts, changes with their trace, terms tried out, due times counted again."""

from datetime import date

import pytest
from django.urls import reverse

from tinhso.desks.administration import services
from tinhso.desks.administration.models import Recount
from tinhso.desks.administration.queries import calendar as queries
from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.events.testing import run_jobs
from tinhso.kernel.foundation.errors import Conflict, Forbidden, Invalid
from tinhso.kernel.worktime import queries as worktime
from tinhso.kernel.worktime.models import CalendarDay, CoveredYear, OfficeHours
from tinhso.kernel.worktime.permissions import MANAGE


@pytest.fixture(autouse=True)
def _fresh():
    worktime.forget()
    yield
    worktime.forget()


STORM = {"day": "03/03/2026", "kind": "off", "name": "Nghỉ bão số 5", "scope": "province"}


def states(year):
    months = queries.months(year, queries.days(year, queries.kept_here()), date(2026, 11, 21))
    return {day.day: day.state for month in months for week in month["weeks"] for day in week if day}


@pytest.mark.django_db
def test_the_year_shows_what_counts_before_anything_is_kept_here() -> None:
    days = states(2026)
    assert len(days) == 365
    assert days[date(2026, 1, 1)] == "off"
    assert days[date(2026, 1, 10)] == "makeup"
    assert days[date(2026, 11, 21)] == "weekend"
    assert days[date(2026, 11, 20)] == "work"


def test_an_exception_of_the_province_needs_its_reason_and_leaves_a_trace(place, desk) -> None:
    address = reverse("administration:calendar-day")
    refused = desk.post(address, STORM)
    assert refused.status_code == 422
    assert "Nghỉ bão số 5" in refused.content.decode()
    assert not CalendarDay.objects.filter(day=date(2026, 3, 3)).exists()
    assert desk.post(address, {**STORM, "reason": "Công điện 5"}).status_code == 302
    worktime.forget()
    assert states(2026)[date(2026, 3, 3)] == "off"
    entry = AuditEntry.objects.get(code="administration.calendar-day-set")
    assert (entry.account_name, entry.details["day"]) == ("Hồ Đình Thắng", "2026-03-03")
    page = desk.get(reverse("administration:calendar") + "?nam=2026").content.decode()
    assert "Công điện 5" in page


def test_a_day_is_taken_back_once(place) -> None:
    actor = place.actor([MANAGE])
    services.set_day(
        actor, day=date(2026, 3, 3), scope="province", kind="off", name="Nghỉ bão", source="", reason="Công điện"
    )
    services.remove_day(actor, date(2026, 3, 3), "province")
    with pytest.raises(Conflict):
        services.remove_day(actor, date(2026, 3, 3), "province")


def test_without_the_right_the_calendar_stays(place) -> None:
    actor = place.actor(["procedures.view"])
    with pytest.raises(Forbidden):
        services.cover_year(actor, year=2028, decided=False, source="")
    with pytest.raises(Forbidden):
        services.set_hours(actor, valid_from=date(2026, 1, 1), weekdays=[0], intervals=[["07:00", "11:00"]])
    assert not CoveredYear.objects.exists()


def test_a_decided_year_names_its_notice(place) -> None:
    actor = place.actor([MANAGE])
    with pytest.raises(Invalid):
        services.cover_year(actor, year=2028, decided=True, source=" ")
    services.cover_year(actor, year=2028, decided=True, source="Thông báo 1/TB-BNV")
    assert CoveredYear.objects.get(year=2028).decided


def test_hours_are_typed_as_people_write_them(place, desk) -> None:
    address = reverse("administration:calendar-hours")
    given = {"valid_from": "01/12/2026", "weekdays": ["0", "1"], "intervals": "7h00–11h30, 13:00-16:30"}
    assert desk.post(address, {**given, "intervals": "sáng"}).status_code == 422
    assert desk.post(address, given).status_code == 302
    assert OfficeHours.objects.get(valid_from=date(2026, 12, 1), weekdays=[0, 1]).intervals == [
        ["07:00", "11:30"],
        ["13:00", "16:30"],
    ]


def test_a_term_is_tried_out_with_a_pause(place, desk) -> None:
    address = reverse("administration:calendar-trial")
    asked = {"luc": "16:30 13/02/2026", "thoi_han": 3, "don_vi": "days"}
    assert "16:30 25/02/2026" in desk.get(address, asked).content.decode()
    paused = {**asked, "tam_dung": "08:00 24/02/2026 - 10:00 24/02/2026"}
    assert "08:30 26/02/2026" in desk.get(address, paused).content.decode()
    wrong = desk.get(address, {**asked, "tam_dung": "hôm qua"}).content.decode()
    assert "hôm qua" in wrong
    assert "cần hai thời điểm" in wrong


def test_an_empty_recount_says_that_all_is_well(place, desk) -> None:
    assert "Mọi hồ sơ" in desk.get(reverse("administration:calendar-recount")).content.decode()


def test_a_recount_runs_in_the_background_one_at_a_time(place, desk, administrator) -> None:
    address = reverse("administration:calendar-recount")
    actor = place.actor([MANAGE])
    services.start_recount(actor, reason="Nghỉ bão")
    assert "Đang tính lại" in desk.get(address).content.decode()
    assert "đang cho tính lại" in desk.post(address, {"reason": "Lần nữa"}).content.decode()
    run_jobs()
    row = Recount.objects.get()
    assert (row.done, row.moved) == (row.total, 0)
    assert "Lần tính lại gần nhất xong" in desk.get(address).content.decode()
    assert desk.post(address, {"reason": "Lần nữa"}).status_code == 302
    assert Recount.objects.count() == 2


def test_the_year_asks_few_questions(place, desk, django_assert_max_num_queries) -> None:
    services.cover_year(place.actor([MANAGE]), year=2028, decided=False, source="")
    desk.get(reverse("administration:calendar"))  # the calendar of the new stamp is read once for each process
    with django_assert_max_num_queries(10):
        desk.get(reverse("administration:calendar"))
