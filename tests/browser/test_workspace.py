"""The officers' pages in a real browser: the inbox by keys, an intake by scanner, a conflict, every width and theme."""

from collections.abc import Callable

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from browser import support
from tinhso.kits.procedures.models import Dossier
from tinhso.kits.procedures.services import intake, processing
from tinhso.kits.procedures.states import Status
from tinhso.kits.procedures.tests.conftest import scan, submit, world  # noqa: F401 - fixtures
from tinhso.kits.procedures.tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CARD = "038190001234||Nguyễn Thị Hoàng Phương Thảo Nguyên|05021990|Nữ|Thôn 3, Xã Thử Nghiệm|21112021"
LONG_NAME = "Công Tằng Tôn Nữ Nguyễn Thị Hoàng Phương Thảo Nguyên Quỳnh Như Ý"


@pytest.fixture
def desk_page(page_at: Callable[..., Page], live_server: object, world: World) -> Callable[..., Page]:  # noqa: F811
    """Open a page on which one of the world's people is signed in."""

    def opened(who: str, width: int = 1440) -> Page:
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


@pytest.fixture
def assigned(world: World, submit: Callable[..., Dossier]) -> Dossier:  # noqa: F811
    dossier = submit(applicant={"full_name": LONG_NAME, "personal_number": "038090000011"})
    intake.receive(world.actor("clerk"), dossier.id)
    return processing.assign(world.actor("head"), dossier.id, world.accounts["specialist"], note="Làm sớm")


@pytest.mark.parametrize("width", support.WIDTHS)
def test_every_page_fits_and_is_accessible(desk_page, axe, shot, assigned, submit, width):  # noqa: F811
    submit()
    pages = {
        "specialist": {
            "inbox": "/viec/",
            "dossiers": "/ho-so-mot-cua/",
            "dossier": f"/ho-so-mot-cua/{assigned.id}/",
            "do": f"/ho-so-mot-cua/{assigned.id}/xu-ly/",
            "ask": f"/ho-so-mot-cua/{assigned.id}/yeu-cau-bo-sung/",
        },
        "clerk": {
            "counter": "/mot-cua/",
            "choose": "/mot-cua/tiep-nhan/",
            "intake": "/mot-cua/tiep-nhan/1.009999/",
            "results": "/mot-cua/tra-ket-qua/",
        },
        "stranger": {"inbox-empty": "/viec/"},
    }
    for who, addresses in pages.items():
        page = desk_page(who, width)
        for name, address in addresses.items():
            page.goto(address)
            support.settle(page)
            for theme in support.in_each_theme(page):
                shot(page, f"workspace-{name}-{width}-{theme}")
                assert support.overflow(page) == [], name
                axe(page)


def test_the_inbox_is_worked_by_keys(desk_page, assigned):
    page = desk_page("specialist")
    page.goto("/viec/")
    page.keyboard.press("j")
    expect(page.locator("#xem-nhanh")).to_contain_text("Mở hồ sơ")
    expect(page.locator("#xem-nhanh")).to_contain_text("Thẩm định")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/ho-so-mot-cua/{assigned.id}/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Xin giấy xác nhận")


def test_a_person_at_the_desk_is_taken_in_by_scanner_and_enter(desk_page, axe, world):  # noqa: F811
    page = desk_page("clerk")
    page.goto("/mot-cua/tiep-nhan/")
    page.keyboard.type("1.009999")
    page.keyboard.press("Enter")
    page.wait_for_url("**/1.009999/")
    # A scanner types where the focus stands, and ends with Enter.
    page.keyboard.type(CARD)
    page.keyboard.press("Enter")
    expect(page.locator("[name=nguoi-full_name]")).to_have_value("Nguyễn Thị Hoàng Phương Thảo Nguyên")
    expect(page.locator("[name=nguoi-phone]")).to_be_focused()
    page.keyboard.type("0912345678")
    page.locator("[name=purpose]").fill("Vay vốn")
    page.locator("[name=nhan-to-khai]").check()
    page.locator("[name=purpose]").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/da-nhan/**")
    axe(page)
    expect(page.get_by_role("button", name="Người tiếp theo")).to_be_focused()
    assert Dossier.objects.get().status == Status.RECEIVED


def test_who_is_slower_sees_who_was_faster(desk_page, axe, shot, troubles, world, submit):  # noqa: F811
    troubles.expected = {409}
    dossier = submit()
    page = desk_page("clerk")
    page.goto(f"/ho-so-mot-cua/{dossier.id}/tu-choi/")
    page.locator("[name=reason]").fill("Thiếu tờ khai")
    page.locator("[name=article]").fill("Điều 1")
    intake.receive(world.actor("other_clerk"), dossier.id)
    page.get_by_role("button", name="Từ chối tiếp nhận").click()
    expect(page.locator("main")).to_contain_text("Đỗ Văn Hai Cửa")
    expect(page.locator("main")).to_contain_text("Thiếu tờ khai")
    shot(page, "workspace-conflict-1440")
    axe(page)
    page.get_by_role("link", name="Xem hồ sơ hiện nay").click()
    page.wait_for_url(f"**/ho-so-mot-cua/{dossier.id}/")


@pytest.mark.parametrize("width", [360, 1440])
def test_what_is_wrong_is_listed_and_led_to(desk_page, axe, shot, troubles, world, width):  # noqa: F811
    troubles.expected = {422}
    page = desk_page("clerk", width)
    page.goto("/mot-cua/tiep-nhan/1.009999/")
    page.get_by_role("button", name="Tiếp nhận và in giấy hẹn").click()
    expect(page.get_by_role("alert")).to_contain_text("Còn thiếu “Tờ khai”")
    shot(page, f"workspace-intake-errors-{width}")
    assert support.overflow(page) == []
    axe(page)
