"""At the counter: who is called when, what follows a call, what is refused; a day begins at one."""

from datetime import timedelta

import pytest

from tinhso.government.queue.models import Sitting, Ticket, TicketEvent
from tinhso.government.queue.services import calling, closing, structure, tickets
from tinhso.government.queue.states import TicketChannel, TicketState
from tinhso.government.queue.tests.hall import later
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Conflict, Forbidden, Invalid, Refused
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kits.procedures.tests.world import at

pytestmark = pytest.mark.django_db


def labels(actor, times):
    called = []
    for _time in range(times):
        ticket = calling.call_next(actor)
        called.append(ticket.label if ticket else "")
        if ticket:
            calling.start(actor)
    return called


def test_a_priority_class_comes_first_and_everybody_else_in_the_order_of_coming(office):
    for minute, priority in enumerate(["", "", "nguoi-khuyet-tat", "", "nguoi-cao-tuoi"]):
        with clock.at(later(minute)):
            office.take(priority=priority)
    clerk = office.sits("clerk")
    assert labels(clerk, 6) == ["A003", "A005", "A001", "A002", "A004", ""]


def test_each_service_numbers_by_itself_and_a_counter_calls_only_what_it_serves(office):
    assert [office.take().label, office.take(office.land).label, office.take().label] == ["A001", "B001", "A002"]
    second = office.sits("other_clerk", counter=1)
    assert labels(second, 3) == ["A001", "A002", ""]
    assert labels(office.sits("clerk"), 1) == ["B001"]


def test_the_next_day_begins_at_one_and_yesterdays_numbers_are_not_called(office):
    office.take()
    with clock.at(at("2026-11-17 08:00")):
        assert office.take().label == "A001"
        clerk = office.sits("clerk")
        assert labels(clerk, 2) == ["A001", ""]
        assert closing.close_past_days() == 1
        assert closing.close_past_days() == 0
    assert Ticket.objects.order_by("day").first().state == TicketState.EXPIRED


def test_a_counter_left_open_overnight_is_closed_and_its_number_ended(office):
    office.take()
    clerk = office.sits("clerk")
    labels(clerk, 1)
    with clock.at(at("2026-11-17 07:00")):
        closing.close_past_days()
    assert Ticket.objects.get().state == TicketState.DONE
    assert Sitting.objects.get().ended_at == at("2026-11-17 00:00")


@pytest.mark.parametrize(
    ("moment", "open_"),
    [
        ("2026-11-16 06:59", False),
        ("2026-11-16 07:00", True),
        ("2026-11-16 17:29", True),
        ("2026-11-16 17:30", False),
        ("2026-11-15 09:00", False),
    ],
)
def test_numbers_are_given_from_a_little_before_opening_until_closing_on_working_days(office, moment, open_):
    with clock.at(at(moment)):
        if open_:
            assert office.take().label == "A001"
        else:
            with pytest.raises(Refused) as refused:
                office.take()
            assert refused.value.code == "hall-closed"


def test_who_waits_at_closing_is_still_called(office):
    with clock.at(at("2026-11-16 17:20")):
        office.take()
    with clock.at(at("2026-11-16 17:40")):
        assert labels(office.sits("clerk"), 1) == ["A001"]


def test_a_number_that_is_called_is_not_passed_over_by_the_next_call(office):
    office.take()
    office.take()
    clerk = office.sits("clerk")
    calling.call_next(clerk)
    with pytest.raises(Refused) as refused:
        calling.call_next(clerk)
    assert refused.value.code == "still-called"
    assert "A001" in refused.value.message


def test_the_next_call_ends_the_service_under_way(office):
    office.take()
    office.take()
    clerk = office.sits("clerk")
    labels(clerk, 2)
    first = Ticket.objects.get(label="A001")
    assert (first.state, first.ended_at) == (TicketState.DONE, clock.now())


def test_who_was_away_is_put_back_at_the_end(office):
    for minute in range(3):
        with clock.at(later(minute)):
            office.take()
    clerk = office.sits("clerk")
    calling.call_next(clerk)
    calling.recall(clerk)
    away = calling.no_show(clerk)
    assert (away.label, away.calls) == ("A001", 2)
    with clock.at(later(5)):
        calling.put_back(clerk, away.id)
        assert labels(clerk, 3) == ["A002", "A003", "A001"]


