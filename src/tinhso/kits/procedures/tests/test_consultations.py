"""Opinions of other units: asked at once, each with its own term; silence counts only where a law says so."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from tinhso.kernel.areas.models import Tier
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from tinhso.kernel.identity import services as identity
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.identity.models import Role
from tinhso.kernel.inbox.queries import items_for
from tinhso.kernel.organizations.models import OrganizationUnit, UnitKind
from tinhso.kernel.organizations.services import add_unit
from tinhso.kits.procedures import inbox_kinds
from tinhso.kits.procedures.coordination import Consultation, Opinion
from tinhso.kits.procedures.definition import Definition
from tinhso.kits.procedures.doctor import check_deadlines
from tinhso.kits.procedures.models import ClockEvent, Dossier, DossierStep
from tinhso.kits.procedures.queries import visible_to
from tinhso.kits.procedures.services import consultations, intake, outcome, processing, publishing, supplements
from tinhso.kits.procedures.services.intake import Application, GivenPart
from tinhso.kits.procedures.states import Channel, OpinionState, Status, StepState, Verdict
from tinhso.kits.procedures.tests.world import SINCE, World, at, definition, make_world

UNITS = {"DT": "Phòng Kinh tế, Hạ tầng và Đô thị", "QS": "Ban Chỉ huy Quân sự", "CA": "Công an xã"}
LAW = "Điều 98 Luật Thử nghiệm 1/2026/QH16"


def with_opinions(**changes: Any) -> dict[str, Any]:
    """Return the route with a step that asks three units, ``changes`` on top of its rules."""
    asked = [
        {"unit": {"place": "division", "division": "DT"}, "working_days": 1},
        {"unit": {"place": "division", "division": "QS"}, "working_days": 2},
        {"unit": {"place": "division", "division": "CA"}, "working_hours": 12, "question": "Về an ninh, trật tự"},
    ]
    step = {
        "code": "lay-y-kien",
        "name": "Lấy ý kiến",
        "kind": "consult",
        "unit": {"place": "division", "division": "VH"},
        "consultation": {"question": "Có đồng ý cấp phép không?", "asked": asked} | changes,
    }
    route = definition()["route"]
    route.insert(2, step)
    return definition(route=route)


def add_units(world: World) -> dict[str, OrganizationUnit]:
    """Add the units that are asked, each with an officer of its name."""
    units = {}
    for code, name in UNITS.items():
        units[code] = add_unit(
            parent=world.commune, valid_from=SINCE, identifier=f"H56.901.{code}", name=name, kind=UnitKind.DIVISION,
            tier=Tier.COMMUNE,
        )  # fmt: skip
        world.accounts[code] = identity.create_official(
            SYSTEM, username=f"can.bo.{code.lower()}", full_name=f"Cán bộ {code}", password="Thu@Nghiem2026",
            must_change_password=False,
        )  # fmt: skip
        role = Role.objects.get(code="specialist")
        identity.assign_role(SYSTEM, world.accounts[code], role, units[code], valid_from=SINCE, position="Chuyên viên")
    return units


def publish(world: World, content: dict[str, Any]) -> None:
    world.version = publishing.load_definition(
        content | {"code": "1.009998"}, valid_from=SINCE, decision="QĐ thử", actor=SYSTEM
    )


def appraised(world: World) -> Dossier:
    """Take a dossier as far as the appraisal, on Monday 16 November at eight o'clock."""
    person = world.accounts["citizen"].person
    application = Application(
        version=world.version,
        agency=world.commune,
        person=person,
        applicant={"full_name": person.full_name},
        answers={"purpose": "Vay vốn"},
        parts=[GivenPart("to-khai", form="copy")],
        channel=Channel.COUNTER,
    )
    with clock.at(at("2026-11-16 08:00")):
        dossier = intake.submit(world.actor("clerk"), application)
        intake.receive(world.actor("clerk"), dossier.id)
        return processing.assign(world.actor("head"), dossier.id, world.accounts["specialist"])


def asked_world(**changes: Any) -> tuple[World, Dossier]:
    """Build the world with the three units, and a dossier whose opinions are being asked for."""
    world = make_world()
    add_units(world)
    publish(world, with_opinions(**changes))
    dossier = appraised(world)
    with clock.at(at("2026-11-16 08:00")):
        processing.do(world.actor("specialist"), dossier.id, note="Đủ điều kiện")
    return world, dossier


