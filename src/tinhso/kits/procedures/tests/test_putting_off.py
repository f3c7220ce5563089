"""An apology in time puts the due time off, once; the handling rests on a ground; a stop is told on a signed paper."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tinhso.kernel.events.testing import run_jobs
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Conflict, Forbidden, Invalid, Refused
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.inbox.queries import items_for
from tinhso.kernel.papers.models import Paper
from tinhso.kernel.signing import services as signing
from tinhso.kernel.signing.models import Credential
from tinhso.kernel.signing.queries import signatures_of
from tinhso.kits.procedures import inbox_kinds
from tinhso.kits.procedures.coordination import Notice
from tinhso.kits.procedures.doctor import check_deadlines
from tinhso.kits.procedures.models import ClockEvent, Dossier, DossierStep
from tinhso.kits.procedures.services import consultations, intake, notices, outcome, processing, suspension, waiting
from tinhso.kits.procedures.services.intake import Application
from tinhso.kits.procedures.states import Channel, NoticeState, Status, StepState, Verdict
from tinhso.kits.procedures.tests.test_consultations import add_units
from tinhso.kits.procedures.tests.test_waiting import ask
from tinhso.kits.procedures.tests.trust import trust_service
from tinhso.kits.procedures.tests.world import World, definition, make_world
from tinhso.kits.procedures.tests.world import at as in_vietnam

pytestmark = pytest.mark.django_db


def at(text: str) -> datetime:
    """Return the moment in Viet Nam as the real clock gives moments: papers are dated by it."""
    return in_vietnam(text).astimezone(UTC)


GROUND = {"reason": "Chờ tòa án giải quyết tranh chấp đất", "article": "Điều 9 Luật Thử"}


@pytest.fixture(scope="module")
def trust_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with trust_service(tmp_path_factory.mktemp("trust")) as url:
        yield url


@pytest.fixture
def build(db: None, trust_url: str, settings: Any, tmp_path: Path) -> Callable[..., World]:
    def made(**changes: Any) -> World:
        settings.TRUST_URL, settings.TIMESTAMP_URL = trust_url, ""
        settings.DATA_DIR, settings.FILES_ROOT = tmp_path, tmp_path / "files"
        world = make_world(**({"parts": []} | changes))
        signing.enrol(actor=SYSTEM, unit=world.commune)
        signing.enrol(actor=SYSTEM, account=world.accounts["leader"], unit=world.commune)
        # Certificates begin today; the worked cases lie in November 2026.
        Credential.objects.update(valid_from=at("2020-01-01 00:00"), valid_to=at("2040-01-01 00:00"))
        return world

    return made


def assigned(world: World) -> Dossier:
    """Take a dossier in on Monday 16 November 2026 at eight: due on Thursday the 19th at eight."""
    person = world.accounts["citizen"].person
    application = Application(
        version=world.version, agency=world.commune, person=person, applicant={"full_name": person.full_name},
        answers={"purpose": "Vay vốn"}, parts=[], channel=Channel.COUNTER,
    )  # fmt: skip
    with clock.at(at("2026-11-16 08:00")):
        dossier = intake.submit(world.actor("clerk"), application)
        intake.receive(world.actor("clerk"), dossier.id)
        return processing.assign(world.actor("head"), dossier.id, world.accounts["specialist"])


def extend(world: World, dossier: Dossier, days: int = 2, who: str = "specialist") -> Dossier:
    return notices.propose_extension(world.actor(who), dossier.id, reason="Phải xác minh thêm", working_days=days)


def kinds(world: World, name: str) -> list[str]:
    return [item.kind for item in items_for(world.actor(name))]


class TestExtension:
    def test_it_takes_effect_when_the_leader_signs_the_apology(self, build: Callable[..., World]) -> None:
        world = build()
        dossier = assigned(world)
        with clock.at(at("2026-11-17 09:00")):
            extend(world, dossier)
            dossier.refresh_from_db()
            assert dossier.due_at == at("2026-11-19 08:00")
            assert kinds(world, "leader") == [inbox_kinds.NOTICE]
        with clock.at(at("2026-11-18 16:00")):
            notices.sign(world.actor("leader"), dossier.id)
        dossier.refresh_from_db()
        # Two working days on: Friday the 20th, Monday the 23rd at eight.
        assert dossier.due_at == at("2026-11-23 08:00")
        line = ClockEvent.objects.get(dossier=dossier, kind="extend")
        assert (line.term, line.basis) == ({"working_days": 2}, "NĐ 61/2018/NĐ-CP Điều 19 khoản 9")
        paper = Paper.objects.get(template_code="xin-loi-gia-han")
        assert [signature.role for signature in signatures_of(paper.id)] == ["person", "agency"]
        assert kinds(world, "leader") == []
        assert check_deadlines() == []
        with pytest.raises(Refused, match="một lần"), clock.at(at("2026-11-19 08:00")):
            extend(world, dossier)

    @pytest.mark.parametrize(("moment", "refused"), [("2026-11-18 23:59", False), ("2026-11-19 00:01", True)])
    def test_it_goes_out_a_day_before_the_due_day_or_not_at_all(
        self, build: Callable[..., World], moment: str, refused: bool
    ) -> None:
        world = build()
        dossier = assigned(world)
        with clock.at(at(moment)):
            if not refused:
                extend(world, dossier)
                return
            with pytest.raises(Refused, match=r"chậm nhất hết ngày 18/11/2026 .*NĐ 61/2018"):
                extend(world, dossier)

    def test_an_apology_signed_too_late_is_refused_and_changes_nothing(self, build: Callable[..., World]) -> None:
        world = build()
        dossier = assigned(world)
        with clock.at(at("2026-11-18 16:00")):
            extend(world, dossier)
        with clock.at(at("2026-11-19 07:30")), pytest.raises(Refused, match="không gia hạn được nữa"):
            notices.sign(world.actor("leader"), dossier.id)
        assert not ClockEvent.objects.filter(kind="extend").exists()
        assert not Paper.objects.exists()

    def test_a_version_may_forbid_it_or_bound_it(self, build: Callable[..., World]) -> None:
        rules = definition()["clock"] | {"extension": {"most_working_days": 3, "basis": "Điều 6 Luật Thử"}}
        world = build(clock=rules)
        dossier = assigned(world)
        with clock.at(at("2026-11-16 09:00")):
            with pytest.raises(Invalid) as refusal:
                extend(world, dossier, days=4)
            assert "nhiều nhất 3 ngày làm việc" in refusal.value.fields["working_days"]
            with pytest.raises(Invalid) as refusal:
                notices.propose_extension(world.actor("specialist"), dossier.id, reason=" ", working_days=0)
            assert set(refusal.value.fields) == {"reason", "working_days"}

    def test_what_the_leader_does_not_sign_goes_back_with_a_reason(self, build: Callable[..., World]) -> None:
        world = build()
        dossier = assigned(world)
        with clock.at(at("2026-11-16 09:00")):
            extend(world, dossier)
            with pytest.raises(Refused, match="đang chờ ký"):
                extend(world, dossier)
            with pytest.raises(Forbidden):
                notices.sign(world.actor("specialist"), dossier.id)
            notices.decline(world.actor("leader"), dossier.id, reason="Làm kịp được")
            with pytest.raises(Conflict, match="Hoàng Thị Chủ Tịch"):
                notices.sign(world.actor("leader"), dossier.id)
            extend(world, dossier)


class TestSuspension:
    def test_it_rests_on_a_ground_and_goes_on_to_the_same_officer(self, build: Callable[..., World]) -> None:
        world = build()
        dossier = assigned(world)
        before = DossierStep.objects.get(dossier=dossier, code="tham-dinh").due_at
        assert before == at("2026-11-17 14:00")
        with clock.at(at("2026-11-16 09:00")):
            with pytest.raises(Invalid):
                suspension.suspend(world.actor("specialist"), dossier.id, reason="Có tranh chấp", article="")
            suspension.suspend(world.actor("specialist"), dossier.id, **GROUND)
            dossier.refresh_from_db()
            assert (dossier.due_at, kinds(world, "specialist")) == (None, [])
            with pytest.raises(Refused, match="tạm dừng"):
                processing.do(world.actor("specialist"), dossier.id, note="Xong")
            with pytest.raises(Refused, match="đang tạm dừng"):
                suspension.suspend(world.actor("leader"), dossier.id, **GROUND)
        with clock.at(at("2026-11-18 09:00")):
            suspension.resume(world.actor("leader"), dossier.id, reason="Tòa đã xử xong")
        dossier.refresh_from_db()
        assert dossier.due_at == at("2026-11-23 08:00")
        step = DossierStep.objects.get(dossier=dossier, code="tham-dinh")
        assert (step.state, step.account, step.due_at) == (
            StepState.OPEN, world.accounts["specialist"], at("2026-11-19 14:00")
        )  # fmt: skip
        assert kinds(world, "specialist") == [inbox_kinds.STEP]
        assert list(ClockEvent.objects.order_by("position").values_list("kind", flat=True)) == [
            "start", "pause", "resume",
        ]  # fmt: skip
        assert check_deadlines() == []

    def test_opinions_and_a_suspension_that_overlap_stop_the_clock_once(self, build: Callable[..., World]) -> None:
        rules = definition()["clock"] | {"consultation": {"clock": "pause", "basis": "Điều 8 Luật Thử"}}
        world = build(clock=rules)
        units = add_units(world)
        dossier = assigned(world)
        specialist = world.actor("specialist")
        with clock.at(at("2026-11-16 09:00")):
            consultations.ask(specialist, dossier.id, question="Sao?", units=[units["DT"]])
        with clock.at(at("2026-11-16 10:00")):
            suspension.suspend(specialist, dossier.id, **GROUND)
        with clock.at(at("2026-11-17 09:00")):
            consultations.answer(world.actor("DT"), dossier.id, verdict=Verdict.AGREE)
        dossier.refresh_from_db()
        assert (dossier.due_at, kinds(world, "specialist")) == (None, [])
        with clock.at(at("2026-11-18 09:00")):
            suspension.resume(specialist, dossier.id, reason="Xong")
        dossier.refresh_from_db()
        # Two working days from the first hour of the first pause to the end of the last.
        assert dossier.due_at == at("2026-11-23 08:00")
        assert DossierStep.objects.get(dossier=dossier, code="tham-dinh").due_at == at("2026-11-19 14:00")
        assert kinds(world, "specialist") == [inbox_kinds.STEP]
        assert check_deadlines() == []

    def test_what_was_suspended_may_still_be_withdrawn(self, build: Callable[..., World]) -> None:
        world = build()
        dossier = assigned(world)
        with clock.at(at("2026-11-16 09:00")):
            suspension.suspend(world.actor("specialist"), dossier.id, **GROUND)
            ended = outcome.withdraw(world.actor("clerk"), dossier.id, reason="Không cần nữa")
        assert ended.status == Status.WITHDRAWN
        assert check_deadlines() == []


class TestStopNotice:
    def test_a_dossier_that_time_stopped_gets_its_notice_signed_by_the_leader(
        self, build: Callable[..., World]
    ) -> None:
        rules = definition()["clock"]
        rules["supplement"] |= {"answer_within_working_days": 7, "unanswered": "stop", "basis": "NĐ 63/2024/NĐ-CP"}
        parts = [{"code": "to-khai", "name": "Tờ khai", "required": False}]
        world = build(clock=rules, parts=parts)
        person = world.accounts["citizen"].person
        application = Application(
            version=world.version, agency=world.commune, person=person, applicant={"full_name": person.full_name},
            answers={"purpose": "Vay vốn"}, parts=[], channel=Channel.COUNTER,
        )  # fmt: skip
        with clock.at(at("2026-11-16 07:45")):
            dossier = ask(world, intake.submit(world.actor("clerk"), application))
        with clock.at(at("2026-11-26 17:31")):
            assert waiting.stop_unanswered() == 1
            run_jobs()
            run_jobs()
        assert kinds(world, "leader") == [inbox_kinds.NOTICE]
        notice = Notice.objects.get(dossier=dossier)
        assert notice.article == "NĐ 63/2024/NĐ-CP"
        with clock.at(at("2026-11-27 08:00")):
            notices.sign(world.actor("leader"), dossier.id)
        notice.refresh_from_db()
        assert notice.state == NoticeState.SIGNED
        assert notice.paper is not None
        assert [signature.role for signature in signatures_of(notice.paper_id)] == ["person", "agency"]  # type: ignore[arg-type]
        assert kinds(world, "leader") == []
        dossier.refresh_from_db()
        assert dossier.status == Status.STOPPED


@pytest.mark.django_db(transaction=True)
def test_two_leaders_who_sign_at_once_make_one_extension(build: Callable[..., World]) -> None:
    world = build()
    dossier = assigned(world)
    with clock.at(at("2026-11-17 09:00")):
        extend(world, dossier)
    ready, told = threading.Barrier(2), []

    def run() -> None:
        try:
            ready.wait()
            # Each thread has a clock of its own.
            with clock.at(at("2026-11-18 09:00")):
                notices.sign(world.actor("leader"), dossier.id)
        except Conflict as conflict:
            told.append(conflict.message)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _who in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ClockEvent.objects.filter(dossier=dossier, kind="extend").count() == 1
    assert len(told) == 1
