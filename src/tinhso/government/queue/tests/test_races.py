"""Many at once, each on a connection of one's own: no number twice, none lost, the order of calling kept."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from tinhso.government.queue.models import Ticket, TicketEvent
from tinhso.government.queue.queries import slots
from tinhso.government.queue.services import bookings, calling, tickets
from tinhso.government.queue.states import TicketChannel, TicketState
from tinhso.government.queue.tests.hall import MORNING, later, make_hall
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Conflict, Refused
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kits.procedures.tests.world import make_world

pytestmark = pytest.mark.django_db(transaction=True)

CLERKS, TICKETS = 8, 200


def at_once(jobs: list[Callable[[], Any]]) -> list[Any]:
    """Run the jobs, each in a thread and a connection of its own, from one starting shot on."""
    start = threading.Barrier(len(jobs))

    def run(job: Callable[[], Any]) -> Any:
        try:
            with clock.at(later(30)):
                start.wait(timeout=20)
                return job()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


def test_eight_clerks_calling_at_once_share_two_hundred_numbers_without_a_double_and_in_order():
    with clock.at(MORNING):
        office = make_hall(make_world(), counters=CLERKS)
        # Every fifth is of a priority class: they come before everybody, each kind in the order in which it came.
        for index in range(TICKETS):
            with clock.at(later(0).replace(second=index % 60, minute=index // 60)):
                office.take(priority="nguoi-khuyet-tat" if index % 5 == 4 else "")
        clerks = [office.officer(f"quay.{number}") for number in range(CLERKS)]
        for clerk, counter in zip(clerks, office.counters, strict=True):
            calling.sit_down(clerk, counter.id)

    def works(clerk: Any) -> list[str]:
        called = []
        while (ticket := calling.call_next(clerk)) is not None:
            called.append(str(ticket.id))
            calling.start(clerk)
        return called

    lists = at_once([lambda clerk=clerk: works(clerk) for clerk in clerks])

    called = [key for each in lists for key in each]
    assert len(called) == TICKETS
    assert len(set(called)) == TICKETS
    assert TicketEvent.objects.filter(act="call").count() == TICKETS
    # A clerk finds nobody while others hold the last rows for a moment; nobody is left waiting all the same.
    assert not Ticket.objects.filter(state=TicketState.WAITING).exists()
    right = [str(key) for key in Ticket.objects.order_by("rank", "queued_at", "id").values_list("id", flat=True)]
    place = {key: index for index, key in enumerate(right)}
    for each in lists:
        places = [place[key] for key in each]
        assert places == sorted(places), "a clerk was given somebody who had been passed over"
    # Over all counters, whoever is called overtakes at most the seven whom the others are calling just then. (Somebody
    # may be written down much later than chosen, when the clerk's process was kept waiting.)
    story = TicketEvent.objects.filter(act="call").order_by("id").values_list("ticket_id", flat=True)
    for position, key in enumerate(story):
        assert place[str(key)] - position < CLERKS


def test_two_hundred_numbers_taken_at_eight_kiosks_are_one_to_two_hundred():
    with clock.at(MORNING):
        office = make_hall(make_world())

    def takes() -> list[int]:
        return [tickets.take(SYSTEM, office.papers.id, channel=TicketChannel.KIOSK).number for _ticket in range(25)]

    lists = at_once([takes] * 8)
    assert sorted(number for each in lists for number in each) == list(range(1, 201))


def test_one_form_sent_twice_at_once_gives_one_number():
    with clock.at(MORNING):
        office = make_hall(make_world())

    def takes() -> str:
        return tickets.take(SYSTEM, office.papers.id, channel=TicketChannel.KIOSK, request_key="lan-1").label

    assert set(at_once([takes] * 4)) == {"A001"}
    assert Ticket.objects.count() == 1


def test_two_telephones_of_one_person_get_one_number():
    with clock.at(MORNING):
        office = make_hall(make_world())
        citizen = office.actor("citizen")

    def takes() -> str:
        try:
            return tickets.take(citizen, office.papers.id, channel=TicketChannel.PHONE).label
        except Refused as refused:
            return refused.code

    assert sorted(at_once([takes] * 3)) == ["A001", "already-queued", "already-queued"]


def test_a_clerk_who_presses_twice_calls_one():
    with clock.at(MORNING):
        office = make_hall(make_world())
        clerk = office.sits("clerk")
        office.take()
        office.take()

    def calls() -> str:
        try:
            ticket = calling.call_next(clerk)
            return ticket.label if ticket else ""
        except Refused as refused:
            return refused.code

    assert sorted(at_once([calls] * 2)) == ["A001", "still-called"]


def test_two_officers_do_not_sit_at_one_counter():
    with clock.at(MORNING):
        office = make_hall(make_world())
        officers = [office.actor("clerk"), office.actor("other_clerk")]

    def sits(actor: Any) -> str:
        try:
            calling.sit_down(actor, office.counters[0].id)
        except Conflict as conflict:
            return conflict.message
        return ""

    answers = at_once([lambda actor=actor: sits(actor) for actor in officers])
    assert sorted(bool(answer) for answer in answers) == [False, True]
    assert "đang ngồi quầy 1" in max(answers)


def test_the_last_place_of_a_slot_goes_to_one():
    with clock.at(MORNING):
        office = make_hall(make_world())
        office.papers.slot_places = 1
        office.papers.save()
        slot = slots.times_of(office.papers, slots.days_of(office.papers)[0])[0]

    def books(name: str) -> str:
        try:
            return bookings.book(office.actor(name), office.papers, slot, name="Nguyễn Văn Hẹn").state
        except Refused as refused:
            return refused.code

    answers = at_once([lambda name=name: books(name) for name in ("citizen", "other_citizen")])
    assert sorted(answers) == ["booked", "slot-full"]
