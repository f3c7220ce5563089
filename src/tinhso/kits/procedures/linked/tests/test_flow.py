"""One application runs through its branches: filled in, opened, failed, ended; by events, each consequence once."""

from datetime import date
from pathlib import Path

import pytest

from tinhso.kernel.events.testing import run_jobs
from tinhso.kernel.foundation.errors import Invalid, NotFound, Refused
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.notify.models import Message
from tinhso.kits.procedures import events
from tinhso.kits.procedures.linked import doctor, queries
from tinhso.kits.procedures.linked.models import (
    LinkedApplication,
    LinkedBranch,
    LinkedClockEvent,
    LinkedDraft,
    LinkedLogEntry,
)
from tinhso.kits.procedures.linked.services import applying, drafts, publishing, settling
from tinhso.kits.procedures.linked.tests import town
from tinhso.kits.procedures.linked.tests.town import BIRTH, BUSINESS, DEATH, decide, dossier_of, send, states
from tinhso.kits.procedures.models import Dossier
from tinhso.kits.procedures.services import intake, outcome, supplements
from tinhso.kits.procedures.services.transition import transition
from tinhso.kits.procedures.states import ClockEventKind, Status
from tinhso.kits.procedures.tests.world import World


def fresh(application: LinkedApplication) -> LinkedApplication:
    return LinkedApplication.objects.get(id=application.id)


def test_only_the_branches_that_wait_for_none_begin_and_the_rest_follow_the_result(world: World) -> None:
    whole = send(world, BIRTH)
    assert states(whole) == {"khai-sinh": "open", "thuong-tru": "waiting", "bao-hiem-y-te": "waiting"}
    birth = dossier_of(whole, "khai-sinh")
    assert (birth.status, birth.agency_id, birth.account_id) == (Status.SUBMITTED, world.commune.id, whole.account_id)
    assert birth.parts.get().code == "giay-chung-sinh"
    intake.receive(world.actor("clerk"), birth.id)
    decide(birth)
    run_jobs()
    assert states(whole) == {"khai-sinh": "granted", "thuong-tru": "open", "bao-hiem-y-te": "open"}
    residence = dossier_of(whole, "thuong-tru")
    assert residence.status == Status.RECEIVED
    assert residence.agency.identifier == "H56.90"
    assert residence.answers["person_full_name"] == town.ANSWERS[BIRTH]["child_full_name"]
    assert residence.answers["birth_certificate_number"] == town.NUMBER
    assert residence.answers["reason"] == "newborn"
    assert residence.term["basis"] == "NĐ 301/2026/NĐ-CP"
    assert doctor.check_deadlines() == doctor.check_progress() == []


def test_the_household_business_runs_end_to_end_from_its_data_alone(world: World) -> None:
    code = Path(__file__).parents[3].rglob("*.py")
    assert not [path for path in code if "mo-ho-kinh-doanh" in path.read_text() and "tests" not in path.parts]
    whole = send(world, BUSINESS)
    intake.receive(SYSTEM, dossier_of(whole, "ho-kinh-doanh").id)
    decide(dossier_of(whole, "ho-kinh-doanh"))
    run_jobs()
    tax, food = dossier_of(whole, "thue"), dossier_of(whole, "an-toan-thuc-pham")
    assert (tax.agency.identifier, food.agency.identifier) == ("H56.92", "H56.13")
    assert tax.answers["owner_full_name"] == "Nguyễn Văn Công Dân"
    assert food.answers["business_number"] == town.NUMBER
    assert {part.code for part in food.parts.all()} == {"ban-thuyet-minh", "giay-kham-suc-khoe"}
    for dossier in (tax, food):
        decide(dossier)
    run_jobs()
    assert set(states(whole).values()) == {"granted"}
    assert (fresh(whole).state, fresh(whole).ended_at is not None) == ("done", True)
    assert doctor.check_deadlines() == doctor.check_progress() == []


