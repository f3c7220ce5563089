"""The inbox, the lists and the page of a dossier: what they show to whom, and how little they ask the database."""

import pytest
from django.urls import reverse

from tinhso.kernel.inbox.queries import open_items
from tinhso.kits.procedures.services import intake, processing, supplements

pytestmark = pytest.mark.django_db

ITEMS = [{"part": "to-khai", "what": "Tờ khai", "reason": "Chưa ký", "article": "Điều 1"}]


@pytest.fixture
def received(world, submit):
    dossier = submit()
    intake.receive(world.actor("clerk"), dossier.id)
    return dossier


def test_the_inbox_shows_the_pool_of_the_unit_and_a_claim_makes_it_mine(world, browser, submit):
    dossier = submit()
    client = browser("clerk")
    assert dossier.code in client.get("/viec/?xem=chung").content.decode()
    assert dossier.code not in client.get("/viec/?xem=cua-toi").content.decode()
    item = open_items(dossier.id).get()
    assert client.post(reverse("workspace:claim", args=[item.id])).url == item.url
    assert dossier.code in client.get("/viec/?xem=cua-toi").content.decode()
    answer = browser("other_clerk").post(reverse("workspace:claim", args=[item.id]))
    assert answer.status_code == 409
    assert "Trịnh Thị Một Cửa" in answer.content.decode()
    client.post(reverse("workspace:release", args=[item.id]))
    assert dossier.code in client.get("/viec/?xem=chung").content.decode()


def test_the_inbox_of_another_commune_is_empty(browser, submit):
    submit()
    assert "Không còn việc nào chờ quý vị" in browser("stranger").get("/viec/").content.decode()


def test_filters_live_in_the_address(browser, submit, world):
    dossier = submit()
    client = browser("clerk")
    assert dossier.code in client.get(f"/viec/?loai=procedures.receive&don_vi={world.desk.id}").content.decode()
    assert "Không có việc nào khớp" in client.get("/viec/?loai=procedures.step").content.decode()
    assert dossier.code in client.get("/viec/?loai=khong-co&don_vi=sai").content.decode()


def test_the_inbox_exports_what_it_shows(browser, submit):
    dossier = submit()
    answer = browser("clerk").get("/viec/?xuat=csv")
    assert dossier.code in b"".join(answer.streaming_content).decode()


def test_the_list_finds_by_code_name_and_telephone_and_opens_a_whole_code(browser, submit):
    dossier = submit()
    client = browser("clerk")
    assert client.get(f"/ho-so-mot-cua/?tim={dossier.code}").url == reverse("workspace:dossier", args=[dossier.id])
    for text in ("nguyen van cong dan", "CÔNG DÂN", dossier.code[-4:]):
        assert dossier.code in client.get("/ho-so-mot-cua/", {"tim": text}).content.decode()
    assert "Không có hồ sơ nào khớp" in client.get("/ho-so-mot-cua/?tim=zzzz").content.decode()


def test_the_list_of_another_commune_shows_nothing(browser, submit):
    dossier = submit()
    client = browser("stranger")
    assert dossier.code not in client.get("/ho-so-mot-cua/").content.decode()
    assert client.get(reverse("workspace:dossier", args=[dossier.id])).status_code == 404
    assert client.get(reverse("workspace:glance", args=[dossier.id])).status_code == 404
    assert client.get(reverse("workspace:earlier", args=[dossier.id])).status_code == 404


def test_the_page_shows_law_clock_story_and_who_holds_it(world, browser, received):
    words = browser("head").get(reverse("workspace:dossier", args=[received.id])).content.decode()
    for shown in ("Luật Thử nghiệm", "Sổ thời hạn", "Điều 2", "Phòng Văn hóa – Xã hội", "Trịnh Thị Một Cửa", "Vay vốn"):
        assert shown in words
    assert reverse("workspace:assign", args=[received.id]) in words
    assert reverse("workspace:receive", args=[received.id]) not in words


def test_the_preview_shows_no_answers_of_the_person(browser, received):
    address = reverse("workspace:glance", args=[received.id])
    words = browser("head").get(address, headers={"HX-Request": "true"}).content.decode()
    assert received.code in words
    assert "Vay vốn" not in words
    assert "038090000011" not in words
    assert browser("head").get(address).url == reverse("workspace:dossier", args=[received.id])


def test_other_dossiers_of_the_person_are_shown_as_far_as_one_may_see(browser, submit):
    first, second = submit(), submit()
    words = browser("clerk").get(reverse("workspace:earlier", args=[first.id])).content.decode()
    assert second.code in words
    assert f">{first.code}</a>" not in words


def test_pages_ask_no_more_than_twelve_questions_whatever_the_rows(
    world, browser, submit, django_assert_max_num_queries
):
    dossiers = [submit() for _ in range(5)]
    intake.receive(world.actor("clerk"), dossiers[0].id)
    processing.assign(world.actor("head"), dossiers[0].id, world.accounts["specialist"])
    supplements.ask(world.actor("specialist"), dossiers[0].id, ITEMS)
    client = browser("clerk")
    for path in ("/viec/", "/ho-so-mot-cua/", reverse("workspace:dossier", args=[dossiers[0].id])):
        client.get(path)
        with django_assert_max_num_queries(12):
            assert client.get(path).status_code == 200


def test_progress_counts_and_leads_to_the_dossiers(world, browser, received, submit):
    from tinhso.kernel.identity import services as identity
    from tinhso.kernel.identity.actor import SYSTEM

    rows = [{"code": "watch", "name": "watch", "permissions": ["procedures.view", "procedures.supervise"]}]
    role = identity.load_roles(rows)[0]
    identity.assign_role(SYSTEM, world.accounts["leader"], role, world.commune, valid_from=world.commune.valid_from)
    words = browser("leader").get("/tien-do/").content.decode()
    assert "UBND xã Thử Nghiệm" in words
    assert f"don_vi={world.commune.id}" in words
    assert "Tư pháp" in browser("leader").get("/tien-do/?theo=linh-vuc").content.decode()
    assert browser("clerk").get("/tien-do/").status_code == 403
