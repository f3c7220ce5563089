"""On a tablet a leader signs fifty official documents in one act with one PIN; one taken back meanwhile is named."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from browser import people
from tinhso.desks.leader import permissions as desk
from tinhso.desks.leader.models import SigningRun
from tinhso.government.directives import permissions as orders
from tinhso.government.official_documents.models import OutgoingDocument
from tinhso.government.official_documents.services import drafting, signing
from tinhso.government.official_documents.services.drafting import Given, To
from tinhso.government.official_documents.states import Outgoing
from tinhso.government.official_documents.tests.conftest import LETTER
from tinhso.government.official_documents.tests.world import SINCE, World, make_world
from tinhso.kernel.events.testing import clear_jobs
from tinhso.kernel.identity import services as identity
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.signing import services as signatures
from tinhso.kits.procedures.tests.trust import trust_service

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]

PAPERS, TABLET = 50, 820
PIN = "Ky-so-2026"
LONG = "tăng cường công tác quản lý quy hoạch, trật tự xây dựng và xử lý vi phạm trên địa bàn xã, phường mới sắp xếp"


@pytest.fixture(scope="module")
def trust(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with trust_service(tmp_path_factory.mktemp("trust")) as url:
        yield url


@pytest.fixture
def world(db: None, settings: Any, tmp_path: Path, trust: str) -> Iterator[World]:
    clear_jobs()
    settings.TRUST_URL, settings.TIMESTAMP_URL = trust, f"{trust}/tsa"
    settings.DATA_DIR, settings.FILES_ROOT = tmp_path, tmp_path / "files"
    made = make_world()
    rights = [desk.OPEN, orders.VIEW, orders.ASSIGN, orders.URGE]
    role = identity.load_roles([{"code": "desk", "name": "Bàn lãnh đạo", "permissions": rights}])[0]
    identity.assign_role(SYSTEM, made.accounts["leader"], role, made.department, valid_from=SINCE)
    signatures.enrol(actor=SYSTEM, account=made.accounts["leader"], unit=made.department, passphrase=PIN)
    yield made
    clear_jobs()


@pytest.fixture
def submitted(world: World) -> list[OutgoingDocument]:
    specialist, leader = world.actor("specialist"), world.accounts["leader"]
    documents = []
    for number in range(1, PAPERS + 1):
        given = Given(
            LETTER | {"subject": f"{LONG}, đợt {number}"},
            recipients=[To("Ủy ban nhân dân xã Thượng Ninh", "H56.901")],
        )
        document = drafting.start(specialist, world.division, given)
        documents.append(signing.submit(specialist, document.id, leader))
    clear_jobs()
    return documents


def test_fifty_documents_are_signed_on_a_tablet_and_one_is_refused(
    page_at: Callable[..., Page], live_server: Any, world: World, submitted: list[OutgoingDocument], shot: Any
) -> None:
    client, leader = Client(), world.accounts["leader"]
    client.force_login(leader)
    session = client.session
    session["second_factor"] = str(leader.pk)
    session.save()
    page = page_at(TABLET)
    cookie = {"name": "sessionid", "value": str(session.session_key), "url": str(live_server)}
    page.context.add_cookies([cookie])  # type: ignore[list-item]

    page.goto("/lanh-dao/")
    expect(page.locator("main")).to_contain_text("Chờ tôi ký")
    people.look(page)
    shot(page, f"leader-home-{TABLET}")
    page.get_by_role("link", name="Chọn và ký").click()
    people.look(page)
    shot(page, f"leader-to-sign-{TABLET}", whole=False)
    page.get_by_role("button", name=f"Chọn cả {PAPERS} văn bản").click()
    expect(page.locator("input[name=chon]:checked")).to_have_count(PAPERS)
    people.look(page)
    shot(page, f"leader-review-{TABLET}", whole=False)

    # While she reads, the drafter takes one back to mend it.
    signing.take_back(world.actor("specialist"), submitted[7].id)
    page.locator("[name=pin]").fill(PIN)
    page.get_by_role("button", name="Ký tất cả mục có dấu").click()
    page.wait_for_url("**/lanh-dao/ky/luot/*-*/")
    people.run_jobs()
    expect(page.locator("main")).to_contain_text(f"Đã ký {PAPERS - 1} văn bản.")
    expect(page.locator("main")).to_contain_text("1 văn bản chưa ký được.")
    expect(page.locator("main")).to_contain_text("đã được rút lại")
    expect(page.locator("main").get_by_text(submitted[7].subject).first).to_be_visible()
    people.look(page)
    shot(page, f"leader-report-{TABLET}", whole=False)

    assert OutgoingDocument.objects.filter(state=Outgoing.SIGNED).count() == PAPERS - 1
    assert SigningRun.objects.get().secret == ""
    page.goto("/lanh-dao/ky/luot/")
    expect(page.locator("main")).to_contain_text(f"{PAPERS - 1}/{PAPERS}")
    page.goto("/lanh-dao/")
    expect(page.locator("main")).to_contain_text("Không có văn bản nào chờ ký")