def test_a_branch_that_fails_stops_only_what_needs_it_and_the_citizen_is_told(world: World) -> None:
    whole = send(world, DEATH)
    intake.receive(SYSTEM, dossier_of(whole, "khai-tu").id)
    decide(dossier_of(whole, "khai-tu"))
    run_jobs()
    decide(dossier_of(whole, "xoa-thuong-tru"), granted=False, reason="Thông tin cư trú chưa khớp")
    run_jobs()
    assert states(whole) == {"khai-tu": "granted", "xoa-thuong-tru": "denied", "mai-tang": "open"}
    assert fresh(whole).state == "open"
    told = Message.objects.filter(subject_id=whole.id, template_code="linked-branch-failed").first()
    assert told is not None
    assert "Thông tin cư trú chưa khớp" in told.body
    assert "không bị ảnh hưởng" in told.body
    decide(dossier_of(whole, "mai-tang"))
    run_jobs()
    assert fresh(whole).state == "partly"
    assert Message.objects.filter(subject_id=whole.id, template_code="linked-ended").exists()


def test_without_the_first_result_nothing_else_is_opened(world: World) -> None:
    whole = send(world, BIRTH)
    intake.refuse(SYSTEM, dossier_of(whole, "khai-sinh").id, reason="Không thuộc thẩm quyền", article="Điều 1")
    run_jobs()
    assert states(whole) == {"khai-sinh": "refused", "thuong-tru": "cancelled", "bao-hiem-y-te": "cancelled"}
    assert fresh(whole).state == "failed"
    assert Dossier.objects.filter(linked_branch__application=whole).count() == 1


def test_a_branch_that_was_stopped_may_stop_its_running_sisters(world: World) -> None:
    version = queries.version_by_code(BIRTH)
    changed = dict(version.definition)
    changed["branches"] = [
        branch | ({"on_failure": "stop"} if branch["code"] == "thuong-tru" else {}) for branch in changed["branches"]
    ]
    publishing.publish(SYSTEM, changed, valid_from=date(2026, 1, 1), decision="QĐ thử")
    whole = send(world, BIRTH)
    intake.receive(SYSTEM, dossier_of(whole, "khai-sinh").id)
    decide(dossier_of(whole, "khai-sinh"))
    run_jobs()
    decide(dossier_of(whole, "thuong-tru"), granted=False, reason="Chủ hộ không đồng ý")
    run_jobs()
    assert states(whole) == {"khai-sinh": "granted", "thuong-tru": "denied", "bao-hiem-y-te": "stopped"}
    assert dossier_of(whole, "bao-hiem-y-te").status == Status.STOPPED
    assert fresh(whole).state == "partly"


def test_the_whole_is_taken_back_with_its_branches(world: World) -> None:
    whole = send(world, BIRTH)
    with pytest.raises(NotFound):
        applying.withdraw(world.actor("other_citizen"), whole.id, reason="Không phải của tôi")
    applying.withdraw(world.actor("citizen"), whole.id, reason="Nộp nhầm")
    run_jobs()
    assert states(whole) == {"khai-sinh": "withdrawn", "thuong-tru": "cancelled", "bao-hiem-y-te": "cancelled"}
    assert fresh(whole).state == "withdrawn"
    with pytest.raises(Refused):
        applying.withdraw(world.actor("citizen"), whole.id, reason="Lần nữa")


def test_one_branch_taken_back_leaves_the_others(world: World) -> None:
    whole = send(world, BIRTH)
    intake.receive(SYSTEM, dossier_of(whole, "khai-sinh").id)
    decide(dossier_of(whole, "khai-sinh"))
    run_jobs()
    outcome.withdraw(world.actor("citizen"), dossier_of(whole, "thuong-tru").id, reason="Tự đi đăng ký")
    run_jobs()
    assert states(whole) == {"khai-sinh": "granted", "thuong-tru": "withdrawn", "bao-hiem-y-te": "open"}


def test_an_application_that_would_not_do_for_a_later_branch_is_refused_at_once(world: World) -> None:
    with pytest.raises(Invalid) as refused:
        send(world, BIRTH, owner_number="123")
    assert "owner_number" in refused.value.fields
    with pytest.raises(Invalid) as refused:
        send(world, BIRTH, parts=[])
    assert list(refused.value.fields) == ["parts.giay-chung-sinh"]
    assert not LinkedApplication.objects.exists()
    assert not Dossier.objects.exists()


