"""The calendar changes: promises stand until somebody counts them again, and every ledger still replays."""

from datetime import date, datetime

import pgtrigger
import pytest
from django.db import connection

from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Forbidden, Invalid
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.inbox.models import WorkItem
from tinhso.kernel.worktime import queries as worktime_queries
from tinhso.kernel.worktime import services as worktime
from tinhso.kernel.worktime.models import DayKind, Scope
from tinhso.kits.procedures.doctor import check_deadlines
from tinhso.kits.procedures.models import ClockEvent, Dossier
from tinhso.kits.procedures.services import intake, recalculation
from tinhso.kits.procedures.states import ClockEventKind
from tinhso.kits.procedures.tests.world import at

STORM = date(2026, 11, 18)


@pytest.fixture(autouse=True)
def _fresh():
    worktime_queries.forget()
    yield
    worktime_queries.forget()


@pytest.fixture
def received(world, submit) -> Dossier:
    worktime.load_defaults()
    with clock.at(at("2026-11-16 08:00")):
        dossier = intake.receive(world.actor("clerk"), submit().id)
    dossier.refresh_from_db()
    assert dossier.due_at == at("2026-11-19 08:00")
    return dossier


def close_for_the_storm() -> None:
    worktime.set_day(STORM, DayKind.OFF, "Nghỉ bão", scope=Scope.PROVINCE, reason="Công điện 5")
    worktime_queries.forget()


@pytest.mark.django_db
def test_a_change_of_the_calendar_moves_no_promise_and_breaks_no_ledger(received) -> None:
    close_for_the_storm()
    received.refresh_from_db()
    assert received.due_at == at("2026-11-19 08:00")
    assert check_deadlines() == []
    assert [(item.code, item.fresh) for item in recalculation.moved()] == [(received.code, at("2026-11-20 08:00"))]


@pytest.mark.django_db
def test_a_recount_adds_a_line_with_its_reason_and_moves_dossier_step_and_inbox(received) -> None:
    step_due = WorkItem.objects.get(subject_id=received.id, closed_at=None, kind="procedures.step").due_at
    close_for_the_storm()
    with clock.at(at("2026-11-17 09:00")):
        assert recalculation.recount(SYSTEM, reason="Nghỉ bão số 5") == 1
        assert recalculation.recount(SYSTEM, reason="Nghỉ bão số 5") == 0
    received.refresh_from_db()
    assert received.due_at == at("2026-11-20 08:00")
    line = ClockEvent.objects.filter(dossier=received).latest("position")
    assert (line.kind, line.reason, line.due_after) == (ClockEventKind.RECOUNT, "Nghỉ bão số 5", received.due_at)
    assert line.calendar == worktime_queries.current_calendar().stamp
    assert datetime.fromisoformat(received.log.latest("at").details["due_before"]) == at("2026-11-19 08:00")
    item = WorkItem.objects.get(subject_id=received.id, closed_at=None, kind="procedures.step")
    assert item.due_at == step_due  # two hours from Monday 08:00: before the storm
    assert check_deadlines() == []
    assert recalculation.count_moved() == 0
    assert AuditEntry.objects.filter(subject_id=received.id, details__act="recount").count() == 1


@pytest.mark.django_db
def test_a_ledger_line_that_was_tampered_with_is_found_before_and_after_a_recount(received) -> None:
    close_for_the_storm()
    recalculation.recount(SYSTEM, reason="Nghỉ bão số 5")
    with pgtrigger.ignore("procedures.ClockEvent:append_only"):
        ClockEvent.objects.filter(position=1).update(due_after=at("2026-11-25 08:00"))
    assert len(check_deadlines()) == 1


@pytest.mark.django_db
def test_without_the_right_or_a_reason_nothing_is_counted(world, received) -> None:
    close_for_the_storm()
    with pytest.raises(Forbidden):
        recalculation.recount(world.actor("leader"), reason="Nghỉ bão")
    with pytest.raises(Invalid):
        recalculation.recount(SYSTEM, reason=" ")
    assert ClockEvent.objects.filter(kind=ClockEventKind.RECOUNT).count() == 0


@pytest.mark.django_db
def test_an_edition_that_is_gone_is_told(received) -> None:
    close_for_the_storm()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM worktime_calendaredition")
    worktime_queries._calendars.clear()
    assert "không còn bản lịch" in check_deadlines()[0]
