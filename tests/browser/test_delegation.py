"""A leader goes on leave: she delegates her signature on screen, her deputy for these days sees her work and does it.

What he does is recorded as done in her place; when she ends it, he sees and may nothing of it any more.
"""

from collections.abc import Callable

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from browser import people, support
from tinhso.kernel.foundation import clock
from tinhso.kits.procedures.models import Dossier, DossierLogEntry, DossierStep
from tinhso.kits.procedures.services import intake, processing
from tinhso.kits.procedures.tests.conftest import scan, submit, world  # noqa: F401 - fixtures
from tinhso.kits.procedures.tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LONG_NAME = "Công Tằng Tôn Nữ Nguyễn Thị Hoàng Phương Thảo Nguyên Quỳnh Như Ý"


@pytest.fixture
def desk_page(page_at: Callable[..., Page], live_server: object, world: World) -> Callable[..., Page]:  # noqa: F811
    """Open a page on which one of the world's people is signed in."""

    def opened(who: str, width: int) -> Page:
        client, account = Client(), world.accounts[who]
        client.force_login(account)
        session = client.session
        session["second_factor"] = str(account.pk)
        session.save()
        page = page_at(width)
        cookie = {"name": "sessionid", "value": str(session.session_key), "url": str(live_server)}
        page.context.add_cookies([cookie])  # type: ignore[list-item]
        return page

    return opened


@pytest.mark.parametrize("width", [360, 1440])
def test_a_role_is_delegated_used_and_ended_on_screen(desk_page, shot, troubles, world, submit, width):  # noqa: F811
    troubles.expected = {403, 404}
    dossier: Dossier = submit(applicant={"full_name": LONG_NAME, "personal_number": "038090000011"})
    intake.receive(world.actor("clerk"), dossier.id)
    processing.assign(world.actor("head"), dossier.id, world.accounts["specialist"])

    specialist = desk_page("specialist", width)
    specialist.goto("/uy-quyen/")
    people.look(specialist)
    specialist.get_by_role("link", name="Ủy quyền specialist").click()
    specialist.wait_for_url("**/uy-quyen/*/")
    people.look(specialist)
    shot(specialist, f"delegate-{width}")
    specialist.locator("select[name=receiver]").select_option(str(world.accounts["second"].pk), force=True)
    today = f"{clock.today():%d/%m/%Y}"
    specialist.locator("[name=valid_from]").fill(today)
    specialist.locator("[name=valid_to]").fill(today)
    specialist.locator("[name=reason]").fill("Nghỉ phép năm theo Giấy nghỉ phép số 12/GNP-VH")
    specialist.locator("main").get_by_role("button", name="Ủy quyền").click()
    specialist.wait_for_url("**/uy-quyen/")
    expect(specialist.locator("main")).to_contain_text("Phạm Văn Chuyên Viên thay Nguyễn Thị Chuyên Viên")
    people.look(specialist)
    shot(specialist, f"delegations-{width}")

    second = desk_page("second", width)
    second.goto("/viec/")
    expect(second.locator("main")).to_contain_text("Quý vị đang làm thay Nguyễn Thị Chuyên Viên")
    expect(second.locator("main")).to_contain_text("làm thay")
    people.look(second)
    shot(second, f"delegation-inbox-{width}")
    second.get_by_role("link", name=f"{dossier.code} · {LONG_NAME}").click()
    second.wait_for_url(f"**/ho-so-mot-cua/{dossier.id}/")
    second.get_by_role("link", name="Hoàn thành bước").click()
    second.locator("[name=note]").fill("Đủ điều kiện, đã đối chiếu")
    second.get_by_role("button", name="Hoàn thành bước").click()
    second.wait_for_url(f"**/ho-so-mot-cua/{dossier.id}/")
    expect(second.locator("#dien-bien")).to_contain_text("Phạm Văn Chuyên Viên thay Nguyễn Thị Chuyên Viên")
    people.look(second)
    shot(second, f"delegation-dossier-{width}")
    line = DossierLogEntry.objects.get(dossier=dossier, act="do")
    assert (line.actor, line.actor_name) == (
        world.accounts["second"],
        "Phạm Văn Chuyên Viên thay Nguyễn Thị Chuyên Viên",
    )
    # What comes next is hers again: it waits for her, and he only stands in.
    assert DossierStep.objects.get(dossier=dossier, code="de-xuat").account == world.accounts["specialist"]

    specialist.goto("/uy-quyen/")
    specialist.get_by_role("button", name="Kết thúc").click()
    expect(specialist.locator("main")).to_contain_text("Đã kết thúc sớm")
    second.goto("/viec/")
    expect(second.locator("main")).not_to_contain_text("Quý vị đang làm thay")
    expect(second.locator("main")).not_to_contain_text(dossier.code)
    assert support.overflow(second) == []