def test_what_hinders_an_opening_is_told_and_tried_again(world: World) -> None:
    whole = send(world, BIRTH)
    intake.receive(SYSTEM, dossier_of(whole, "khai-sinh").id)
    LinkedApplication.objects.filter(id=whole.id).update(answers=town.ANSWERS[BIRTH] | {"clinic": ""})
    decide(dossier_of(whole, "khai-sinh"))
    run_jobs()
    assert states(whole)["bao-hiem-y-te"] == "blocked"
    assert "clinic" in LinkedBranch.objects.get(application=whole, code="bao-hiem-y-te").note
    assert doctor.check_progress()
    LinkedApplication.objects.filter(id=whole.id).update(answers=town.ANSWERS[BIRTH])
    settling.settle_all()
    assert states(whole)["bao-hiem-y-te"] == "open"
    assert doctor.check_progress() == []


def test_settling_again_writes_nothing(world: World) -> None:
    whole = send(world, BIRTH)
    intake.receive(SYSTEM, dossier_of(whole, "khai-sinh").id)
    town.open_working_step(dossier_of(whole, "khai-sinh"))
    item = {"what": "Giấy chứng sinh", "reason": "Mờ", "article": "Điều 16"}
    supplements.ask(SYSTEM, dossier_of(whole, "khai-sinh").id, [item])
    run_jobs()
    lines = LinkedClockEvent.objects.filter(application=whole)
    assert list(lines.order_by("position").values_list("kind", flat=True)) == ["start", "pause"]
    written = LinkedLogEntry.objects.count()
    for _again in range(3):
        settling.settle(whole.id)
    assert (lines.count(), LinkedLogEntry.objects.count()) == (2, written)
    assert fresh(whole).due_at is None


def test_a_branch_at_rest_and_a_branch_with_more_time_move_the_whole(world: World) -> None:
    whole = send(world, BIRTH)
    intake.receive(SYSTEM, dossier_of(whole, "khai-sinh").id)
    promised = town.due_of(whole)
    birth = dossier_of(whole, "khai-sinh")
    with transition(birth.id, SYSTEM, "suspend", events.SUSPENDED, among=[Status.RECEIVED]) as change:
        change.tick(ClockEventKind.PAUSE, "Tạm dừng giải quyết", term={"cause": "suspension"})
    run_jobs()
    assert fresh(whole).due_at is None
    with transition(birth.id, SYSTEM, "resume", events.RESUMED, among=[Status.RECEIVED]) as change:
        change.tick(ClockEventKind.RESUME, "Tiếp tục giải quyết", term={"cause": "suspension"})
    with transition(birth.id, SYSTEM, "extend", events.EXTENDED, among=[Status.RECEIVED]) as change:
        change.tick(ClockEventKind.EXTEND, "Gia hạn", term={"working_days": 2})
    run_jobs()
    assert town.due_of(whole) > promised
    kinds = LinkedClockEvent.objects.filter(application=whole).order_by("position").values_list("kind", flat=True)
    assert list(kinds) == ["start", "pause", "resume", "extend"]
    assert doctor.check_deadlines() == []


def test_what_was_begun_and_left_is_erased(world: World) -> None:
    draft = drafts.begin(world.actor("citizen"), queries.version_by_code(BIRTH).procedure)
    assert drafts.erase_abandoned() == 0
    LinkedDraft.objects.filter(id=draft.id).update(updated_at=town.at("2025-08-01T08:00"))
    assert drafts.erase_abandoned() == 1


def test_a_draft_sent_twice_is_one_application(world: World) -> None:
    citizen = world.actor("citizen")
    whole = town.whole(world, BIRTH)
    draft = drafts.begin(citizen, whole.version.procedure)
    drafts.choose_agency(citizen, draft.id, world.commune)
    drafts.save_applicant(citizen, draft.id, applicant=whole.applicant, delivery=whole.delivery)
    for page in town.queries.version_by_code(BIRTH).definition["pages"]:
        drafts.save_page(citizen, draft.id, page["code"], whole.answers)
    drafts.add_file(citizen, draft.id, "giay-chung-sinh", whole.files[0].file)
    person = world.accounts["citizen"].person
    first, second = (applying.submit_draft(citizen, draft.id, person) for _time in range(2))
    assert first.id == second.id
    assert Dossier.objects.count() == 1


def test_rows_are_seen_by_who_has_a_branch(world: World) -> None:
    whole = send(world, BIRTH)
    assert queries.visible_to(world.actor("clerk")).filter(id=whole.id).exists()
    assert not queries.visible_to(world.actor("stranger")).filter(id=whole.id).exists()
    assert not queries.visible_to(world.actor("other_citizen")).filter(id=whole.id).exists()
    assert queries.by_code(whole.code) == whole
