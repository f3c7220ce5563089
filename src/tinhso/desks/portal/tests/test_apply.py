"""Applying without script: every step keeps what was typed, nothing is sent twice, nobody sees another's draft."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tinhso.desks.portal.tests.conftest import ANSWERS, CHANGES, a_scan
from tinhso.kernel.foundation import clock
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.identity.queries import actor_for
from tinhso.kits.procedures.models import Dossier, Draft
from tinhso.kits.procedures.services import intake, publishing
from tinhso.kits.procedures.tests.world import World, definition

pytestmark = pytest.mark.django_db


def begun(client: Client) -> str:
    """Begin an application and return the address under which its steps lie."""
    return client.post("/thu-tuc/1.009999/nop/")["Location"].rsplit("/", 2)[0] + "/"


def test_a_citizen_applies_page_by_page_and_receives_a_code(
    world: World, citizen: Client, apply: Callable[[Client], Dossier]
) -> None:
    dossier = apply(citizen)
    assert dossier.code.startswith("H56.901.MC-")
    assert dossier.answers == {
        "purpose": "Vay vốn",
        "proxy": "no",
        "born": "1990-09-02",
        "wage": 8500000,
        "phone": "0912345678",
    }
    assert dossier.applicant["full_name"] == "Nguyễn Văn Công Dân"
    assert dossier.applicant["declared_true"] is True
    assert [part.code for part in dossier.parts.all()] == ["to-khai"]
    page = citizen.get(f"/ho-so/{dossier.id}/da-nop/").content.decode()
    assert dossier.code in page
    assert "3 ngày làm việc" in page


def test_a_draft_that_was_sent_leads_to_its_dossier(citizen: Client, apply: Callable[[Client], Dossier]) -> None:
    dossier = apply(citizen)
    url = f"/ho-so/nhap/{dossier.draft.id}/kiem-tra/"
    again = citizen.post(url, ANSWERS["kiem-tra"])
    assert again["Location"] == f"/ho-so/{dossier.id}/da-nop/"
    assert Dossier.objects.count() == 1


def test_sending_at_the_same_moment_gives_one_dossier(citizen: Client, apply: Callable[[Client], Dossier]) -> None:
    """The service is asked again with the draft that the first request has just sent."""
    dossier = apply(citizen)
    actor_account = dossier.account
    assert actor_account is not None
    assert intake.submit_draft(actor_for(actor_account), dossier.draft.id, actor_account.person).id == dossier.id


def test_an_answer_that_is_not_right_yet_is_kept_and_explained(citizen: Client) -> None:
    root = begun(citizen)
    data = {"born_0": "31", "born_1": "2", "born_2": "1990", "wage": "nhiều lắm", "phone": "12"}
    page = citizen.post(f"{root}to-khai/ban-than/", data)
    text = page.content.decode()
    assert page.status_code == 200
    assert "phải là một ngày có thật" in text
    assert 'value="31"' in text
    assert 'value="nhiều lắm"' in text
    assert 'href="#id_born_0"' in text
    again = citizen.get(f"{root}to-khai/ban-than/").content.decode()
    assert 'value="nhiều lắm"' in again
    assert 'value="1990"' in again


def test_a_page_appears_only_when_the_answers_lead_there(citizen: Client) -> None:
    root = begun(citizen)
    citizen.post(f"{root}to-khai/muc-dich/", {"purpose": "Vay vốn", "proxy": "no"})
    assert citizen.get(f"{root}to-khai/nop-thay/").status_code == 404
    on = citizen.post(f"{root}to-khai/muc-dich/", {"purpose": "Vay vốn", "proxy": "yes"})
    assert on["Location"].endswith("/to-khai/nop-thay/")


def test_going_back_from_the_check_returns_there_unless_a_new_question_opened(citizen: Client) -> None:
    root = begun(citizen)
    citizen.post(f"{root}to-khai/muc-dich/", ANSWERS["to-khai/muc-dich"])
    citizen.post(f"{root}to-khai/ban-than/", ANSWERS["to-khai/ban-than"])
    back = citizen.post(f"{root}to-khai/muc-dich/?ve=kiem-tra", {"purpose": "Xin việc", "proxy": "no"})
    assert back["Location"].endswith("/noi-giai-quyet/"), "the first step that is not done"


def test_saving_for_later_keeps_even_a_wrong_answer(citizen: Client) -> None:
    root = begun(citizen)
    left = citizen.post(f"{root}to-khai/ban-than/", {"born_2": "19", "luu": "1"})
    assert left["Location"] == "/ho-so/nhap/"
    assert "//19" in Draft.objects.get().answers["born"]


def test_the_page_saves_itself_while_somebody_types(citizen: Client) -> None:
    root = begun(citizen)
    saved = citizen.post(f"{root}to-khai/muc-dich/?tu-luu=1", {"purpose": "Dở da"})
    assert saved.status_code == 204
    assert Draft.objects.get().answers == {"purpose": "Dở da"}
    assert citizen.post(f"{root}nguoi-nop/?tu-luu=1", {"full_name": "Nguyễn"}).status_code == 204
    assert Draft.objects.get().applicant["wrong"] is True


def test_the_account_fills_in_the_applicant_and_the_applicant_the_form(citizen: Client) -> None:
    root = begun(citizen)
    assert 'value="038090000011"' in citizen.get(f"{root}nguoi-nop/").content.decode()
    citizen.post(f"{root}nguoi-nop/", ANSWERS["nguoi-nop"])
    assert 'value="0912345678"' in citizen.get(f"{root}to-khai/ban-than/").content.decode()


def test_applying_for_somebody_else_asks_who_and_why(citizen: Client) -> None:
    root = begun(citizen)
    wrong = citizen.post(f"{root}nguoi-nop/", ANSWERS["nguoi-nop"] | {"on_behalf": "other"})
    assert "Hãy ghi họ và tên người được nộp thay." in wrong.content.decode()
    right = {"on_behalf": "other", "other_name": "Lê Thị Mẹ", "relation": "child"}
    assert citizen.post(f"{root}nguoi-nop/", ANSWERS["nguoi-nop"] | right).status_code == 302
    assert Draft.objects.get().applicant["other_name"] == "Lê Thị Mẹ"


def test_files_are_kept_whatever_is_wrong_with_others(citizen: Client) -> None:
    root = begun(citizen)
    bad = SimpleUploadedFile("virus.exe", b"MZ nothing", content_type="application/octet-stream")
    page = citizen.post(f"{root}giay-to/", {"tep-to-khai": [a_scan("don-1.pdf"), bad]})
    text = page.content.decode()
    assert page.status_code == 200
    assert "don-1.pdf" in text
    assert "virus.exe" in text, "the reason names the file"
    assert Draft.objects.get().files.count() == 1
    assert citizen.post(f"{root}giay-to/", {}).status_code == 302, "what was kept is enough"


def test_a_missing_part_is_named_and_a_part_to_show_is_only_listed(citizen: Client) -> None:
    root = begun(citizen)
    text = citizen.post(f"{root}giay-to/", {}).content.decode()
    assert "Còn thiếu “Đơn có xác nhận của tổ dân phố”" in text
    assert 'href="#tep-to-khai"' in text
    assert "Thẻ căn cước" in text
    assert 'name="tep-can-cuoc"' not in text


def test_a_file_is_taken_out_again(citizen: Client) -> None:
    root = begun(citizen)
    citizen.post(f"{root}giay-to/", {"tep-to-khai": a_scan(), "them": "1"})
    kept = Draft.objects.get().files.get()
    citizen.post(f"{root}giay-to/", {"bo": str(kept.id)})
    assert not Draft.objects.get().files.exists()


def test_the_check_names_what_is_not_done_and_sends_nothing(citizen: Client) -> None:
    root = begun(citizen)
    text = citizen.post(f"{root}kiem-tra/", {"declared": "on"}).content.decode()
    assert "Còn 6 bước chưa xong." in text
    assert f'href="{root}noi-giai-quyet/"' in text
    assert not Dossier.objects.exists()


def test_nothing_is_sent_without_the_declaration(citizen: Client, apply: Callable[[Client], Dossier]) -> None:
    saved = ANSWERS["kiem-tra"]
    ANSWERS["kiem-tra"] = {}
    try:
        with pytest.raises(KeyError):
            apply(citizen)
    finally:
        ANSWERS["kiem-tra"] = saved
    assert not Dossier.objects.exists()


def test_a_draft_is_sent_only_under_the_version_in_force(world: World, citizen: Client) -> None:
    root = begun(citizen)
    citizen.post(f"{root}to-khai/muc-dich/", ANSWERS["to-khai/muc-dich"])
    changed = definition(**CHANGES | {"summary": "Phiên bản sau."})
    publishing.load_definition(changed, valid_from=clock.today(), decision="QĐ sau", actor=SYSTEM)
    assert "Thủ tục vừa có phiên bản mới" in citizen.get(f"{root}kiem-tra/").content.decode()
    citizen.post(f"{root}kiem-tra/", {"declared": "on"})
    assert not Dossier.objects.exists()
    citizen.post(f"{root}cap-nhat/")
    draft = Draft.objects.get()
    assert draft.version.number == 2
    assert draft.answers["purpose"] == "Vay vốn"
    assert "Thủ tục vừa có phiên bản mới" not in citizen.get(f"{root}kiem-tra/").content.decode()


def test_anothers_draft_is_not_there(citizen: Client, stranger: Client) -> None:
    root = begun(citizen)
    assert stranger.post(f"{root}cap-nhat/").status_code == 404
    for step in ("", "noi-giai-quyet/", "nguoi-nop/", "to-khai/muc-dich/", "giay-to/", "nhan-ket-qua/", "kiem-tra/"):
        assert stranger.get(f"{root}{step}").status_code == 404
    assert stranger.post(f"{root}xoa/").status_code == 404
    assert Draft.objects.count() == 1


def test_a_draft_is_found_again_and_can_be_erased(citizen: Client) -> None:
    root = begun(citizen)
    citizen.post(f"{root}to-khai/muc-dich/", ANSWERS["to-khai/muc-dich"])
    assert root in citizen.get("/ho-so/nhap/").content.decode()
    assert citizen.get(root)["Location"] == f"{root}noi-giai-quyet/"
    citizen.post(f"{root}xoa/")
    assert not Draft.objects.exists()


def test_beginning_again_offers_the_draft_and_another(citizen: Client) -> None:
    begun(citizen)
    assert "Quý vị đang làm dở thủ tục này" in citizen.get("/thu-tuc/1.009999/nop/").content.decode()
    citizen.post("/thu-tuc/1.009999/nop/", {"moi": "1"})
    assert Draft.objects.count() == 2


def test_an_official_is_told_to_use_a_citizens_account(world: World) -> None:
    client = Client()
    client.force_login(world.accounts["clerk"])
    answer = client.get("/thu-tuc/1.009999/nop/")
    assert answer.status_code == 403
    assert "Tài khoản công vụ không dùng để nộp hồ sơ" in answer.content.decode()
