"""Real worker processes, killed and stopped."""

import signal
import time
from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction

from tinhso.kernel.events import declare, services, subscribe
from tinhso.kernel.events.declarations import EVENTS, forget
from tinhso.kernel.events.models import Delivery, OutboxEvent
from tinhso.kernel.events.testing import clear_jobs, waiting_jobs
from tinhso.kernel.events.tests.processes import HERE, process, wait_for

WORKER = str(HERE / "slow_worker.py")


@pytest.fixture
def _declared(transactional_db) -> Iterator[None]:  # type: ignore[no-untyped-def]
    clear_jobs()
    declare("test.cause", "Nguyên nhân", {"pause": "Số giây nghỉ"})
    subscribe("test.cause", code="test.slow")(lambda event: None)
    yield
    forget("test.slow")
    EVENTS.withdraw("test.cause")
    clear_jobs()


def publish(count: int, pause: float) -> list[UUID]:
    subjects = [uuid4() for _ in range(count)]
    with transaction.atomic():
        for subject in subjects:
            services.publish("test.cause", subject, pause=pause)
    return subjects


def effects() -> list[UUID]:
    return list(OutboxEvent.objects.filter(name="test.effect").values_list("subject_id", flat=True))


def running() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing' AND task_name = %s", [services.DELIVER]
        )
        return int(cursor.fetchone()[0])


@pytest.mark.faults
@pytest.mark.usefixtures("_declared")
def test_a_worker_killed_in_the_middle_loses_nothing_and_doubles_nothing() -> None:
    subjects = publish(60, 0.1)
    with process(WORKER, "2") as first, process(WORKER, "2"):
        wait_for(lambda: len(effects()) >= 10)
        first.kill()
        first.wait()
        with process(WORKER, "2"):
            wait_for(lambda: Delivery.objects.filter(state="done").count() == 60)
    assert sorted(effects()) == sorted(subjects)
    assert Delivery.objects.count() == 60


@pytest.mark.faults
@pytest.mark.usefixtures("_declared")
def test_an_effect_that_was_not_committed_when_the_worker_died_happens_once_afterwards() -> None:
    subjects = publish(1, 4)
    with process(WORKER, "2") as first:
        wait_for(lambda: running() == 1)
        time.sleep(0.5)
        first.kill()
    assert effects() == []
    with process(WORKER, "2"):
        wait_for(lambda: len(effects()) == 1)
    assert effects() == subjects


@pytest.mark.faults
@pytest.mark.usefixtures("_declared")
def test_a_worker_told_to_stop_ends_the_job_under_way_and_takes_no_other() -> None:
    publish(20, 2)
    with process(WORKER, "30") as worker:
        wait_for(lambda: running() > 0)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(timeout=60) == 0
    assert running() == 0
    assert 1 <= len(effects()) < 20
    assert len(effects()) + waiting_jobs(services.DELIVER) == 20


@pytest.mark.faults
@pytest.mark.usefixtures("_declared")
def test_a_turn_left_by_a_dead_worker_does_not_stand_in_the_way_of_other_jobs() -> None:
    """Its next turn waits already, under the same lock: the dead one gives way, and the rescue goes on."""
    subjects = publish(1, 0)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing'")
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, lock, queueing_lock, args, status) VALUES"
            " ('periodic', 'events.clean', 'events.clean', 'events.clean', '{\"timestamp\": 1}', 'doing'),"
            " ('periodic', 'events.clean', 'events.clean', 'events.clean', '{\"timestamp\": 2}', 'todo')"
        )
    with process(WORKER, "2"):
        wait_for(lambda: len(effects()) == 1)
        wait_for(lambda: waiting_jobs("events.clean") == 0)
    assert effects() == subjects
