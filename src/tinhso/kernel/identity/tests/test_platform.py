"""Citizens who come by the identity platform: a separate process over real HTTP, and what of its answers is refused."""

import json
import os
import re
import subprocess
import sys
import urllib.request
from datetime import date, timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest

from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Forbidden
from tinhso.kernel.identity import businesses, openid, services
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.identity.models import Account, IdentityLink, LegalEntity, OpenSession, Person, SpentToken
from tinhso.kernel.identity.platforms import SOURCE
from tinhso.kernel.identity.queries import actor_for
from tinhso.kernel.identity.tests.browser import HERE, Browser
from tinhso.kernel.identity.vendors import KIND
from tinhso.kernel.outside import services as outside

pytestmark = pytest.mark.django_db

HOA = {
    "name": "Nguyễn Thị Hoa",
    "sex": "female",
    "birthdate": "1990-05-12",
    "personal_number": "038190000012",
    "phone": "+84912345678",
    "address": "Thôn 1, xã Thọ Xuân, tỉnh Thanh Hóa",
    "businesses": [],
}
BACH = HOA | {
    "name": "Trịnh Xuân Bách",
    "sex": "male",
    "birthdate": "1978",
    "personal_number": "038078006531",
    "businesses": [{"tax_code": "2801234567", "name": "Công ty TNHH Mía đường Lam Sơn Thượng", "address": "Thọ Xuân"}],
}
CHAU = HOA | {"name": "Lê Thị Minh Châu", "birthdate": "1994-10-02", "personal_number": "038194011862"}


@pytest.fixture(scope="module")
def stand_in(tmp_path_factory):
    """The stand-in as its own process; returns its address."""
    folder = tmp_path_factory.mktemp("vneid")
    (folder / "citizens.json").write_text(json.dumps([HOA, BACH, CHAU]), encoding="utf-8")
    command = [sys.executable, "-m", "tinhso.simulators.vneid", "--port", "0", "--folder", str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=dict(os.environ))
    try:
        yield re.search(r"http://\S+?(?=/$)", process.stdout.readline().strip()).group()
    finally:
        process.terminate()
        process.wait()


@pytest.fixture(autouse=True)
def connected(stand_in, settings):
    """The province has chosen the stand-in."""
    settings.BASE_URL = HERE
    openid.forget()
    outside.choose(KIND, "stand-in", {"issuer": stand_in})


@pytest.fixture
def citizen():
    """A citizen who signed up with a password and only claimed the number."""
    return services.create_account(
        full_name="Nguyễn Thị Hoa",
        personal_number=HOA["personal_number"],
        password="mua-thu-ha-noi",
        phone="0987654321",
    )


def subject_of(page, name):
    return re.search(rf'value="(\w+)"[^>]*><span>{name}<', page.text).group(1)


def enter(browser, who=HOA, *, fault="", level="2", to="", action="agree"):
    """Sign in at the stand-in; return where one lands."""
    page = browser.get(f"/dang-nhap/dinh-danh/?{urlencode({'next': to})}")
    assert "VNeID giả lập" in page.text
    return browser.send(page, subject=subject_of(page, who["name"]), level=level, fault=fault, action=action)


def test_at_the_first_sign_in_person_and_account_are_made_from_what_the_platform_says():
    browser = Browser()
    page = enter(browser, to="/tai-khoan/")
    assert str(page.url).endswith("/tai-khoan/")
    assert "Định danh điện tử mức độ 2" in page.text
    account = Account.objects.get(username=HOA["personal_number"])
    person = account.person
    assert (person.full_name, person.phone, person.address) == (HOA["name"], HOA["phone"], HOA["address"])
    assert (person.birth_year, person.birth_month, person.birth_day, person.sex) == (1990, 5, 12, "female")
    assert not account.has_usable_password()
    link = account.identity_links.get()
    assert (link.platform, link.level) == ("stand-in", 2)
    assert OpenSession.objects.get(account=account).means == "platform"


def test_the_second_time_it_is_the_same_account_with_what_has_changed():
    enter(Browser())
    account = Account.objects.get(username=HOA["personal_number"])
    Person.objects.filter(pk=account.person_id).update(full_name="Tên cũ", phone="+84900000000")
    enter(Browser())
    account.person.refresh_from_db()
    assert Account.objects.filter(person__personal_number=HOA["personal_number"]).count() == 1
    assert account.person.full_name == HOA["name"]
    assert account.person.phone == "+84900000000", "the telephone stays as its holder chose it"


