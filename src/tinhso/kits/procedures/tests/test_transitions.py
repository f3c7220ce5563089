"""The life of a dossier, step by step, with who may do what and what each step leaves behind."""

from collections.abc import Callable

import pytest

from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from tinhso.kernel.inbox.queries import items_for
from tinhso.kits.procedures.doctor import check_deadlines
from tinhso.kits.procedures.models import ClockEvent, Dossier, DossierLogEntry, DossierStep
from tinhso.kits.procedures.queries import visible_to
from tinhso.kits.procedures.services import intake, outcome, processing, supplements
from tinhso.kits.procedures.services.intake import GivenPart
from tinhso.kits.procedures.states import Status, StepState
from tinhso.kits.procedures.tests.world import World, at

Submit = Callable[..., Dossier]


def titles(world: World, name: str) -> list[str]:
    return [item.detail.split(" – ")[0] for item in items_for(world.actor(name))]


def test_an_application_is_numbered_and_awaits_the_desk(world: World, submit: Submit) -> None:
    with clock.at(at("2026-11-16 08:00")):
        first, second = submit(), submit()
    assert [first.code, second.code] == ["H56.901.MC-261116-0001", "H56.901.MC-261116-0002"]
    assert first.fees[0]["amount"] == 4000
    assert len(titles(world, "clerk")) == 2
    assert titles(world, "stranger") == titles(world, "specialist") == []


def test_an_application_names_every_part_and_answer_that_is_missing(world: World, submit: Submit) -> None:
    with pytest.raises(Invalid) as refusal:
        submit(answers={"by_proxy": True})
    assert set(refusal.value.fields) == {"purpose"}
    with pytest.raises(Invalid) as refusal:
        submit(answers={"purpose": "Vay vốn", "by_proxy": True}, parts=[])
    assert set(refusal.value.fields) == {"parts.to-khai", "parts.uy-quyen"}
    assert not Dossier.objects.exists()


def test_the_same_key_gives_the_same_dossier(world: World, submit: Submit) -> None:
    assert submit(idempotency_key="a").id == submit(idempotency_key="a").id
    assert submit(idempotency_key="b").id != submit(idempotency_key="c").id


def test_receiving_starts_the_clock_and_opens_the_first_step(world: World, submit: Submit) -> None:
    with clock.at(at("2026-11-16 08:00")):
        dossier = intake.receive(world.actor("clerk"), submit().id)
    assert dossier.status == Status.RECEIVED
    assert dossier.due_at == at("2026-11-19 08:00")
    assert titles(world, "head") == ["Phân công"]
    assert titles(world, "clerk") == []
    line = ClockEvent.objects.get()
    assert (line.kind, line.due_after, line.basis) == ("start", dossier.due_at, "Điều 2")


def test_a_longer_case_gets_its_own_term(world: World, submit: Submit) -> None:
    with clock.at(at("2026-11-16 08:00")):
        dossier = intake.receive(world.actor("clerk"), submit(answers={"purpose": "Vay vốn", "verify": True}).id)
    assert dossier.due_at == at("2026-11-23 08:00")


def test_only_the_desk_that_took_it_in_receives(world: World, submit: Submit) -> None:
    dossier = submit()
    with pytest.raises(NotFound):
        intake.receive(world.actor("stranger"), dossier.id)
    with pytest.raises(Forbidden, match="tiếp nhận"):
        intake.receive(world.actor("leader"), dossier.id)
    dossier.refresh_from_db()
    assert dossier.status == Status.SUBMITTED


def test_who_acts_on_what_he_saw_before_is_told_who_was_first(world: World, submit: Submit) -> None:
    dossier = submit()
    with clock.at(at("2026-11-16 08:00")):
        intake.receive(world.actor("clerk"), dossier.id, seen_revision=dossier.revision)
    with pytest.raises(Conflict, match=r"Trịnh Thị Một Cửa vừa xử lý .* lúc 08:00:00 16/11/2026"):
        intake.receive(world.actor("other_clerk"), dossier.id, seen_revision=dossier.revision)
    assert DossierLogEntry.objects.filter(act="receive").count() == 1