def test_a_number_sent_to_another_service_keeps_its_name_and_its_time(office):
    with clock.at(later(0)):
        first = office.take()
    with clock.at(later(1)):
        office.take(office.land)
    clerk = office.sits("clerk")
    second = office.sits("other_clerk", counter=1)
    calling.call_next(second)
    calling.transfer(second, first.id, service_id=office.land.id, note="Cần hỏi về đất")
    assert calling.call_next(second) is None
    assert labels(clerk, 2) == ["A001", "B001"]
    assert "Cần hỏi về đất" in TicketEvent.objects.get(act="transfer").note


def test_a_number_sent_to_one_counter_waits_for_that_counter(office):
    first = office.take()
    clerk, second = office.sits("clerk"), office.sits("other_clerk", counter=1)
    calling.transfer(clerk, first.id, service_id=office.papers.id, counter_id=office.counters[1].id)
    assert calling.call_next(clerk) is None
    assert calling.call_next(second).label == "A001"
    with pytest.raises(Refused):
        calling.transfer(second, first.id, service_id=office.land.id, counter_id=office.counters[1].id)


def test_nobody_takes_a_number_from_anothers_counter(office):
    first = office.take()
    office.take()
    calling.call_next(office.sits("clerk"))
    with pytest.raises(Conflict):
        calling.transfer(office.sits("other_clerk", counter=1), first.id, service_id=office.land.id)


def test_an_officer_of_another_centre_neither_sits_nor_calls_here(office):
    stranger = office.actor("stranger")
    with pytest.raises(Forbidden):
        calling.sit_down(stranger, office.counters[0].id)
    with pytest.raises(Refused):
        calling.call_next(stranger)


def test_who_changes_the_counter_leaves_the_old_one(office):
    clerk = office.sits("clerk")
    calling.sit_down(clerk, office.counters[1].id)
    assert Sitting.objects.filter(ended_at=None).get().counter == office.counters[1]
    office.sits("other_clerk", counter=0)


def test_a_number_given_up_is_not_called(office):
    first = office.take()
    office.take()
    tickets.give_up(first.token)
    assert labels(office.sits("clerk"), 1) == ["A002"]
    with pytest.raises(Refused):
        tickets.give_up(Ticket.objects.get(label="A002").token)


def test_a_priority_class_that_does_not_hold_is_refused(office):
    with pytest.raises(Invalid):
        office.take(priority="khach-quen")


def test_a_priority_class_says_something_else_from_a_day_on(office):
    structure.correct_priority(
        SYSTEM,
        "nguoi-cao-tuoi",
        {"name": "Người từ đủ 70 tuổi", "basis": "Quyết định thử"},
        valid_from=clock.today() + timedelta(days=1),
    )
    from tinhso.government.queue.priority import classes_on

    names = {row.code: row.name for row in classes_on()}
    assert names["nguoi-cao-tuoi"] == "Người từ đủ 75 tuổi"
    tomorrow = {row.code: row.name for row in classes_on(clock.today() + timedelta(days=1))}
    assert tomorrow["nguoi-cao-tuoi"] == "Người từ đủ 70 tuổi"
    assert len(tomorrow) == len(names)
    assert {row.name for row in classes_on(at("2020-01-01 08:00").date())} == {"Người từ đủ 80 tuổi"}


def test_only_who_was_served_rates_and_once(office):
    ticket = office.take()
    with pytest.raises(Refused):
        tickets.rate(ticket.token, score=5)
    clerk = office.sits("clerk")
    labels(clerk, 1)
    calling.finish(clerk)
    assert tickets.rate(ticket.token, score=4, comment="Nhanh").score == 4
    with pytest.raises(Conflict):
        tickets.rate(ticket.token, score=1)


def test_a_telephone_holds_one_open_number_in_a_hall(office):
    citizen = office.actor("citizen")
    first = tickets.take(citizen, office.papers.id, channel=TicketChannel.PHONE)
    with pytest.raises(Refused) as refused:
        tickets.take(citizen, office.land.id, channel=TicketChannel.PHONE)
    assert refused.value.details["token"] == first.token
    tickets.give_up(first.token)
    assert tickets.take(citizen, office.land.id, channel=TicketChannel.PHONE).label == "B001"
