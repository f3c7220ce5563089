"""The administration desk in a real browser: pages fit and obey axe, errors lead to their fields, secrets show once."""

import pytest
from django.test import Client

from browser import support
from security.world import make_world
from tinhso.kernel.foundation.permissions import PERMISSIONS
from tinhso.kernel.identity.models import Account

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = ("", "don-vi/", "tai-khoan/", "vai-tro/", "lich/", "lich/tinh-thu/", "thu-tuc/du-thao/", "nhat-ky/")


@pytest.fixture
def desk(page_at, live_server):
    """Open a page in which an administrator of the province is signed in."""
    world = make_world()
    account = world.official(sorted(PERMISSIONS))
    client = Client()
    client.force_login(account)
    session = client.session
    session["second_factor"] = str(account.pk)
    session.save()

    def opened(width=1440, theme="light"):
        page = page_at(width, theme=theme)
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": str(live_server)}
        page.context.add_cookies([cookie])
        return page

    return opened


@pytest.mark.parametrize(("width", "theme"), [(360, "light"), (768, "dark"), (1440, "light")])
def test_the_pages_fit_and_are_accessible(desk, axe, shot, width, theme):
    page = desk(width, theme)
    for place in PAGES:
        page.goto(f"/quan-tri/{place}")
        shot(page, f"administration-{place.strip('/').replace('/', '-') or 'home'}-{width}-{theme}")
        assert support.overflow(page) == [], place
        axe(page)


def test_an_error_leads_to_its_field_and_nothing_typed_is_lost(desk, axe, troubles):
    troubles.expected = {422}
    page = desk(360)
    page.goto("/quan-tri/thu-tuc/du-thao/")
    page.locator("#id_text").fill("code: '1.009999'\nname: Thử")
    page.get_by_role("button", name="Kiểm tra và lưu dự thảo").click()
    page.locator(".ts-error-summary").wait_for()
    assert "Tóm tắt: thiếu mục này." in page.locator(".ts-error-summary").inner_text()
    assert "name: Thử" in page.locator("#id_text").input_value()
    axe(page)


def test_an_account_is_opened_and_its_password_shown_once(desk, axe):
    page = desk()
    page.goto("/quan-tri/tai-khoan/cap/")
    page.locator("#id_full_name").fill("Công Tằng Tôn Nữ Thị Phương Nguyễn Hoàng Bảo Ngọc")
    page.locator("#id_username").fill("ngoc.xod")
    page.locator("#id_unit").select_option(label="UBND xã Ở Đây (H57.901)")
    page.locator("#id_role").select_option(index=1)
    page.get_by_role("button", name="Cấp tài khoản").click()
    secret = page.locator(".ts-secret").inner_text()
    axe(page)
    assert Account.objects.get(username="ngoc.xod").check_password(secret)
    page.get_by_role("link", name="Đến trang tài khoản").click()
    page.get_by_role("heading", level=1).wait_for()
    assert secret not in page.content()
