"""At the counter: one form from the card to the receipt, in one transaction; the other two ways out; handing over."""

import re

import pytest
from django.urls import reverse

from tinhso.kernel.identity.models import Person
from tinhso.kits.procedures.models import Dossier, DossierPart
from tinhso.kits.procedures.states import Channel, Status

pytestmark = pytest.mark.django_db

CARD = "038190001234||Nguyễn Thị Hoàng Lan Anh|05021990|Nữ|Thôn 3, Xã Thử Nghiệm|21112021"
INTAKE = "/mot-cua/tiep-nhan/1.009999/"


def form(world, **changes):
    given = {
        "khoa": "lan-1",
        "viec": "nhan",
        "nguoi-full_name": "Nguyễn Thị Hoàng Lan Anh",
        "nguoi-personal_number": "038190001234",
        "nguoi-phone": "0912 345 678",
        "nguoi-agency": str(world.commune.id),
        "nguoi-delivery": "counter",
        "purpose": "Vay vốn",
        "nhan-to-khai": "on",
        "dang-to-khai": "original",
        "so-to-khai": "2",
        "doi-chieu-to-khai": "on",
    }
    return {name: value for name, value in (given | changes).items() if value is not None}


def value_of(answer, name):
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', answer.content.decode())
    return found.group(1) if found else None


def test_the_card_fills_the_form_and_takes_nothing_down(world, browser):
    answer = browser("clerk").post(INTAKE, {"quet-the": CARD, "viec": "nhan"})
    assert answer.status_code == 200
    assert value_of(answer, "nguoi-full_name") == "Nguyễn Thị Hoàng Lan Anh"
    assert value_of(answer, "nguoi-address") == "Thôn 3, Xã Thử Nghiệm"
    assert not Dossier.objects.exists()


def test_a_number_typed_finds_the_known_person(world, browser):
    answer = browser("clerk").post(INTAKE, {"quet-the": "038090000011"})
    assert value_of(answer, "nguoi-full_name") == "Nguyễn Văn Công Dân"
    assert value_of(answer, "nguoi-phone") == "0912345678"


def test_a_card_that_cannot_be_read_says_so_at_its_field(world, browser):
    answer = browser("clerk").post(INTAKE, {"quet-the": "038|x|Ai|đó|y|z"})
    assert answer.status_code == 422
    assert 'href="#quet-the"' in answer.content.decode()


def test_a_complete_application_is_received_in_one_go(world, browser):
    answer = browser("clerk").post(INTAKE, form(world))
    dossier = Dossier.objects.get()
    assert answer.url == reverse("counter:done", args=[dossier.id])
    assert (dossier.status, dossier.channel) == (Status.RECEIVED, Channel.COUNTER)
    assert dossier.reception_unit_id == world.desk.id
    assert dossier.due_at is not None
    assert dossier.fees[0]["amount"] == 8000
    part = DossierPart.objects.get()
    assert (part.form, part.count, part.certified) == ("original", 2, True)
    page = browser("clerk").get(answer.url).content.decode()
    assert dossier.code in page
    assert "Người tiếp theo" in page


def test_the_same_form_sent_twice_makes_one_dossier(world, browser):
    client = browser("clerk")
    assert client.post(INTAKE, form(world)).url == client.post(INTAKE, form(world)).url
    assert Dossier.objects.count() == 1


def test_everything_wrong_is_said_at_once_and_nothing_typed_is_lost(world, browser):
    people = Person.objects.count()
    answer = browser("clerk").post(INTAKE, form(world, purpose="", **{"nhan-to-khai": None}))
    words = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#id_purpose"' in words
    assert 'href="#nhan-to-khai"' in words
    assert value_of(answer, "nguoi-full_name") == "Nguyễn Thị Hoàng Lan Anh"
    assert (Dossier.objects.count(), Person.objects.count()) == (0, people)


def test_what_is_missing_is_asked_for_by_one_slip(world, browser):
    answer = browser("clerk").post(INTAKE, form(world, viec="bo-sung", purpose="", **{"nhan-to-khai": None}))
    dossier = Dossier.objects.get()
    assert answer.url == reverse("counter:done", args=[dossier.id])
    assert dossier.status == Status.SUPPLEMENT
    item = dossier.supplement_requests.get().items[0]
    assert (item["part"], item["what"]) == ("to-khai", "Tờ khai")
    assert item["article"]
    assert dossier.received_at is None


def test_nothing_missing_makes_no_slip(world, browser):
    answer = browser("clerk").post(INTAKE, form(world, viec="bo-sung"))
    assert answer.status_code == 422
    assert not Dossier.objects.exists()


def test_a_refusal_needs_its_reason_and_article(world, browser):
    client = browser("clerk")
    assert client.post(INTAKE, form(world, viec="tu-choi")).status_code == 422
    assert not Dossier.objects.exists()
    reasons = {"thieu-reason": "Không thuộc thẩm quyền", "thieu-article": "Điều 1"}
    client.post(INTAKE, form(world, viec="tu-choi", **reasons))
    assert Dossier.objects.get().status == Status.REFUSED


def test_a_desk_receives_for_another_commune(world, browser):
    browser("clerk").post(INTAKE, form(world, **{"nguoi-agency": str(world.neighbour.id)}))
    assert not Dossier.objects.exists()  # the neighbour has no such division: refused whole, and said so
    browser("stranger").post(INTAKE, form(world))
    dossier = Dossier.objects.get()
    assert (dossier.agency_id, dossier.reception_unit_id) == (world.commune.id, world.neighbour.id)


def test_who_may_not_receive_is_turned_away(world, browser):
    assert browser("specialist").post(INTAKE, form(world)).status_code == 403
    assert not Dossier.objects.exists()


def test_a_procedure_is_found_by_letters_without_marks_and_opened_by_code(world, browser):
    client = browser("clerk")
    assert client.get("/mot-cua/tiep-nhan/?tim=1.009999").url == INTAKE
    assert "Không có thủ tục nào khớp" in client.get("/mot-cua/tiep-nhan/?tim=qqqq+zzzz").content.decode()


def test_the_counter_asks_few_questions_of_the_database(world, browser, django_assert_max_num_queries):
    client = browser("clerk")
    client.post(INTAKE, form(world))
    for path in ("/mot-cua/", "/mot-cua/tiep-nhan/", INTAKE, "/mot-cua/tra-ket-qua/"):
        with django_assert_max_num_queries(12):
            client.get(path)


def test_a_code_that_nobody_knows_says_so(world, browser):
    answer = browser("clerk").get("/mot-cua/tra-ket-qua/?tim=H56.901.MC-261116-0009")
    assert answer.status_code == 404
    assert "Không có hồ sơ nào mang mã" in answer.content.decode()


def test_a_result_that_is_not_there_yet_is_not_handed_over(world, browser, submit):
    dossier = submit()
    page = browser("clerk").get(f"/mot-cua/tra-ket-qua/?tim={dossier.code}", follow=True)
    assert "chưa có kết quả" in page.content.decode()
    answer = browser("clerk").post(reverse("counter:hand-over", args=[dossier.id]), {"checked": "on"})
    assert answer.status_code == 422
    dossier.refresh_from_db()
    assert dossier.status == Status.SUBMITTED