def answer(world: World, dossier: Dossier, code: str, verdict: str = Verdict.AGREE, text: str = "") -> Dossier:
    return consultations.answer(world.actor(code), dossier.id, verdict=verdict, text=text)


def inbox(world: World, name: str) -> list[str]:
    return [item.kind for item in items_for(world.actor(name))]


@pytest.mark.django_db
class TestRoute:
    def test_every_unit_is_asked_at_once_each_with_its_own_term(self) -> None:
        world, dossier = asked_world()
        due = dict(Opinion.objects.filter(dossier=dossier).values_list("unit__name", "due_at"))
        assert due == {
            UNITS["DT"]: at("2026-11-17 17:30"),
            UNITS["QS"]: at("2026-11-18 17:30"),
            UNITS["CA"]: at("2026-11-17 14:00"),
        }
        assert [inbox(world, code) for code in UNITS] == [[inbox_kinds.OPINION]] * 3
        assert inbox(world, "specialist") == []
        assert visible_to(world.actor("CA")).filter(id=dossier.id).exists()

    def test_the_dossier_waits_for_all_and_returns_to_the_same_officer(self) -> None:
        world, dossier = asked_world()
        answer(world, dossier, "DT")
        answer(world, dossier, "QS", Verdict.CONDITIONS, "Không xây quá 3 tầng")
        with pytest.raises(Refused, match="không ở bước này"):
            processing.propose(world.actor("specialist"), dossier.id, granted=True, content={})
        answer(world, dossier, "CA")
        step = DossierStep.objects.get(dossier=dossier, state=StepState.OPEN)
        assert (step.code, step.account) == ("de-xuat", world.accounts["specialist"])
        assert inbox(world, "specialist") == [inbox_kinds.STEP]
        assert [inbox(world, code) for code in UNITS] == [[]] * 3

    def test_a_quorum_suffices_where_the_version_says_so(self) -> None:
        world, dossier = asked_world(quorum=2)
        answer(world, dossier, "DT")
        answer(world, dossier, "CA")
        assert Opinion.objects.get(dossier=dossier, unit__name=UNITS["QS"]).state == OpinionState.DROPPED
        assert inbox(world, "QS") == []
        assert inbox(world, "specialist") == [inbox_kinds.STEP]
        with pytest.raises(Conflict, match="rút"):
            answer(world, dossier, "QS")

    def test_what_was_answered_stands_and_who_came_second_is_told(self) -> None:
        world, dossier = asked_world()
        with clock.at(at("2026-11-16 09:00")):
            answer(world, dossier, "DT")
        with pytest.raises(Conflict, match=r"Cán bộ DT đã trả lời .* 09:00 16/11/2026"):
            answer(world, dossier, "DT")

    def test_only_a_unit_that_is_asked_answers(self) -> None:
        world, dossier = asked_world()
        with pytest.raises(Forbidden, match="lấy ý kiến phối hợp"):
            answer(world, dossier, "leader")
        with pytest.raises(NotFound):
            answer(world, dossier, "stranger")
        with pytest.raises(Invalid) as refusal:
            answer(world, dossier, "DT", Verdict.DISAGREE)
        assert set(refusal.value.fields) == {"text"}

    def test_sent_back_it_does_not_ask_again(self) -> None:
        world, dossier = asked_world()
        for code in UNITS:
            answer(world, dossier, code)
        specialist = world.actor("specialist")
        processing.propose(specialist, dossier.id, granted=True, content={})
        processing.return_step(world.actor("leader"), dossier.id, to_step="tham-dinh", reason="Thiếu căn cứ")
        processing.do(specialist, dossier.id, note="Đã bổ sung")
        assert DossierStep.objects.get(dossier=dossier, state=StepState.OPEN).code == "de-xuat"
        assert Consultation.objects.count() == 1
        processing.return_step(specialist, dossier.id, to_step="lay-y-kien", reason="Cần ý kiến mới")
        assert Consultation.objects.count() == 2

    def test_a_question_is_taken_back_and_the_dossier_goes_on(self) -> None:
        world, dossier = asked_world(clock="pause")
        answer(world, dossier, "DT")
        with clock.at(at("2026-11-16 15:00")):
            consultations.withdraw(world.actor("specialist"), dossier.id, reason="Đã có quy hoạch chi tiết")
        assert inbox(world, "specialist") == [inbox_kinds.STEP]
        assert [inbox(world, code) for code in UNITS] == [[]] * 3
        assert check_deadlines() == []

    def test_an_end_takes_the_questions_with_it(self) -> None:
        world, dossier = asked_world()
        outcome.withdraw(world.actor("clerk"), dossier.id, reason="Không cần nữa")
        assert [inbox(world, code) for code in UNITS] == [[]] * 3
        assert not Opinion.objects.filter(state=OpinionState.ASKED).exists()
        assert not DossierStep.objects.filter(dossier=dossier, state=StepState.WAITING).exists()


