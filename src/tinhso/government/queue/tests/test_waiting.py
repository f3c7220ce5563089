"""The forecast plays the line; appointments keep their hour; figures count what happened."""

from datetime import timedelta

import pytest

from tinhso.government.queue.models import Ticket
from tinhso.government.queue.queries import figures, slots, waiting
from tinhso.government.queue.services import bookings, calling
from tinhso.government.queue.tests.hall import MORNING, later
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Invalid, NotFound, Refused
from tinhso.kits.procedures.tests.world import at

pytestmark = pytest.mark.django_db


def test_nobody_knows_how_long_while_no_counter_is_open(office):
    ticket = office.take()
    place = waiting.line_of(office.hall).of(ticket)
    assert (place.ahead, place.minutes) == (0, None)


def test_two_counters_halve_the_wait(office):
    held = [office.take() for _person in range(4)]
    office.sits("clerk")
    office.sits("other_clerk", counter=1)
    line = waiting.line_of(office.hall)
    # Ten minutes are expected of each: two at once, two after them.
    assert [line.of(ticket).minutes for ticket in held] == [0, 0, 10, 10]
    assert [line.of(ticket).ahead for ticket in held] == [0, 1, 2, 3]
    assert line.minutes_for_newcomer(office.papers) == 20
    assert line.minutes_for_newcomer(office.land) == 20


def test_the_service_under_way_counts_with_what_is_left_of_it(office):
    office.take()
    second = office.take()
    clerk = office.sits("clerk")
    calling.call_next(clerk)
    calling.start(clerk)
    with clock.at(later(6)):
        assert waiting.line_of(office.hall).of(second).minutes == 4


def test_measured_times_replace_the_declared_ones_once_there_are_enough(office):
    clerk = office.sits("clerk")
    for index in range(5):
        office.take()
        with clock.at(later(index * 10)):
            calling.call_next(clerk)
            calling.start(clerk)
        with clock.at(later(index * 10 + 2)):
            calling.finish(clerk)
    usual = waiting.usual_minutes(office.hall, [office.papers, office.land])
    assert usual == {office.papers.id: 2.0, office.land.id: 8}


def test_the_line_of_a_full_hall_asks_few_questions(office, django_assert_max_num_queries):
    for _person in range(40):
        office.take()
    with django_assert_max_num_queries(8):
        assert len(waiting.line_of(office.hall).places) == 40


def test_slots_are_whole_within_working_time_and_from_tomorrow_on(office):
    day = slots.days_of(office.papers)[0]
    assert day == clock.today() + timedelta(days=1)
    times = [slot.starts_at.astimezone(clock.VIETNAM).strftime("%H:%M") for slot in slots.slots_of(office.papers, day)]
    assert (times[0], times[7], times[8], times[-1], len(times)) == ("07:30", "11:00", "13:30", "17:00", 16)
    assert slots.times_of(office.papers, clock.today()) == []
    assert not any(each.weekday() > 4 for each in slots.days_of(office.papers))


def book(office, name="citizen", hour="2026-11-17 09:00", **more):
    return bookings.book(office.actor(name), office.papers, at(hour), name="Nguyễn Văn Hẹn", **more)


def test_an_appointment_is_called_at_its_hour_before_those_without_one(office):
    booking = book(office)
    with clock.at(at("2026-11-17 08:45")):
        early = bookings.arrive(booking.code.lower(), hall_id=office.hall.id)
        office.take()
        assert bookings.arrive(booking.token, hall_id=office.hall.id) == early
        # Too early yet: whoever has no appointment is called while others wait.
        assert calling.call_next(office.sits("clerk")).label == "A002"
    with clock.at(at("2026-11-17 09:00")):
        office.take(priority="nguoi-khuyet-tat")
        office.take()
        clerk = office.sits("clerk")
        calling.finish(clerk)
        called = []
        while (ticket := calling.call_next(clerk)) is not None:
            called.append(ticket.label)
            calling.start(clerk)
        assert called == ["A003", "A001", "A004"]


@pytest.mark.parametrize(("when", "code"), [("2026-11-17 08:29", "too-early"), ("2026-11-17 09:31", "booking-over")])
def test_an_appointment_is_kept_half_an_hour_before_and_after(office, when, code):
    booking = book(office)
    with clock.at(at(when)), pytest.raises(Refused) as refused:
        bookings.arrive(booking.code, hall_id=office.hall.id)
    assert refused.value.code == code


def test_what_cannot_be_booked_is_refused(office):
    for hour in ("2026-11-17 12:00", "2026-11-16 10:00", "2026-11-22 09:00", "2026-11-17 09:10"):
        with pytest.raises(Invalid):
            book(office, hour=hour)
    book(office)
    with pytest.raises(Refused):
        book(office, hour="2026-11-17 10:00")
    with pytest.raises(NotFound):
        bookings.cancel(office.actor("other_citizen"), book(office, "other_citizen", "2026-11-18 09:00").token[:-1])


def test_a_cancelled_place_is_free_again(office):
    office.papers.slot_places = 1
    office.papers.save()
    first = book(office)
    with pytest.raises(Refused):
        book(office, "other_citizen")
    with pytest.raises(NotFound):
        bookings.cancel(office.actor("other_citizen"), first.token)
    bookings.cancel(office.actor("citizen"), first.token)
    assert book(office, "other_citizen").state == "booked"


def test_figures_count_by_hour_service_and_counter(office):
    clerk = office.sits("clerk")
    for index in range(4):
        with clock.at(later(index * 30)):
            office.take()
    for index in range(3):
        with clock.at(later(40 + index * 10)):
            calling.call_next(clerk)
            calling.start(clerk)
        with clock.at(later(45 + index * 10)):
            calling.finish(clerk)
    rows = figures.tickets(office.hall, MORNING.date(), MORNING.date())
    whole = figures.whole(rows)
    assert (whole.taken, whole.served, whole.called, whole.within) == (4, 3, 3, 2)
    assert (whole.waited, whole.waited_middle, whole.served_for, whole.share_within) == (20.0, 20.0, 5.0, 67)
    assert [(row.label, row.taken) for row in figures.by_hour(rows)] == [("09:00", 2), ("10:00", 2)]
    assert [(row.label, row.served) for row in figures.by_service(rows)] == [("A · Hộ tịch, chứng thực", 3)]
    assert [(row.label, row.served) for row in figures.by_counter(rows)] == [("1", 3)]
    assert Ticket.objects.count() == 4
