"""A leader signs fifty papers in one batch with one PIN; one changed meanwhile is refused, the others are signed."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from browser import people
from tinhso.kernel.events.testing import clear_jobs
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.signing import services as signing
from tinhso.kits.procedures.coordination import SigningBatch
from tinhso.kits.procedures.models import Dossier
from tinhso.kits.procedures.services import intake, outcome, processing
from tinhso.kits.procedures.services.intake import Application
from tinhso.kits.procedures.states import Channel, Status
from tinhso.kits.procedures.tests.test_batches import PIN, SHORT
from tinhso.kits.procedures.tests.trust import trust_service
from tinhso.kits.procedures.tests.world import World, make_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]

PAPERS = 50
LONG_NAME = "Công Tằng Tôn Nữ Nguyễn Thị Hoàng Phương Thảo Nguyên Quỳnh Như Ý"


@pytest.fixture(scope="module")
def trust(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with trust_service(tmp_path_factory.mktemp("trust")) as url:
        yield url


@pytest.fixture
def world(db: None, settings: Any, tmp_path: Path, trust: str) -> Iterator[World]:
    clear_jobs()
    settings.TRUST_URL, settings.TIMESTAMP_URL = trust, f"{trust}/tsa"
    settings.DATA_DIR, settings.FILES_ROOT = tmp_path, tmp_path / "files"
    made = make_world(route=SHORT, parts=[])
    signing.enrol(actor=SYSTEM, unit=made.commune)
    signing.enrol(actor=SYSTEM, account=made.accounts["leader"], unit=made.commune, passphrase=PIN)
    yield made
    clear_jobs()


@pytest.fixture
def proposed(world: World) -> list[Dossier]:
    person, clerk, specialist = world.accounts["citizen"].person, world.actor("clerk"), world.actor("specialist")
    dossiers = []
    for _number in range(PAPERS):
        application = Application(
            version=world.version, agency=world.commune, person=person, applicant={"full_name": LONG_NAME},
            answers={"purpose": "Vay vốn ngân hàng"}, parts=[], channel=Channel.COUNTER,
        )  # fmt: skip
        dossier = intake.submit(clerk, application)
        intake.receive(clerk, dossier.id)
        dossiers.append(processing.propose(specialist, dossier.id, granted=True, content={}))
    clear_jobs()
    return dossiers


@pytest.mark.parametrize("width", [360, 1440])
def test_fifty_papers_are_signed_in_one_batch_and_one_is_refused(
    page_at: Callable[..., Page], live_server: Any, world: World, proposed: list[Dossier], shot: Any, width: int
) -> None:
    client, leader = Client(), world.accounts["leader"]
    client.force_login(leader)
    session = client.session
    session["second_factor"] = str(leader.pk)
    session.save()
    page = page_at(width)
    cookie = {"name": "sessionid", "value": str(session.session_key), "url": str(live_server)}
    page.context.add_cookies([cookie])  # type: ignore[list-item]

    page.goto("/viec/ky/")
    people.look(page)
    shot(page, f"to-sign-{width}")
    page.get_by_role("button", name="Chọn tất cả kết quả chờ ký").click()
    expect(page.locator("input[name=chon]:checked")).to_have_count(PAPERS)
    # Each paper is one click away, in the frame beside the list.
    with page.expect_response(lambda answer: answer.url.endswith(f"/{proposed[1].id}/du-thao/")) as drawn:
        page.locator(f"a[target=xem-van-ban][href*='{proposed[1].id}']").click()
    assert drawn.value.headers["content-type"] == "application/pdf"
    people.look(page)
    shot(page, f"batch-review-{width}", whole=False)

    # While she reads, one of them is withdrawn at the desk.
    outcome.withdraw(world.actor("clerk"), proposed[7].id, reason="Người nộp không cần nữa")
    page.locator("[name=pin]").fill(PIN)
    page.get_by_role("button", name="Ký tất cả mục có dấu").click()
    page.wait_for_url("**/viec/ky/lo/*-*/")
    expect(page.locator("main")).to_contain_text(f"0/{PAPERS}")
    people.run_jobs()
    expect(page.locator("main")).to_contain_text(f"Đã ký {PAPERS - 1} kết quả.")
    expect(page.locator("main")).to_contain_text("1 kết quả chưa ký được.")
    expect(page.locator("main")).to_contain_text("Trịnh Thị Một Cửa vừa xử lý")
    people.look(page)
    shot(page, f"batch-report-{width}", whole=False)

    assert Dossier.objects.filter(status=Status.FINISHED).count() == PAPERS - 1
    assert SigningBatch.objects.get().secret == ""
    page.goto("/viec/ky/lo/")
    expect(page.locator("main")).to_contain_text(f"{PAPERS - 1}/{PAPERS}")
    people.look(page)
