"""Other systems are told of what happens here: those that were allowed to, of what was chosen, once each, in order."""

import json

import pytest

from tinhso.kernel.events import declarations
from tinhso.kernel.events.services import publish
from tinhso.kernel.foundation.errors import Forbidden, Invalid
from tinhso.kernel.foundation.ids import new_id
from tinhso.kernel.identity.actor import SYSTEM, Actor
from tinhso.kits.exchange.messages import cloudevents, trust
from tinhso.kits.exchange.messages.models import Correspondent, OutgoingMessage
from tinhso.kits.exchange.messages.services import fetching, telling

EVENT = "exchange_test.happened"


@pytest.fixture
def friend(place) -> Correspondent:
    return Correspondent.objects.create(
        code="VN/GOV/H33", name="Tỉnh bạn", root_identifier="H33", address="http://127.0.0.1:9", route="pull"
    )


@pytest.fixture
def offered():
    declarations.declare(EVENT, "Có việc vừa xảy ra", {"number": "số"})
    telling.offer(EVENT)
    yield
    telling._OFFERED.discard(EVENT)
    declarations.forget(f"exchange_messages.tell:{EVENT}")
    declarations.EVENTS.withdraw(EVENT)


def test_only_who_was_allowed_is_told_and_every_event_once_in_its_order(place, friend, offered, run) -> None:
    publish(EVENT, new_id(), number=0)
    run()
    assert not OutgoingMessage.objects.exists(), "nobody is told by default"
    telling.subscribe_to(SYSTEM, friend, [EVENT])
    subjects = [new_id(), new_id()]
    for number, subject in enumerate(subjects, 1):
        publish(EVENT, subject, number=number)
    run()
    waiting = fetching.waiting(friend)
    assert [row["kind"] for row in waiting] == ["event", "event"]
    first = OutgoingMessage.objects.order_by("number").first()
    body = json.loads(cloudevents.body(first, trust.own_code()))
    assert (body["type"], body["data"], body["subject"]) == (f"vn.tinhso.{EVENT}", {"number": 1}, str(subjects[0]))
    assert cloudevents.read(cloudevents.body(first, trust.own_code()))["id"] == str(first.id)
    telling.subscribe_to(SYSTEM, friend, [])
    publish(EVENT, new_id(), number=3)
    run()
    assert OutgoingMessage.objects.count() == 2


def test_what_is_not_offered_cannot_be_asked_for_and_nobody_allows_it_without_the_right(friend) -> None:
    with pytest.raises(Invalid):
        telling.subscribe_to(SYSTEM, friend, ["identity.signed-in"])
    with pytest.raises(Forbidden):
        telling.subscribe_to(Actor(None, "Ai đó", "official"), friend, [])