def test_a_refusal_needs_a_reason_and_an_article(world: World, submit: Submit) -> None:
    dossier = submit()
    with pytest.raises(Invalid) as refusal:
        intake.refuse(world.actor("clerk"), dossier.id, reason=" ", article="")
    assert set(refusal.value.fields) == {"reason", "article"}
    refused = intake.refuse(world.actor("clerk"), dossier.id, reason="Sai thẩm quyền", article="Điều 5 Luật Thử")
    assert refused.status == Status.REFUSED
    assert titles(world, "clerk") == []


@pytest.fixture
def assigned(world: World, submit: Submit) -> Dossier:
    with clock.at(at("2026-11-16 08:00")):
        dossier = intake.receive(world.actor("clerk"), submit().id)
        return processing.assign(world.actor("head"), dossier.id, world.accounts["specialist"])


def test_an_assigned_dossier_awaits_its_specialist_alone(world: World, assigned: Dossier) -> None:
    assert assigned.status == Status.PROCESSING
    assert titles(world, "specialist") == ["Thẩm định"]
    assert titles(world, "second") == titles(world, "head") == []
    with pytest.raises(Forbidden, match="Nguyễn Thị Chuyên Viên"):
        processing.do(world.actor("second"), assigned.id, note="Đủ điều kiện")


def test_it_is_assigned_only_to_somebody_of_the_division(world: World, submit: Submit) -> None:
    dossier = intake.receive(world.actor("clerk"), submit().id)
    with pytest.raises(Invalid) as refusal:
        processing.assign(world.actor("head"), dossier.id, world.accounts["stranger"])
    assert "to" in refusal.value.fields
    assert DossierStep.objects.get(dossier=dossier).kind == "assign"


def test_the_head_may_give_it_to_somebody_else(world: World, assigned: Dossier) -> None:
    processing.assign(world.actor("head"), assigned.id, world.accounts["second"])
    assert titles(world, "specialist") == []
    assert titles(world, "second") == ["Thẩm định"]


def test_a_supplement_stops_the_clock_and_brings_it_back_to_the_same_officer(
    world: World, assigned: Dossier, scan: StoredFile
) -> None:
    step_due = DossierStep.objects.get(dossier=assigned, code="tham-dinh").due_at
    ask = [{"part": "to-khai", "what": "Tờ khai có chữ ký", "reason": "Chưa ký", "article": "Điều 4 Luật Thử"}]
    with clock.at(at("2026-11-17 09:00")):
        asked = supplements.ask(world.actor("specialist"), assigned.id, ask)
    assert (asked.status, asked.due_at) == (Status.SUPPLEMENT, None)
    assert titles(world, "specialist") == []
    with clock.at(at("2026-11-19 09:00")):
        answered = supplements.answer(world.actor("citizen"), assigned.id, parts=[GivenPart("to-khai", file=scan)])
    assert (answered.status, answered.due_at) == (Status.PROCESSING, at("2026-11-23 08:00"))
    assert titles(world, "specialist") == ["Thẩm định"]
    step = DossierStep.objects.get(dossier=assigned, code="tham-dinh")
    assert step_due is not None
    assert step.due_at == step_due.astimezone(clock.VIETNAM).replace(day=step_due.day + 2)
    assert check_deadlines() == []


def test_a_supplement_may_be_asked_only_as_often_as_the_version_says(
    world: World, assigned: Dossier, scan: StoredFile
) -> None:
    ask = [{"part": "to-khai", "what": "Tờ khai", "reason": "Thiếu", "article": "Điều 4"}]
    supplements.ask(world.actor("specialist"), assigned.id, ask)
    supplements.answer(world.actor("citizen"), assigned.id, parts=[GivenPart("to-khai", file=scan)])
    with pytest.raises(Refused, match="1 lần"):
        supplements.ask(world.actor("specialist"), assigned.id, ask)


def test_every_item_of_a_supplement_says_what_why_and_by_which_article(world: World, assigned: Dossier) -> None:
    with pytest.raises(Invalid) as refusal:
        supplements.ask(world.actor("specialist"), assigned.id, [{"what": "Tờ khai", "reason": "", "article": ""}])
    assert set(refusal.value.fields) == {"items.0.reason", "items.0.article"}


