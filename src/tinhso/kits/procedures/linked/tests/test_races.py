"""The next branches are opened once, whoever comes at the same moment and whatever dies in the middle."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection

from tinhso.kernel.events.testing import clear_jobs, run_jobs
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kits.procedures.linked.models import LinkedApplication, LinkedClockEvent, LinkedLogEntry
from tinhso.kits.procedures.linked.services import applying, drafts, settling
from tinhso.kits.procedures.linked.tests import town
from tinhso.kits.procedures.linked.tests.town import BIRTH, decide, dossier_of, states
from tinhso.kits.procedures.models import Dossier
from tinhso.kits.procedures.services import intake
from tinhso.kits.procedures.tests.world import World

pytestmark = [pytest.mark.django_db(transaction=True)]

GRANTED = {"khai-sinh": "granted", "thuong-tru": "open", "bao-hiem-y-te": "open"}


@pytest.fixture
def world(transactional_db: None, settings: Any, tmp_path: Path) -> World:
    settings.FILES_ROOT = tmp_path / "files"
    clear_jobs()
    return town.make_town()


def at_once(count: int, work: Callable[[], object]) -> list[object]:
    """Do the same in threads with connections of their own, let go at one moment; return what each gave or raised."""
    gate, given = threading.Barrier(count), []

    def run() -> None:
        gate.wait()
        try:
            given.append(work())
        except Exception as error:
            given.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _each in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return given


def registered(world: World) -> LinkedApplication:
    """Return an application whose birth is registered and that nobody has settled yet."""
    whole = town.send(world, BIRTH)
    intake.receive(SYSTEM, dossier_of(whole, "khai-sinh").id)
    decide(dossier_of(whole, "khai-sinh"))
    clear_jobs()
    return whole


def test_many_who_settle_at_one_moment_open_each_branch_once(world: World) -> None:
    whole = registered(world)
    answers = at_once(6, lambda: settling.settle(whole.id).state)
    assert answers == ["open"] * 6
    assert states(whole) == GRANTED
    assert Dossier.objects.filter(idempotency_key__startswith="linked:").count() == 3
    assert LinkedLogEntry.objects.filter(application=whole, act="branch-opened").count() == 3
    assert LinkedClockEvent.objects.filter(application=whole).count() == 1


def test_a_session_killed_in_the_middle_leaves_nothing_half_opened(world: World, monkeypatch: Any) -> None:
    whole = registered(world)
    write = settling.write_log
    killed = []

    def dies(application: LinkedApplication, act: str, **values: Any) -> None:
        if act == "branch-opened" and not killed:
            killed.append(act)
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        write(application, act, **values)

    monkeypatch.setattr(settling, "write_log", dies)
    (answer,) = at_once(1, lambda: settling.settle(whole.id))
    assert isinstance(answer, DatabaseError)
    assert Dossier.objects.filter(idempotency_key__startswith="linked:").count() == 1
    assert states(whole) == {"khai-sinh": "open", "thuong-tru": "waiting", "bao-hiem-y-te": "waiting"}
    settling.settle_all()
    assert states(whole) == GRANTED


def test_two_results_at_one_moment_end_the_whole_once(world: World) -> None:
    whole = registered(world)
    settling.settle(whole.id)
    clear_jobs()
    waiting = [dossier_of(whole, "thuong-tru"), dossier_of(whole, "bao-hiem-y-te")]
    at_once(2, lambda: decide(waiting.pop()))
    run_jobs()
    whole.refresh_from_db()
    assert whole.state == "done"
    assert LinkedLogEntry.objects.filter(application=whole, act="ended").count() == 1


def test_a_draft_sent_from_two_windows_is_one_application(world: World) -> None:
    citizen = world.actor("citizen")
    whole = town.whole(world, BIRTH)
    draft = drafts.begin(citizen, whole.version.procedure)
    drafts.choose_agency(citizen, draft.id, world.commune)
    drafts.save_applicant(citizen, draft.id, applicant=whole.applicant, delivery=whole.delivery)
    for page in whole.version.definition["pages"]:
        drafts.save_page(citizen, draft.id, page["code"], whole.answers)
    drafts.add_file(citizen, draft.id, "giay-chung-sinh", whole.files[0].file)
    person = world.accounts["citizen"].person
    answers = at_once(4, lambda: applying.submit_draft(citizen, draft.id, person).id)
    assert len(set(answers)) == 1
    assert LinkedApplication.objects.count() == Dossier.objects.count() == 1
