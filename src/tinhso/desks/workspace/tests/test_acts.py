"""Every act on the dossier's page: by whom it may be done, what it changes, what a refusal leaves as it was."""

import pytest
from django.urls import reverse

from tinhso.kernel.audit.models import AuditEntry
from tinhso.kits.procedures.services import intake, processing
from tinhso.kits.procedures.states import Status, StepState

pytestmark = pytest.mark.django_db


def act(client, dossier, name, **data):
    dossier.refresh_from_db()
    return client.post(reverse(f"workspace:{name}", args=[dossier.id]), {"revision": dossier.revision} | data)


def open_step(dossier):
    return dossier.steps.get(state=StepState.OPEN)


@pytest.fixture
def received(world, submit):
    dossier = submit()
    intake.receive(world.actor("clerk"), dossier.id)
    return dossier


@pytest.fixture
def assigned(world, received):
    processing.assign(world.actor("head"), received.id, world.accounts["specialist"])
    return received


@pytest.fixture
def to_propose(world, assigned):
    processing.do(world.actor("specialist"), assigned.id, note="Đủ điều kiện")
    return assigned


@pytest.fixture
def to_sign(world, to_propose):
    processing.propose(world.actor("specialist"), to_propose.id, granted=True, content={})
    return to_propose


def test_the_desk_receives_and_comes_back_to_the_dossier(browser, submit):
    dossier = submit()
    answer = act(browser("clerk"), dossier, "receive", note="Đủ giấy tờ")
    assert answer.url == reverse("workspace:dossier", args=[dossier.id])
    dossier.refresh_from_db()
    assert (dossier.status, open_step(dossier).code) == (Status.RECEIVED, "phan-cong")


def test_the_desk_refuses_with_reason_and_article_only(browser, submit):
    dossier = submit()
    client = browser("clerk")
    answer = act(client, dossier, "refuse", reason="Không thuộc thẩm quyền của xã", article="")
    assert answer.status_code == 422
    assert "Không thuộc thẩm quyền của xã" in answer.content.decode()
    dossier.refresh_from_db()
    assert dossier.status == Status.SUBMITTED
    act(client, dossier, "refuse", reason="Không thuộc thẩm quyền của xã", article="Điều 1")
    dossier.refresh_from_db()
    assert dossier.status == Status.REFUSED


def test_a_supplement_asks_for_several_things_in_one_letter(browser, submit):
    dossier = submit()
    first = {"part_0": "to-khai", "what_0": "Tờ khai có chữ ký", "reason_0": "Chưa ký", "article_0": "Điều 1"}
    second = {"what_2": "Số điện thoại", "reason_2": "Không gọi được", "article_2": "Điều 2"}
    act(browser("clerk"), dossier, "ask", rows=4, **first, **second)
    dossier.refresh_from_db()
    assert dossier.status == Status.SUPPLEMENT
    items = dossier.supplement_requests.get().items
    assert [item["what"] for item in items] == ["Tờ khai có chữ ký", "Số điện thoại"]
    assert items[0]["part"] == "to-khai"


def test_more_rows_come_without_losing_those_begun_and_change_nothing(browser, submit):
    dossier = submit()
    answer = act(browser("clerk"), dossier, "ask", rows=2, them="1", what_0="Tờ khai có chữ ký")
    words = answer.content.decode()
    assert answer.status_code == 200
    assert "Tờ khai có chữ ký" in words
    assert 'name="what_3"' in words
    dossier.refresh_from_db()
    assert dossier.status == Status.SUBMITTED


def test_an_item_begun_and_not_finished_is_named_where_it_stands(browser, submit):
    dossier = submit()
    first = {"what_0": "Tờ khai", "reason_0": "Chưa ký", "article_0": "Điều 1"}
    answer = act(browser("clerk"), dossier, "ask", rows=3, **first, what_2="Số điện thoại")
    words = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#id_reason_2"' in words
    assert 'href="#id_reason_1"' not in words


def test_the_head_assigns_to_somebody_of_the_division(world, browser, received):
    page = browser("head").get(reverse("workspace:assign", args=[received.id])).content.decode()
    assert "Nguyễn Thị Chuyên Viên" in page
    assert "đang có 0 việc" in page
    assert "Hoàng Thị Chủ Tịch" not in page
    act(browser("head"), received, "assign", to=str(world.accounts["specialist"].id), note="Làm sớm")
    assert open_step(received).account_id == world.accounts["specialist"].id


def test_an_assigned_dossier_can_go_to_somebody_else(world, browser, assigned):
    act(browser("head"), assigned, "assign", to=str(world.accounts["second"].id))
    assert open_step(assigned).account_id == world.accounts["second"].id


def test_an_assignment_to_nobody_on_the_list_is_refused_in_words(world, browser, received):
    answer = act(browser("head"), received, "assign", to=str(world.accounts["stranger"].id))
    assert answer.status_code == 422
    assert open_step(received).code == "phan-cong"