def test_a_password_account_under_the_number_is_linked_once_its_password_proves_it(citizen):
    browser = Browser()
    page = enter(browser, to="/tai-khoan/")
    assert "Liên kết tài khoản đã có" in page.text
    assert browser.ask("/tai-khoan/").status_code == 302, "nobody is signed in before the proof"
    assert browser.send(page, form=-2, password="sai").status_code == 422
    page = browser.send(page, form=-2, password="mua-thu-ha-noi")
    assert str(page.url).endswith("/tai-khoan/")
    assert citizen.identity_links.get().level == 2
    assert Account.objects.filter(person__personal_number=HOA["personal_number"]).count() == 1


def test_who_cannot_prove_it_gets_an_account_of_his_own_and_sees_nothing_of_the_other(citizen):
    browser = Browser()
    page = enter(browser)
    browser.send(page, form=-1, moi="1")
    own = IdentityLink.objects.get().account
    assert own != citizen
    assert own.person_id != citizen.person_id
    assert own.username.startswith("dd-")
    assert not citizen.identity_links.exists()


def test_guessing_the_password_of_the_other_account_is_slowed(citizen):
    browser = Browser()
    page = enter(browser)
    for _ in range(5):
        assert browser.send(page, form=-2, password="sai").status_code == 422
    assert browser.send(page, form=-2, password="mua-thu-ha-noi").status_code == 429


def test_who_is_signed_in_links_his_own_number_and_no_other(citizen):
    browser = Browser()
    browser.send(browser.get("/dang-nhap/"), form=-1, username=HOA["personal_number"], password="mua-thu-ha-noi")
    page = enter(browser, CHAU)
    assert "số định danh khác" in page.text
    assert not citizen.identity_links.exists()
    enter(browser, HOA)
    assert citizen.identity_links.exists()


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        ("signature", "signature"),
        ("algorithm-none", "algorithm"),
        ("algorithm-hmac", "algorithm"),
        ("audience", "audience"),
        ("issuer", "issuer"),
        ("nonce", "nonce"),
        ("expired", "expiry"),
        ("access-token", "access-token"),
        ("subject", "subject"),
    ],
)
def test_a_tampered_answer_is_refused_recorded_and_signs_nobody_in(fault, why):
    browser = Browser()
    page = enter(browser, fault=fault)
    assert "/dang-nhap/" in str(page.url)
    assert "đã bị từ chối" in page.text
    assert browser.ask("/tai-khoan/").status_code == 302
    assert not Account.objects.exists()
    assert AuditEntry.objects.get(code="identity.platform-refused").details == {"platform": "stand-in", "why": why}


def test_a_token_that_was_used_before_is_refused():
    enter(Browser())
    browser = Browser()
    page = enter(browser, fault="replay")
    assert "đã bị từ chối" in page.text
    assert browser.ask("/tai-khoan/").status_code == 302


def test_a_token_is_spent_even_when_its_nonce_would_fit_again(monkeypatch):
    enter(Browser())
    spent = SpentToken.objects.get().digest
    verified = openid.OpenIdClient.verified
    monkeypatch.setattr(
        openid.OpenIdClient,
        "verified",
        lambda *args, **options: openid.Claims((claims := verified(*args, **options)).values, spent, claims.expires_at),
    )
    enter(Browser())
    assert AuditEntry.objects.get(code="identity.platform-refused").details["why"] == "replay"


def test_coming_back_twice_with_one_code_or_with_another_s_is_refused():
    browser = Browser()
    page = browser.get("/dang-nhap/dinh-danh/")
    answer = browser.send(page, follow=False, subject=subject_of(page, HOA["name"]), action="agree")
    back = answer.headers["Location"]
    stranger = Browser()
    stranger.get("/dang-nhap/dinh-danh/")
    assert "đã bị từ chối" in stranger.get(back).text, "a code planted in another browser"
    page = browser.get("/dang-nhap/dinh-danh/")
    answer = browser.send(page, follow=False, subject=subject_of(page, HOA["name"]), action="agree")
    back = answer.headers["Location"]
    assert browser.ask(back).headers["Location"] == "/"
    again = Browser()
    assert "đã bị từ chối" in again.get(back).text


def test_the_platform_itself_gives_one_token_for_a_code(stand_in):
    browser = Browser()
    page = browser.get("/dang-nhap/dinh-danh/")
    back = browser.send(page, follow=False, subject=subject_of(page, HOA["name"]), action="agree").headers["Location"]
    code = parse_qs(urlsplit(back).query)["code"][0]
    data = {"grant_type": "authorization_code", "code": code, "redirect_uri": f"{HERE}/dang-nhap/dinh-danh/ket-qua/"}
    secret = ("tinh-so", "khoa-trinh-dien-khong-bi-mat")
    assert httpx.post(f"{stand_in}/token", data=data | {"code_verifier": "sai"}, auth=secret).status_code == 400
    assert httpx.post(f"{stand_in}/token", data=data, auth=("tinh-so", "sai")).status_code == 401
    assert "đã bị từ chối" in browser.get(back).text


