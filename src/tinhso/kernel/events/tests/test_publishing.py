"""Publishing and delivering inside one connection."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError

from tinhso.kernel.events import EventRecord, Undeclared, declare, queries, services, subscribe
from tinhso.kernel.events.declarations import EVENTS, catalogue, forget
from tinhso.kernel.events.models import Delivery, DeliveryState, OutboxEvent
from tinhso.kernel.events.testing import run_jobs, waiting_jobs

HAPPENED = "test.happened"
CHAINED = "test.chained"


class Listener:
    """Two subscribers: one that counts, one that fails as long as it is told to."""

    def __init__(self) -> None:
        self.seen: list[EventRecord] = []
        self.broken = False
        self.broken_calls = 0

    def count(self, event: EventRecord) -> None:
        self.seen.append(event)

    def fail(self, event: EventRecord) -> None:
        self.broken_calls += 1
        OutboxEvent.objects.filter(id=event.id).update(trace="half-done")
        if self.broken:
            raise ValueError("máy in hết giấy")


@pytest.fixture
def listener() -> Iterator[Listener]:
    made = Listener()
    declare(HAPPENED, "Một việc đã xảy ra", {"code": "Mã", "due_at": "Hạn"})
    declare(CHAINED, "Một việc tiếp theo", {})
    subscribe(HAPPENED, code="test.count")(made.count)
    subscribe(HAPPENED, code="test.fail")(made.fail)
    yield made
    for code in ("test.count", "test.fail"):
        forget(code)
    for name in (HAPPENED, CHAINED):
        EVENTS.withdraw(name)


@pytest.mark.django_db
def test_an_event_reaches_every_subscriber_once(listener: Listener) -> None:
    subject = uuid4()
    key = services.publish(HAPPENED, subject, code="H01", due_at=None)
    assert run_jobs() == 1
    services.deliver(key)
    assert [(event.subject_id, event.data) for event in listener.seen] == [(subject, {"code": "H01", "due_at": None})]
    assert Delivery.objects.filter(state=DeliveryState.DONE).count() == 2


@pytest.mark.django_db
def test_an_unlisted_name_or_set_of_fields_is_refused(listener: Listener) -> None:
    with pytest.raises(Undeclared):
        services.publish("test.unlisted", uuid4())
    with pytest.raises(Undeclared):
        services.publish(HAPPENED, uuid4(), code="H01")
    with pytest.raises(Undeclared):
        services.publish(HAPPENED, uuid4(), code="H01", due_at=None, colour="đỏ")
    with pytest.raises(Undeclared):
        subscribe("test.unlisted")
    assert not OutboxEvent.objects.exists()


@pytest.mark.django_db
def test_an_event_without_subscribers_needs_no_job(listener: Listener) -> None:
    services.publish(CHAINED, uuid4())
    assert waiting_jobs(services.DELIVER) == 0
    assert OutboxEvent.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_event_and_job_vanish_with_the_transaction(listener: Listener) -> None:
    with pytest.raises(TransactionManagementError):
        services.publish(HAPPENED, uuid4(), code="H01", due_at=None)
    with pytest.raises(RuntimeError), transaction.atomic():
        services.publish(HAPPENED, uuid4(), code="H01", due_at=None)
        raise RuntimeError
    assert waiting_jobs(services.DELIVER) == 0
    assert not OutboxEvent.objects.exists()


@pytest.mark.django_db
def test_publishing_is_one_statement(listener: Listener, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    with django_assert_num_queries(1):
        services.publish(HAPPENED, uuid4(), code="H01", due_at=None)


@pytest.mark.django_db
def test_a_failing_subscriber_holds_no_other_up_and_leaves_nothing_half_done(listener: Listener) -> None:
    listener.broken = True
    key = services.publish(HAPPENED, uuid4(), code="H01", due_at=None)
    for _ in range(3):
        with pytest.raises(services.DeliveryFailed):
            services.deliver(key)
    assert len(listener.seen) == 1
    assert OutboxEvent.objects.get(id=key).trace != "half-done"
    row = queries.failing().get()
    assert (row.subscriber, row.tries) == ("test.fail", 3)
    assert "máy in hết giấy" in row.error
    listener.broken = False
    services.deliver(key)
    assert not queries.failing().exists()
    assert listener.broken_calls == 4


@pytest.mark.django_db
def test_a_delivery_that_never_succeeds_becomes_a_dead_letter_that_can_be_tried_again(listener: Listener) -> None:
    listener.broken = True
    key = services.publish(HAPPENED, uuid4(), code="H01", due_at=None)
    for _ in range(services.MOST_TRIES - 1):
        with pytest.raises(services.DeliveryFailed):
            services.deliver(key)
    services.deliver(key)
    letter = queries.dead_letters().get()
    assert letter.subscriber == "test.fail"
    assert any("test.fail" in problem for problem in queries.problems())
    services.deliver(key)
    assert listener.broken_calls == services.MOST_TRIES, "a dead letter is left alone"
    listener.broken = False
    assert services.retry_dead([letter.id]) == 1
    run_jobs()
    assert not queries.dead_letters().exists()
    assert len(listener.seen) == 1


@pytest.mark.django_db
def test_events_published_by_a_handler_carry_its_trace(listener: Listener) -> None:
    subscribe(HAPPENED, code="test.chain")(lambda event: services.publish(CHAINED, event.subject_id) and None)
    try:
        key = services.publish(HAPPENED, uuid4(), code="H01", due_at=None)
        services.deliver(key)
    finally:
        forget("test.chain")
    assert OutboxEvent.objects.get(name=CHAINED).trace == str(key)


@pytest.mark.django_db
def test_a_job_that_waits_too_long_is_told_to_the_doctor(listener: Listener) -> None:
    services.publish(HAPPENED, uuid4(), code="H01", due_at=None)
    assert queries.problems() == []
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = now() - interval '10 minutes'")
    assert any("tinhso worker" in problem for problem in queries.problems())


def test_every_declared_event_has_a_name_of_its_module_a_sentence_and_described_fields() -> None:
    for row in catalogue():
        module, _, what = row["name"].partition(".")
        assert module, row
        assert what, row
        assert row["sentence"], row
        assert all(row["fields"].values()), row
