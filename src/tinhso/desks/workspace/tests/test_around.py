"""What goes on around a step, on screen: opinions, rests, apologies, slips, the work of the absent, stand-ins."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tinhso.kernel.foundation import clock
from tinhso.kernel.identity import delegation
from tinhso.kernel.identity.delegation_queries import roles_to_delegate
from tinhso.kernel.inbox.models import WorkItem
from tinhso.kits.procedures.coordination import HandOverSlip, Notice, Opinion, Suspension
from tinhso.kits.procedures.models import DossierStep
from tinhso.kits.procedures.services import consultations, intake, processing
from tinhso.kits.procedures.states import StepState
from tinhso.kits.procedures.tests.test_consultations import add_units

pytestmark = pytest.mark.django_db


@pytest.fixture
def assigned(world, submit):
    dossier = submit()
    intake.receive(world.actor("clerk"), dossier.id)
    return processing.assign(world.actor("head"), dossier.id, world.accounts["specialist"])


def page(client, dossier, name):
    return client.get(reverse(f"workspace:{name}", args=[dossier.id]))


def send(client, dossier, name, **values):
    dossier.refresh_from_db()
    return client.post(
        reverse(f"workspace:{name}", args=[dossier.id]), {"revision": dossier.revision, **values}, follow=True
    )


def test_units_are_asked_and_answer_on_their_own_screen(world, browser, assigned):
    units = add_units(world)
    client = browser("specialist")
    shown = page(client, assigned, "consult").content.decode()
    assert all(unit.name in shown for unit in units.values())
    answer = send(client, assigned, "consult", question="", unit_0="", working_days="0", rows="3")
    assert answer.status_code == 422
    assert "Hãy ghi nội dung cần hỏi" in answer.content.decode()
    words = send(
        client, assigned, "consult", question="Đất có tranh chấp không?", unit_0=units["DT"].id, unit_1=units["CA"].id,
        unit_2="", rows="3", working_days="2",
    ).content.decode()  # fmt: skip
    assert "Đất có tranh chấp không?" in words
    assert "Chờ trả lời" in words
    inbox = browser("CA").get("/viec/").content.decode()
    assert "Được lấy ý kiến phối hợp" in inbox
    asked = browser("CA")
    assert "Hạn trả lời" in page(asked, assigned, "opinion").content.decode()
    assert send(asked, assigned, "opinion", verdict="disagree", text="").status_code == 422
    send(asked, assigned, "opinion", verdict="disagree", text="Đang có đơn khiếu nại")
    send(browser("DT"), assigned, "opinion", verdict="agree", text="")
    words = page(client, assigned, "dossier").content.decode()
    assert "Đang có đơn khiếu nại" in words
    assert "Không đồng ý" in words
    assert reverse("workspace:do", args=[assigned.id]) in words


def test_an_answer_that_came_first_is_told(world, browser, assigned):
    units = add_units(world)
    consultations.ask(world.actor("specialist"), assigned.id, question="Sao?", units=[units["DT"]])
    consultations.answer(world.actor("DT"), assigned.id, verdict="agree")
    answer = send(browser("DT"), assigned, "opinion", verdict="agree", text="")
    assert answer.status_code in (200, 409)
    assert Opinion.objects.count() == 1


def test_a_question_is_taken_back_on_screen(world, browser, assigned):
    units = add_units(world)
    consultations.ask(world.actor("specialist"), assigned.id, question="Sao?", units=[units["DT"]])
    send(browser("specialist"), assigned, "withdraw-question", reason="Đã rõ")
    assert DossierStep.objects.get(dossier=assigned, code="tham-dinh").state == StepState.OPEN


def test_the_handling_rests_and_goes_on(world, browser, assigned):
    client = browser("specialist")
    words = send(client, assigned, "suspend", reason="Chờ tòa án", article="Điều 9").content.decode()
    assert "Tạm dừng giải quyết từ" in words
    assert reverse("workspace:do", args=[assigned.id]) not in words
    assert Suspension.objects.count() == 1
    words = send(client, assigned, "resume", reason="Tòa đã xử").content.decode()
    assert reverse("workspace:do", args=[assigned.id]) in words


def test_an_apology_goes_to_the_leader_with_its_draft(world, browser, assigned):
    words = page(browser("specialist"), assigned, "extend").content.decode()
    assert "chậm nhất hết ngày" in words
    send(browser("specialist"), assigned, "extend", working_days="2", reason="Phải xác minh")
    assert Notice.objects.get().working_days == 2
    leader = browser("leader")
    assert "Thông báo chờ ký" in leader.get("/viec/").content.decode()
    assert "Phải xác minh" in page(leader, assigned, "notice").content.decode()
    draft = leader.get(reverse("workspace:notice-draft", args=[assigned.id]))
    assert (draft["Content-Type"], draft.content[:4]) == ("application/pdf", b"%PDF")
    send(leader, assigned, "decline", reason="Làm kịp")
    assert Notice.objects.get().state == "declined"


def test_a_step_of_the_pool_is_claimed_with_its_item(world, browser, assigned):
    item = WorkItem.objects.get(subject_id=assigned.id, closed_at=None)
    browser("specialist").post(reverse("workspace:release", args=[item.id]))
    assert DossierStep.objects.get(dossier=assigned, code="tham-dinh").account is None
    browser("second").post(reverse("workspace:claim", args=[item.id]))
    assert DossierStep.objects.get(dossier=assigned, code="tham-dinh").account == world.accounts["second"]
    assert browser("specialist").post(reverse("workspace:claim", args=[item.id])).status_code == 409


def test_a_slip_is_made_out_printed_and_confirmed(world, browser, submit):
    dossier = submit()
    intake.receive(world.actor("clerk"), dossier.id)
    clerk = browser("clerk")
    make = reverse("workspace:slip-make", args=[world.desk.id])
    assert dossier.code in clerk.get(make).content.decode()
    assert clerk.post(make, {"den": world.division.id}).status_code == 422
    answer = clerk.post(make, {"den": world.division.id, "chon": [dossier.id]}, follow=True)
    slip = HandOverSlip.objects.get()
    assert slip.number in answer.content.decode()
    assert slip.number in clerk.get("/ban-giao/").content.decode()
    address = reverse("workspace:slip", args=[slip.id])
    specialist = browser("specialist")
    assert "Xác nhận đã nhận" in specialist.get(address).content.decode()
    assert specialist.post(address, {}).status_code == 422
    assert "đã nhận" in specialist.post(address, {"nhan": [dossier.id]}, follow=True).content.decode()
    assert browser("stranger").get(address).status_code == 404


def test_the_work_of_the_absent_goes_to_another(world, browser, assigned):
    head = browser("head")
    address = reverse("workspace:reassign")
    assert "Nguyễn Thị Chuyên Viên" in head.get(address).content.decode()
    address += f"?nguoi={world.accounts['specialist'].pk}"
    assert assigned.code in head.get(address).content.decode()
    assert head.post(address, {"to": "", "reason": ""}).status_code == 422
    given = {"to": world.accounts["second"].pk, "reason": "Nghỉ ốm", "tat-ca": "1"}
    assert "Đã giao lại 1 việc" in head.post(address, given).content.decode()
    assert DossierStep.objects.get(dossier=assigned, code="tham-dinh").account == world.accounts["second"]
    assert browser("specialist").get(address).status_code == 403


def test_who_stands_in_sees_it_and_acts_in_the_other_s_place(world, browser, assigned):
    role = roles_to_delegate(world.accounts["specialist"].pk)[0]
    delegation.delegate(
        world.actor("specialist"), role, world.accounts["second"],
        permissions=["procedures.view", "procedures.process"], valid_from=clock.today(), valid_to=clock.today(),
        reason="Nghỉ phép",
    )  # fmt: skip
    client = browser("second")
    assert "Quý vị đang làm thay Nguyễn Thị Chuyên Viên" in client.get("/viec/").content.decode()
    send(client, assigned, "do", note="Đủ")
    assert assigned.log.get(act="do").actor_name == "Phạm Văn Chuyên Viên thay Nguyễn Thị Chuyên Viên"
    assert browser("other_clerk").get(reverse("workspace:delegate", args=[role.id])).status_code == 403


def test_pages_ask_no_more_than_twelve_questions(world, browser, assigned, django_assert_max_num_queries):
    units = add_units(world)
    consultations.ask(world.actor("specialist"), assigned.id, question="Sao?", units=list(units.values()))
    addresses = {
        "specialist": ["/uy-quyen/", "/ban-giao/"],
        "DT": [reverse("workspace:opinion", args=[assigned.id]), "/viec/"],
        "head": ["/viec/giao-lai/", f"/viec/giao-lai/?nguoi={world.accounts['specialist'].pk}"],
        "leader": ["/viec/ky/", "/viec/ky/lo/"],
        "clerk": [reverse("workspace:slip-make", args=[world.desk.id])],
    }
    for who, paths in addresses.items():
        client = browser(who)
        for path in paths:
            client.get(path)
            with django_assert_max_num_queries(12):
                assert client.get(path).status_code == 200, path


def test_opinions_cost_the_dossier_s_page_one_question_whatever_their_number(world, browser, assigned):
    client, address = browser("specialist"), reverse("workspace:dossier", args=[assigned.id])

    def questions():
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        return len(asked)

    before, units = questions(), list(add_units(world).values())
    consultations.ask(world.actor("specialist"), assigned.id, question="Sao?", units=units)
    assert questions() <= before + 1