@pytest.mark.django_db
class TestClock:
    def test_the_clock_runs_on_or_waits_as_the_version_says(self) -> None:
        world, dossier = asked_world(clock="pause", basis=LAW)
        dossier.refresh_from_db()
        assert dossier.due_at is None
        for hour, code in ((9, "DT"), (10, "CA"), (14, "QS")):
            with clock.at(at(f"2026-11-17 {hour:02}:00")):
                answer(world, dossier, code)
        dossier.refresh_from_db()
        # Monday 08:00 to Tuesday 14:00 are twelve working hours.
        assert dossier.due_at == at("2026-11-20 14:00")
        lines = ClockEvent.objects.filter(dossier=dossier).order_by("position")
        assert [(line.kind, line.basis) for line in lines][1:] == [("pause", LAW), ("resume", LAW)]
        assert check_deadlines() == []

    def test_where_it_runs_the_due_time_stands(self) -> None:
        _world, dossier = asked_world()
        dossier.refresh_from_db()
        assert dossier.due_at == at("2026-11-19 08:00")


@pytest.mark.django_db
class TestSilence:
    def test_silence_is_agreement_only_with_its_law(self) -> None:
        with pytest.raises(ValueError, match="căn cứ"):
            Definition.model_validate(with_opinions(silence="agree"))

    def test_silence_counts_after_the_unit_s_own_time_and_never_before(self) -> None:
        world, dossier = asked_world(silence="agree", basis=LAW)
        with clock.at(at("2026-11-17 17:30")):
            # The twelve working hours of the third ended at 14:00; the first has until closing time.
            assert consultations.fall_silent() == (1, 0)
        with clock.at(at("2026-11-17 17:31")):
            assert consultations.fall_silent() == (1, 0)
            assert consultations.fall_silent() == (0, 0)
        states = dict(Opinion.objects.filter(dossier=dossier).values_list("unit__name", "state"))
        assert states[UNITS["DT"]] == OpinionState.DEEMED
        assert states[UNITS["QS"]] == OpinionState.ASKED
        with pytest.raises(Conflict, match="coi như đồng ý"):
            answer(world, dossier, "DT")
        with clock.at(at("2026-11-18 17:30")):
            assert consultations.fall_silent() == (0, 0)
        with clock.at(at("2026-11-18 17:31")):
            assert consultations.fall_silent() == (1, 0)
        assert inbox(world, "specialist") == [inbox_kinds.STEP]
        line = dossier.log.filter(act="deem-agreed").order_by("-at").first()
        assert line is not None
        assert (line.actor_name, line.article) == ("Hệ thống", LAW)

    def test_a_weekend_and_a_holiday_are_not_time_to_answer_in(self) -> None:
        world = make_world()
        add_units(world)
        publish(world, with_opinions(silence="agree", basis=LAW))
        dossier = appraised(world)
        with clock.at(at("2026-11-20 16:00")):
            processing.do(world.actor("specialist"), dossier.id, note="Đủ điều kiện")
        # Friday; Monday counts one, Tuesday the 24th is off, Wednesday counts two.
        due = Opinion.objects.get(unit__name=UNITS["QS"]).due_at
        assert due == at("2026-11-25 17:30")
        with clock.at(at("2026-11-25 17:29")):
            consultations.fall_silent()
        assert Opinion.objects.get(unit__name=UNITS["QS"]).state == OpinionState.ASKED

    def test_without_such_a_law_the_unit_is_reminded_once_and_the_dossier_waits(self) -> None:
        world, dossier = asked_world()
        with clock.at(at("2026-11-20 08:00")):
            assert consultations.fall_silent() == (0, 3)
            assert consultations.fall_silent() == (0, 0)
        assert DossierStep.objects.get(dossier=dossier, code="lay-y-kien").state == StepState.WAITING
        answer(world, dossier, "DT")