def test_the_specialist_appraises_and_proposes(browser, assigned):
    client = browser("specialist")
    assert act(client, assigned, "do", note="").status_code == 422
    act(client, assigned, "do", note="Đủ điều kiện")
    assert open_step(assigned).code == "de-xuat"
    act(client, assigned, "propose", granted="co", text="Có giá trị 6 tháng.")
    assert open_step(assigned).code == "ky"
    assert assigned.result.content == {"text": "Có giá trị 6 tháng."}


def test_a_denial_needs_reason_and_article_and_keeps_what_was_written(browser, to_propose):
    answer = act(browser("specialist"), to_propose, "propose", granted="khong", reason="Không đủ tuổi", article="")
    assert answer.status_code == 422
    assert "Không đủ tuổi" in answer.content.decode()
    assert open_step(to_propose).code == "de-xuat"


def test_the_colleague_does_not_do_what_is_given_to_another(browser, assigned):
    answer = act(browser("second"), assigned, "do", note="Tôi làm thay")
    assert answer.status_code == 403
    assert open_step(assigned).code == "tham-dinh"


def test_the_leader_returns_the_draft_with_a_reason(browser, to_sign):
    client = browser("leader")
    assert act(client, to_sign, "return", to_step="tham-dinh", reason="").status_code == 422
    act(client, to_sign, "return", to_step="tham-dinh", reason="Xem lại tuổi")
    assert open_step(to_sign).code == "tham-dinh"


def test_the_leader_reads_the_draft_before_signing(browser, to_sign):
    client = browser("leader")
    listed = client.get("/viec/ky/").content.decode()
    assert to_sign.code in listed
    draft = client.get(reverse("workspace:draft", args=[to_sign.id]))
    assert draft["Content-Type"] == "application/pdf"
    assert draft.content.startswith(b"%PDF")
    page = client.get(reverse("workspace:sign", args=[to_sign.id])).content.decode()
    assert reverse("workspace:draft", args=[to_sign.id]) in page


def test_a_signature_without_a_certificate_says_what_to_do_and_changes_nothing(browser, to_sign):
    answer = act(browser("leader"), to_sign, "sign")
    assert answer.status_code == 422
    assert "chứng thư số" in answer.content.decode()
    to_sign.refresh_from_db()
    assert to_sign.status == Status.PROCESSING


def test_the_desk_takes_in_what_was_asked_for(browser, submit):
    dossier = submit()
    client = browser("clerk")
    act(client, dossier, "ask", rows=1, part_0="to-khai", what_0="Tờ khai", reason_0="Chưa ký", article_0="Điều 1")
    assert act(client, dossier, "answer").status_code == 422
    act(client, dossier, "answer", **{"paper_to-khai": "on"})
    dossier.refresh_from_db()
    assert dossier.status == Status.SUBMITTED
    assert dossier.parts.filter(supplement__isnull=False).count() == 1


def test_the_desk_withdraws_for_the_citizen_and_stops_with_a_ground(browser, submit):
    client = browser("clerk")
    first, second = submit(), submit()
    act(client, first, "withdraw", reason="Người nộp đổi ý")
    act(client, second, "stop", reason="Trùng hồ sơ", article="Điều 1")
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, second.status) == (Status.WITHDRAWN, Status.STOPPED)


@pytest.mark.parametrize("name", ["receive", "refuse", "ask", "withdraw", "stop"])
def test_another_commune_finds_no_such_dossier(browser, submit, name):
    dossier = submit()
    client = browser("stranger")
    assert client.get(reverse(f"workspace:{name}", args=[dossier.id])).status_code == 404
    assert act(client, dossier, name, reason="x", article="y", what_0="a").status_code == 404
    dossier.refresh_from_db()
    assert (dossier.status, dossier.revision) == (Status.SUBMITTED, 0)


@pytest.mark.parametrize("name", ["assign", "do", "propose", "sign", "hand-over", "return", "answer"])
def test_what_cannot_be_done_now_is_not_offered_and_leads_back(browser, submit, world, name):
    dossier = submit()
    world_client = {"assign": "head", "do": "specialist", "propose": "specialist", "sign": "leader"}
    client = browser(world_client.get(name, "clerk"))
    answer = client.get(reverse(f"workspace:{name}", args=[dossier.id]))
    assert answer.status_code in (302, 404)


def test_who_was_slower_is_told_who_acted_when_and_gets_back_what_was_typed(world, browser, submit):
    dossier = submit()
    intake.receive(world.actor("other_clerk"), dossier.id)
    seen = {"revision": 0, "reason": "Thiếu tờ khai của người mẹ", "article": "Điều 1"}
    answer = browser("clerk").post(reverse("workspace:refuse", args=[dossier.id]), seen)
    words = answer.content.decode()
    assert answer.status_code == 409
    assert "Đỗ Văn Hai Cửa" in words
    assert "Thiếu tờ khai của người mẹ" in words
    assert reverse("workspace:dossier", args=[dossier.id]) in words
    dossier.refresh_from_db()
    assert dossier.status == Status.RECEIVED


def test_reading_is_noted_with_the_step_as_its_purpose(browser, received):
    browser("head").get(reverse("workspace:dossier", args=[received.id]))
    entry = AuditEntry.objects.filter(code="audit.person-viewed").latest("at")
    assert (entry.subject_label, entry.purpose) == (received.code, "Giải quyết hồ sơ, bước “Phân công”")
