"""Personal data in a real browser: masked until opened for a purpose, and the citizen sees by whom and for what."""

from collections.abc import Callable

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from browser import support
from tinhso.government.masterdata.services import linking
from tinhso.government.masterdata.tests.conftest import PASSWORD, Land, land  # noqa: F401 - a fixture
from tinhso.kernel.identity import services as identity
from tinhso.kernel.identity.models import Account

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NUMBER, PHONE, STREET = "038187004512", "0983 246 802", "Thôn 5, cạnh đình làng"
NAME = "Công Tằng Tôn Nữ Nguyễn Thị Hoàng Phương Thảo Nguyên"
PURPOSE = "Xác minh trợ cấp xã hội tháng 11"


@pytest.fixture
def signed_in(page_at: Callable[..., Page], live_server: object) -> Callable[..., Page]:
    """Open a page on which an account is signed in, an officer with the second factor given."""

    def opened(account: Account, width: int, theme: str = "light") -> Page:
        client = Client()
        client.force_login(account)
        session = client.session
        session["second_factor"] = str(account.pk)
        session.save()
        page = page_at(width, theme=theme)
        cookie = {"name": "sessionid", "value": str(session.session_key), "url": str(live_server)}
        page.context.add_cookies([cookie])  # type: ignore[list-item]
        return page

    return opened


@pytest.mark.parametrize(("width", "theme"), [(360, "light"), (1440, "dark")])
def test_data_are_masked_opened_for_a_purpose_and_the_citizen_sees_by_whom(
    signed_in, transactional_db, land: Land, axe, shot, troubles, width, theme  # noqa: F811
):  # fmt: skip
    def look(page: Page, name: str) -> None:
        support.settle(page)
        shot(page, f"registers-{name}-{width}-{theme}")
        assert support.overflow(page) == [], name
        axe(page)

    citizen = identity.create_account(full_name=NAME, personal_number=NUMBER, phone="0983246802", password=PASSWORD)
    row = land.person(NAME, birth="1987-05-12", sex="female", personal_number=NUMBER, phone=PHONE, address=STREET)
    row = linking.link(land.actor("keeper"), row, citizen.person_id)

    page = signed_in(land.accounts["keeper"], width, theme)
    page.goto("/so-dang-ky/masterdata.person/?tim=cong+tang+ton+nu+1987")
    expect(page.get_by_role("link", name=NAME)).to_be_visible()
    look(page, "list")
    secrets = (NUMBER, PHONE, PHONE.replace(" ", ""), STREET, "12/05/1987")
    assert not [secret for secret in secrets if secret in page.content()]
    page.get_by_role("link", name=NAME).click()
    expect(page.get_by_text("đã che").first).to_be_visible()
    look(page, "row-masked")
    assert not [secret for secret in secrets if secret in page.content()]

    page.get_by_label("Xem để làm gì").fill(PURPOSE)
    page.get_by_role("button", name="Xem đầy đủ").click()
    for secret in (NUMBER, PHONE, STREET, "12/05/1987"):
        expect(page.get_by_text(secret).first).to_be_visible()
    look(page, "row-open")
    page.goto(f"/so-dang-ky/masterdata.person/{row.pk}/lich-su/")
    assert not [secret for secret in secrets if secret in page.content()]
    look(page, "history")
    page.goto(f"/du-lieu-chu/ca-nhan/{row.pk}/ai-da-xem/")
    expect(page.get_by_text(PURPOSE)).to_be_visible()
    look(page, "readers")

    own = signed_in(citizen, width, theme)
    own.goto("/tai-khoan/")
    own.get_by_role("link", name="Ai đã xem dữ liệu của tôi").click()
    own.wait_for_url("**/du-lieu-chu/ai-da-xem-du-lieu-cua-toi/")
    for words in ("Lê Thị keeper", PURPOSE, "UBND Xã Thọ Long"):
        expect(own.get_by_text(words).first).to_be_visible()
    look(own, "own-readers")

    reader = signed_in(land.accounts["reader"], width, theme)
    reader.goto(f"/so-dang-ky/masterdata.person/{row.pk}/")
    expect(reader.get_by_text("đã che").first).to_be_visible()
    expect(reader.get_by_role("button", name="Xem đầy đủ")).to_have_count(0)
    troubles.expected = {403}
    reader.goto(f"/du-lieu-chu/ca-nhan/{row.pk}/ai-da-xem/")
    expect(reader.get_by_text(PURPOSE)).to_have_count(0)
