"""Signing in, in a real browser: a citizen by the stand-in of VNeID, an official with a passkey."""

import json
import os
import re
import subprocess
import sys

import pytest
from playwright.sync_api import Page, expect

from browser.people import look
from tinhso.kernel.identity import openid, second_factor, services
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.identity.models import Account
from tinhso.kernel.identity.provider import services as provider
from tinhso.kernel.identity.vendors import KIND
from tinhso.kernel.organizations import services as organizations
from tinhso.kernel.outside import services as outside
from tinhso.kits.procedures.tests.world import SINCE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "Chieu-mua-2026"
BUSINESS = "Công ty TNHH Thương mại, Dịch vụ và Chế biến Nông lâm sản Xuất khẩu Thanh Hóa"
PERSON = {
    "name": "Công Tằng Tôn Nữ Nguyễn Hoàng Thiên Hương Giang",
    "sex": "female",
    "birthdate": "2001-07-29",
    "personal_number": "038301017755",
    "phone": "+84901777888",
    "address": "Khu phố Thành Ngọc, phường Sầm Sơn, tỉnh Thanh Hóa",
    "businesses": [{"tax_code": "2809990017", "name": BUSINESS, "address": "Phường Hạc Thành"}],
}


@pytest.fixture(scope="module")
def stand_in(tmp_path_factory):
    """The stand-in of VNeID as its own process; returns its address."""
    folder = tmp_path_factory.mktemp("vneid")
    (folder / "citizens.json").write_text(json.dumps([PERSON]), encoding="utf-8")
    command = [sys.executable, "-m", "tinhso.simulators.vneid", "--port", "0", "--folder", str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=dict(os.environ))
    yield re.search(r"http://\S+?(?=/$)", process.stdout.readline().strip()).group()
    process.terminate()
    process.wait()


@pytest.fixture
def site(live_server, settings, tmp_path, stand_in):
    """The live site under its own name; the province has chosen the stand-in."""
    settings.BASE_URL, settings.DATA_DIR = live_server.url, tmp_path
    openid.forget()
    outside.choose(KIND, "stand-in", {"issuer": stand_in})
    return live_server.url


@pytest.fixture
def officer(site):
    """An official with a password and a telephone; returns the account and the telephone's secret."""
    unit = organizations.add_unit(
        parent=None, identifier="H56", name="UBND tỉnh", kind="province", tier="province", valid_from=SINCE
    )
    account = services.create_official(
        SYSTEM,
        username="an.vanphong",
        full_name="Nguyễn Thị Hoàng Phương Thảo Nguyên",
        password=PASSWORD,
        must_change_password=False,
        unit=unit,
    )
    return account, services.enrol_totp(account), unit


@pytest.mark.parametrize("width", [360, 1440])
def test_a_citizen_signs_in_by_vneid_and_acts_for_a_business(page_at, site, stand_in, shot, width):
    page: Page = page_at(width)
    page.goto("/dang-nhap/?next=/tai-khoan/")
    look(page)
    shot(page, f"signin/sign-in-{width}")
    page.get_by_role("link", name="Đăng nhập bằng VNeID").click()
    page.wait_for_url(f"{stand_in}/**")
    expect(page.locator("header")).to_contain_text("giả lập")
    look(page)
    shot(page, f"signin/stand-in-{width}")
    page.get_by_role("button", name="Xác nhận đăng nhập").click()
    page.wait_for_url("**/tai-khoan/thay-mat/")
    look(page)
    shot(page, f"signin/act-for-{width}")
    page.get_by_role("button", name=f"Thay mặt doanh nghiệp này {BUSINESS}").click()
    page.wait_for_url("**/tai-khoan/")
    look(page)
    shot(page, f"signin/account-{width}")
    expect(page.get_by_text("Định danh điện tử mức độ 2").first).to_be_visible()
    page.get_by_role("link", name="Người đại diện và ủy quyền").click()
    look(page)
    shot(page, f"signin/business-{width}")
    account = Account.objects.get(username=PERSON["personal_number"])
    assert account.person.full_name == PERSON["name"]
    assert account.identity_links.get().level == 2


def test_a_citizen_who_signed_up_before_proves_the_password_and_is_linked(page_at, site, shot):
    services.create_account(
        full_name=PERSON["name"],
        personal_number=PERSON["personal_number"],
        password="bien-sam-son-xanh",
        phone="0901777888",
    )
    page: Page = page_at(360, theme="dark")
    page.goto("/dang-nhap/dinh-danh/")
    page.get_by_role("button", name="Xác nhận đăng nhập").click()
    page.wait_for_url("**/lien-ket/")
    look(page)
    shot(page, "signin/link-360-dark")
    page.get_by_label("Mật khẩu của tài khoản đã có").fill("bien-sam-son-xanh")
    page.get_by_role("button", name="Liên kết và tiếp tục").click()
    page.wait_for_url("**/tai-khoan/thay-mat/")
    assert Account.objects.get(username=PERSON["personal_number"]).identity_links.exists()


@pytest.mark.parametrize("width", [360, 1440])
def test_an_official_adds_a_passkey_and_signs_in_to_another_system_with_it(
    page_at, site, officer, shot, troubles, width
):
    account, secret, unit = officer
    system, _secret = provider.register_system(
        SYSTEM,
        name="Phần mềm họp không giấy và quản lý nhiệm vụ",
        unit=unit,
        audience="officials",
        redirect_uris=[f"{site}/suc-khoe/"],
        scopes=["openid", "profile", "unit", "roles"],
        confidential=False,
    )
    page: Page = page_at(width, theme="dark" if width == 360 else "light")
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    page.goto("/dang-nhap/?next=/tai-khoan/")
    page.locator("[name=username]").fill(account.username)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    page.locator("[name=code]").fill(second_factor.code_at(secret, second_factor.current_counter()))
    page.get_by_role("button", name="Xác nhận").click()
    page.wait_for_url("**/tai-khoan/")
    page.get_by_label("Tên khoá truy cập mới").fill("Máy tính cơ quan")
    page.get_by_role("button", name="Thêm khoá truy cập").click()
    expect(page.get_by_text("Đã thêm khoá truy cập")).to_be_visible()
    look(page)
    shot(page, f"signin/passkeys-{width}")
    page.context.clear_cookies()

    challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    page.goto(
        f"/oidc/authorize?response_type=code&client_id={system.client_id}&redirect_uri={site}/suc-khoe/"
        f"&scope=openid%20profile%20unit%20roles&state=x&code_challenge={challenge}&code_challenge_method=S256"
    )
    page.get_by_role("button", name="Đăng nhập bằng khoá truy cập").click()
    page.wait_for_url("**/oidc/authorize**")
    expect(page.get_by_role("heading", name="Đồng ý chia sẻ thông tin")).to_be_visible()
    look(page)
    shot(page, f"signin/consent-{width}")
    troubles.expected |= {404}
    page.get_by_role("button", name="Đồng ý và tiếp tục").click()
    page.wait_for_url("**/suc-khoe/?code=**")
    assert account.open_sessions.filter(means="passkey").exists()
