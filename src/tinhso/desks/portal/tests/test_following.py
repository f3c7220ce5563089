"""Following a dossier: one's own in full, another's not at all, by its code with a mask; answering, rating."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tinhso.desks.portal.tests.conftest import a_scan
from tinhso.government.statistics.services import rolling
from tinhso.kernel.audit.models import AuditEntry
from tinhso.kits.procedures.models import Dossier, DossierPaper, DossierResult, Draft, Rating
from tinhso.kits.procedures.services import intake, supplements, tracking
from tinhso.kits.procedures.services.papers import ensure_paper
from tinhso.kits.procedures.states import Status
from tinhso.kits.procedures.tests.world import World

pytestmark = pytest.mark.django_db

ITEMS = [
    {"part": "to-khai", "what": "Bản chụp rõ hơn", "reason": "Ảnh mờ, không đọc được chữ", "article": "Điều 9"},
    {"what": "Giải thích nơi ở", "reason": "Hai nơi ở khác nhau", "article": "Điều 10"},
]


@pytest.fixture
def dossier(citizen: Client, apply: Callable[[Client], Dossier]) -> Dossier:
    return apply(citizen)


@pytest.fixture
def asked(world: World, dossier: Dossier) -> Dossier:
    return supplements.ask(world.actor("clerk"), dossier.id, ITEMS)


def test_the_list_shows_drafts_first_and_what_was_sent(citizen: Client, dossier: Dossier) -> None:
    citizen.post("/thu-tuc/1.009999/nop/")
    page = citizen.get("/ho-so/").content.decode()
    assert page.index("Đang làm dở") < page.index(dossier.code)
    assert "Đã nộp, đang chờ tiếp nhận" in page


def test_the_page_says_where_it_stands_and_why_that_due_time(world: World, citizen: Client, dossier: Dossier) -> None:
    intake.receive(world.actor("clerk"), dossier.id)
    page = citizen.get(f"/ho-so/{dossier.id}/").content.decode()
    for words in (
        "Đã tiếp nhận",
        "Phòng Văn hóa",
        "Bắt đầu tính thời hạn",
        "Tiếp nhận hồ sơ đầy đủ, hợp lệ",
        "Điều 2",
        "Vay vốn",
        "don.pdf",
        "8.500.000",
    ):
        assert words in page, words


def test_anothers_dossier_is_not_there(dossier: Dossier, stranger: Client) -> None:
    root = f"/ho-so/{dossier.id}/"
    for path in ("", "da-nop/", "bo-sung/", "rut/", "danh-gia/"):
        assert stranger.get(f"{root}{path}").status_code == 404
    assert stranger.post(f"{root}rut/", {"reason": "x"}).status_code == 404
    dossier.refresh_from_db()
    assert dossier.status == Status.SUBMITTED


def test_a_supplement_is_answered_with_files_and_words(citizen: Client, asked: Dossier) -> None:
    page = citizen.get(f"/ho-so/{asked.id}/bo-sung/").content.decode()
    assert "Ảnh mờ, không đọc được chữ" in page
    assert "Điều 9" in page
    answer = citizen.post(f"/ho-so/{asked.id}/bo-sung/", {"tep-0": a_scan("ro-hon.pdf"), "note": "Đã chụp lại."})
    assert answer["Location"] == f"/ho-so/{asked.id}/"
    asked.refresh_from_db()
    assert asked.status == Status.SUBMITTED
    assert asked.parts.filter(supplement__isnull=False).get().file.name == "ro-hon.pdf"  # type: ignore[union-attr]


def test_a_good_file_is_kept_when_another_is_refused(citizen: Client, asked: Dossier) -> None:
    bad = SimpleUploadedFile("la.exe", b"MZ", content_type="application/octet-stream")
    page = citizen.post(f"/ho-so/{asked.id}/bo-sung/", {"tep-0": [a_scan("tot.pdf"), bad]})
    text = page.content.decode()
    assert "tot.pdf" in text
    token = text.split('name="giu-0" value="')[1].split('"')[0]
    sent = citizen.post(f"/ho-so/{asked.id}/bo-sung/", {"giu-0": token})
    assert sent.status_code == 302
    assert asked.parts.filter(supplement__isnull=False).get().file.name == "tot.pdf"  # type: ignore[union-attr]


def test_an_empty_answer_is_explained(citizen: Client, asked: Dossier) -> None:
    page = citizen.post(f"/ho-so/{asked.id}/bo-sung/", {"note": ""})
    assert "Hãy kèm giấy tờ được yêu cầu" in page.content.decode()
    asked.refresh_from_db()
    assert asked.status == Status.SUPPLEMENT


def test_a_dossier_is_taken_back_only_with_a_reason(citizen: Client, dossier: Dossier) -> None:
    assert "Hãy cho biết vì sao" in citizen.post(f"/ho-so/{dossier.id}/rut/", {"reason": ""}).content.decode()
    citizen.post(f"/ho-so/{dossier.id}/rut/", {"reason": "Nộp nhầm nơi"})
    dossier.refresh_from_db()
    assert dossier.status == Status.WITHDRAWN
    assert "Nộp nhầm nơi" in citizen.get(f"/ho-so/{dossier.id}/").content.decode()


def test_a_refused_dossier_says_why_and_begins_anew_from_what_was_sent(
    world: World, citizen: Client, stranger: Client, dossier: Dossier
) -> None:
    intake.refuse(world.actor("clerk"), dossier.id, reason="Không thuộc thẩm quyền", article="Điều 7 khoản 2")
    page = citizen.get(f"/ho-so/{dossier.id}/").content.decode()
    assert "Không thuộc thẩm quyền" in page
    assert "Điều 7 khoản 2" in page
    assert stranger.post(f"/ho-so/{dossier.id}/nop-lai/").status_code == 404
    begun = citizen.post(f"/ho-so/{dossier.id}/nop-lai/")
    assert begun["Location"].endswith("/kiem-tra/"), "nothing has to be typed again"
    check = citizen.get(begun["Location"]).content.decode()
    assert "Vay vốn" in check
    assert "don.pdf" in check
    sent = citizen.post(begun["Location"], {"declared": "on"})
    assert sent["Location"].endswith("/da-nop/")
    assert Dossier.objects.count() == 2


@pytest.mark.parametrize(("granted", "words"), [(True, "Kết quả đã có"), (False, "Cơ quan không giải quyết được")])
def test_the_result_stands_first(world: World, citizen: Client, dossier: Dossier, granted: bool, words: str) -> None:
    intake.receive(world.actor("clerk"), dossier.id)
    paper = ensure_paper(dossier.id, "receipt")
    DossierPaper.objects.filter(paper=paper).update(kind="result")
    DossierResult.objects.create(dossier=dossier, granted=granted, reason="Chưa đủ điều kiện", article="Điều 5")
    Dossier.objects.filter(id=dossier.id).update(status=Status.FINISHED)
    page = citizen.get(f"/ho-so/{dossier.id}/").content.decode()
    assert words in page
    assert ("Chưa đủ điều kiện" in page) is not granted
    download = page.split('<a href="/tep/xem/')[1].split('"')[0]
    assert citizen.get(f"/tep/xem/{download}").status_code == 200


def test_an_ended_dossier_is_rated_once(citizen: Client, dossier: Dossier) -> None:
    assert citizen.get(f"/ho-so/{dossier.id}/danh-gia/").status_code == 302, "not before it has ended"
    citizen.post(f"/ho-so/{dossier.id}/rut/", {"reason": "Nộp nhầm"})
    citizen.post(f"/ho-so/{dossier.id}/danh-gia/", {"score": "4", "comment": "Nhanh."})
    again = citizen.post(f"/ho-so/{dossier.id}/danh-gia/", {"score": "1"})
    assert again.status_code == 422
    assert Rating.objects.get().score == 4


def test_tracking_by_code_shows_no_personal_data_and_is_recorded_once(client: Client, asked: Dossier) -> None:
    page = client.get("/tra-cuu/", {"ma": asked.code.lower()}).content.decode()
    assert "Chờ quý vị bổ sung" in page
    assert "Nguyễn V** C** D**" in page
    for secret in ("Nguyễn Văn Công Dân", "038090000011", "0912345678", "Thôn 1", "Ảnh mờ", "Vay vốn"):
        assert secret not in page, secret
    assert AuditEntry.objects.filter(code="procedures.dossier-tracked", subject_id=asked.id).count() == 1


@pytest.mark.parametrize(
    ("code", "words"),
    [("linh tinh", "không đúng mẫu"), ("H56.15.03-261008-0975", "Không tìm thấy hồ sơ mang mã này")],
)
def test_a_code_that_leads_nowhere_is_explained(world: World, client: Client, code: str, words: str) -> None:
    answer = client.get("/tra-cuu/", {"ma": code})
    assert answer.status_code == 200
    assert words in answer.content.decode()


def test_guessing_codes_is_stopped(world: World, client: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr(tracking, "MOST", 3)
    codes = [f"H56.15.03-261008-{number:04d}" for number in range(4)]
    assert [client.get("/tra-cuu/", {"ma": code}).status_code for code in codes] == [200, 200, 200, 429]


def test_results_of_agencies_count_what_was_on_time_and_rated(world: World, citizen: Client, dossier: Dossier) -> None:
    intake.receive(world.actor("clerk"), dossier.id)
    rolling.roll_up()
    page = citizen.get("/hai-long/").content.decode()
    assert "UBND xã Thử Nghiệm" in page
    assert "Nguyễn Văn Công Dân" not in page.split("<main")[1]
    assert "Chưa có số liệu" in citizen.get("/hai-long/?cap=province").content.decode()


def test_own_pages_ask_the_database_little(
    world: World, citizen: Client, dossier: Dossier, django_assert_max_num_queries: Any
) -> None:
    intake.receive(world.actor("clerk"), dossier.id)
    for path, most in (("/ho-so/", 8), ("/ho-so/nhap/", 8), (f"/ho-so/{dossier.id}/", 12)):
        with django_assert_max_num_queries(most):
            assert citizen.get(path).status_code == 200
    for _draft in range(5):
        citizen.post("/thu-tuc/1.009999/nop/", {"moi": "1"})
    with django_assert_max_num_queries(8):
        assert citizen.get("/ho-so/nhap/").content.decode().count("Làm tiếp") == 5
    root = f"/ho-so/nhap/{Draft.objects.filter(dossier=None).latest('created_at').id}/"
    for step in ("noi-giai-quyet/", "nguoi-nop/", "to-khai/muc-dich/", "giay-to/", "nhan-ket-qua/", "kiem-tra/"):
        with django_assert_max_num_queries(8):
            assert citizen.get(f"{root}{step}").status_code == 200