def test_a_rotation_of_the_platform_s_keys_stops_nobody(stand_in, monkeypatch):
    enter(Browser())
    urllib.request.urlopen(urllib.request.Request(f"{stand_in}/rotate", data=b""))
    monkeypatch.setattr(openid, "_ASK_AGAIN_SECONDS", 0)
    enter(Browser())
    assert not AuditEntry.objects.filter(code="identity.platform-refused").exists()


def test_who_stops_at_the_platform_comes_back_to_the_sign_in_page():
    page = enter(Browser(), action="refuse")
    assert "đã dừng đăng nhập" in page.text


def test_without_a_platform_or_with_one_that_fails_people_sign_in_by_password(citizen):
    outside.choose(KIND, "always-fails", {})
    page = Browser().get("/dang-nhap/dinh-danh/")
    assert "đang ngừng hoạt động" in page.text
    outside.choose_none(KIND)
    page = Browser().get("/dang-nhap/")
    assert "định danh điện tử" not in page.text
    browser = Browser()
    browser.send(browser.get("/dang-nhap/"), form=-1, username=HOA["personal_number"], password="mua-thu-ha-noi")
    assert browser.ask("/tai-khoan/").status_code == 200


def test_a_suspended_account_is_not_opened_by_the_platform_either():
    enter(Browser())
    services.suspend(SYSTEM, Account.objects.get(username=HOA["personal_number"]), reason="Theo yêu cầu")
    browser = Browser()
    assert "đang bị khoá" in enter(browser).text
    assert browser.ask("/tai-khoan/").status_code == 302


def test_signing_out_offers_to_leave_the_platform_too(stand_in):
    browser = Browser()
    page = enter(browser, to="/tai-khoan/")
    page = browser.send(page, to="/dang-xuat/")
    assert f"{stand_in}/logout?id_token_hint=" in page.text
    assert browser.ask("/tai-khoan/").status_code == 302


def test_a_level_is_demanded_of_citizens_alone():
    enter(Browser(), level="1")
    account = Account.objects.get(username=HOA["personal_number"])
    for level in (0, 1):
        with pytest.raises(Forbidden, match="mức độ 2"):
            actor_for(account, assurance=level).demand_assurance(2)
    actor_for(account, assurance=2).demand_assurance(2)
    SYSTEM.demand_assurance(2)


def test_a_representative_chooses_the_business_and_its_things_are_seen_by_all_who_represent_it():
    browser = Browser()
    page = enter(browser, BACH, to="/tai-khoan/")
    assert "Công ty TNHH Mía đường Lam Sơn Thượng" in page.text
    entity = LegalEntity.objects.get(tax_code="2801234567")
    page = browser.send(page, form=-1)
    assert str(page.url).endswith("/tai-khoan/")
    assert "(Trịnh Xuân Bách)" in page.text
    legal = Account.objects.get(username=BACH["personal_number"])
    acting = businesses.acting_for(actor_for(legal, assurance=2), entity.pk)
    assert (acting.account_id, acting.representative_id) == (entity.account_id, legal.pk)
    assert businesses.acting_for(actor_for(legal, assurance=1), entity.pk) is None, "level 1 proves too little"
    assert AuditEntry.objects.filter(code="identity.acting-for").exists()

    page = browser.get("/tai-khoan/doanh-nghiep/")
    until = clock.today() + timedelta(days=30)
    wrong = browser.send(page, form=-1, full_name="", personal_number="123", until=str(until))
    assert wrong.status_code == 422
    browser.send(page, form=-1, full_name=CHAU["name"], personal_number=CHAU["personal_number"], until=str(until))
    other = Browser()
    page = enter(other, CHAU)
    assert "người được ủy quyền" in page.text
    chau = actor_for(Account.objects.get(username=CHAU["personal_number"]), assurance=2)
    assert businesses.acting_for(chau, entity.pk).account_id == entity.account_id
    with pytest.raises(Forbidden):
        businesses.authorise(
            businesses.acting_for(chau, entity.pk), personal_number="038190000012", full_name="X", until=until
        )
    with clock.at(clock.now() + timedelta(days=31)):
        assert businesses.acting_for(chau, entity.pk) is None


def test_what_the_platform_no_longer_says_ends():
    enter(Browser(), BACH)
    account = Account.objects.get(username=BACH["personal_number"])
    businesses.keep_only(account, [], source=SOURCE)
    assert businesses.represented_by(actor_for(account, assurance=2)) == []
    row = LegalEntity.objects.get().representations.get()
    assert row.valid_to == clock.today() - timedelta(days=1)
    assert row.valid_from >= date(2026, 1, 1) or row.valid_from <= clock.today()