@pytest.mark.django_db
class TestAdHoc:
    def test_an_officer_asks_in_the_course_of_his_step_and_gets_it_back(self) -> None:
        world = make_world()
        units = add_units(world)
        publish(world, definition())
        dossier = appraised(world)
        assert DossierStep.objects.get(dossier=dossier, code="tham-dinh").due_at == at("2026-11-17 14:00")
        with clock.at(at("2026-11-16 09:00")):
            consultations.ask(
                world.actor("specialist"), dossier.id, question="Đất có tranh chấp không?",
                units=[units["DT"], units["CA"]], working_days=2,
            )  # fmt: skip
        assert inbox(world, "specialist") == []
        with pytest.raises(Refused, match="đang chờ ý kiến"):
            processing.do(world.actor("specialist"), dossier.id, note="Xong")
        with pytest.raises(Refused, match="đang chờ ý kiến"):
            ask = [{"part": "to-khai", "what": "Tờ khai", "reason": "Thiếu", "article": "Điều 4"}]
            supplements.ask(world.actor("specialist"), dossier.id, ask)
        for hour, code in ((10, "DT"), (11, "CA")):
            with clock.at(at(f"2026-11-16 {hour}:00")):
                answer(world, dossier, code)
        step = DossierStep.objects.get(dossier=dossier, code="tham-dinh")
        assert (step.state, step.account) == (StepState.OPEN, world.accounts["specialist"])
        assert step.due_at == at("2026-11-17 16:00")
        assert inbox(world, "specialist") == [inbox_kinds.STEP]

    def test_what_is_asked_of_nobody_or_twice_of_one_is_refused(self) -> None:
        world = make_world()
        units = add_units(world)
        publish(world, definition())
        dossier = appraised(world)
        specialist = world.actor("specialist")
        with pytest.raises(Invalid) as refusal:
            consultations.ask(specialist, dossier.id, question=" ", units=[])
        assert set(refusal.value.fields) == {"question", "units"}
        with pytest.raises(Invalid) as refusal:
            consultations.ask(specialist, dossier.id, question="Sao?", units=[units["DT"], units["DT"]])
        assert set(refusal.value.fields) == {"units"}
        assert not Consultation.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_answer_and_the_silence_of_the_same_moment_do_not_both_count() -> None:
    world, dossier = asked_world(silence="agree", basis=LAW)
    told: list[str] = []
    ready = threading.Barrier(2)

    actor = world.actor("DT")

    def run(work: Callable[[], object]) -> None:
        try:
            ready.wait()
            # Each thread has a clock of its own.
            with clock.at(at("2026-11-17 17:31")):
                work()
        except Conflict as conflict:
            told.append(str(conflict.message))
        finally:
            connection.close()

    threads = [
        threading.Thread(target=run, args=(work,))
        for work in (
            lambda: consultations.answer(actor, dossier.id, verdict=Verdict.DISAGREE, text="Sai quy hoạch"),
            consultations.fall_silent,
        )
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    opinion = Opinion.objects.get(unit__name=UNITS["DT"])
    assert opinion.state in (OpinionState.ANSWERED, OpinionState.DEEMED)
    assert (opinion.state == OpinionState.DEEMED) == bool(told)
    acts = list(dossier.log.filter(act__in=("opine", "deem-agreed"), unit=opinion.unit).values_list("act", flat=True))
    assert len(acts) == 1


@pytest.mark.django_db(transaction=True)
def test_the_last_two_answers_at_once_open_the_next_step_once() -> None:
    world, dossier = asked_world()
    answer(world, dossier, "DT")
    ready = threading.Barrier(2)

    def run(code: str) -> None:
        try:
            ready.wait()
            answer(world, dossier, code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(code,)) for code in ("QS", "CA")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert DossierStep.objects.filter(dossier=dossier, code="de-xuat").count() == 1
    dossier.refresh_from_db()
    assert dossier.status == Status.PROCESSING