def test_only_who_sent_it_or_the_desk_answers(world: World, assigned: Dossier) -> None:
    ask = [{"part": "to-khai", "what": "Tờ khai", "reason": "Thiếu", "article": "Điều 4"}]
    supplements.ask(world.actor("specialist"), assigned.id, ask)
    with pytest.raises(NotFound):
        supplements.answer(world.actor("other_citizen"), assigned.id, note="Của tôi")
    with pytest.raises(Forbidden):
        supplements.answer(world.actor("leader"), assigned.id, note="Của tôi")
    assert supplements.answer(world.actor("clerk"), assigned.id, note="Đã nộp tại quầy").status == Status.PROCESSING


def test_before_the_receipt_a_supplement_touches_no_clock(world: World, submit: Submit, scan: StoredFile) -> None:
    dossier = submit()
    ask = [{"part": "to-khai", "what": "Tờ khai", "reason": "Mờ", "article": "Điều 17 NĐ 61/2018/NĐ-CP"}]
    assert supplements.ask(world.actor("clerk"), dossier.id, ask).status == Status.SUPPLEMENT
    back = supplements.answer(world.actor("citizen"), dossier.id, parts=[GivenPart("to-khai", file=scan)])
    assert back.status == Status.SUBMITTED
    assert len(titles(world, "clerk")) == 1
    assert not ClockEvent.objects.exists()


def test_a_returned_dossier_goes_back_to_who_did_it_and_counts_from_its_first_start(
    world: World, assigned: Dossier
) -> None:
    specialist = world.actor("specialist")
    with clock.at(at("2026-11-16 10:00")):
        processing.do(specialist, assigned.id, note="Đủ điều kiện")
        processing.propose(specialist, assigned.id, granted=True, content={})
    assert titles(world, "leader") == ["Ký"]
    with clock.at(at("2026-11-17 10:00")):
        processing.return_step(world.actor("leader"), assigned.id, to_step="tham-dinh", reason="Thiếu căn cứ")
    first, again = DossierStep.objects.filter(dossier=assigned, code="tham-dinh").order_by("opened_at")
    assert (first.state, again.state) == (StepState.DONE, StepState.OPEN)
    assert again.account == world.accounts["specialist"]
    assert (again.first_opened_at, again.due_at) == (first.first_opened_at, first.due_at)
    assert titles(world, "leader") == []


def test_the_citizen_may_withdraw_until_the_result_is_signed(world: World, assigned: Dossier) -> None:
    with pytest.raises(NotFound):
        outcome.withdraw(world.actor("other_citizen"), assigned.id, reason="Không cần nữa")
    assert outcome.withdraw(world.actor("citizen"), assigned.id, reason="Không cần nữa").status == Status.WITHDRAWN
    assert not DossierStep.objects.filter(dossier=assigned, state=StepState.OPEN).exists()
    assert titles(world, "specialist") == []
    assert check_deadlines() == []


def test_stopping_needs_a_reason_and_an_article(world: World, assigned: Dossier) -> None:
    with pytest.raises(Invalid):
        outcome.stop(world.actor("specialist"), assigned.id, reason="Có tranh chấp", article="")
    stopped = outcome.stop(world.actor("specialist"), assigned.id, reason="Có tranh chấp", article="Điều 9 Luật Thử")
    assert stopped.status == Status.STOPPED


def test_officers_see_what_their_units_take_part_in_and_citizens_what_they_sent(
    world: World, assigned: Dossier
) -> None:
    seeing = [name for name in world.accounts if visible_to(world.actor(name)).filter(id=assigned.id).exists()]
    assert set(seeing) == {"clerk", "other_clerk", "head", "specialist", "second", "leader", "citizen"}


def test_the_doctor_finds_a_due_time_that_does_not_follow_from_its_ledger(world: World, assigned: Dossier) -> None:
    assert check_deadlines() == []
    Dossier.objects.filter(id=assigned.id).update(due_at=at("2026-12-01 08:00"))
    assert assigned.code in check_deadlines()[0]
