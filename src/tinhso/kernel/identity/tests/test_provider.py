"""The platform as an OpenID provider: who may come, what is told, what is refused, when it ends."""

from datetime import timedelta
from urllib.parse import urlencode

import jwt
import pytest

from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Forbidden, Invalid
from tinhso.kernel.identity import services
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.identity.models import AuthorizationCode, Consent
from tinhso.kernel.identity.provider import keys
from tinhso.kernel.identity.provider import services as provider
from tinhso.kernel.identity.tests.browser import HERE, Browser, client_of
from tinhso.kernel.identity.tests.conftest import PASSWORD
from tinhso.kernel.identity.tests.systems import (
    BACK,
    LEFT,
    address_for,
    agree,
    answer_in,
    make_officer,
    register,
    sign_in,
    signed_in_tokens,
    tokens,
    told,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site(settings, tmp_path):
    """The site under its own name, with keys of its own."""
    settings.BASE_URL, settings.DATA_DIR = HERE, tmp_path


@pytest.fixture
def system(province):
    return register(province)


@pytest.fixture
def officer(province):
    return make_officer(province)


def test_what_was_agreed_once_is_not_asked_again_and_can_be_taken_back(system, officer):
    browser = Browser()
    token = signed_in_tokens(system, officer, browser)
    assert browser.ask(address_for(system[0])).headers["Location"].startswith(BACK)
    assert told(token["access_token"]).status_code == 200
    consent = Consent.objects.get(withdrawn_at=None)
    browser.send(browser.get("/tai-khoan/"), to=f"/tai-khoan/dong-y/{consent.pk}/rut-lai/")
    assert told(token["access_token"]).is_error
    assert browser.ask(address_for(system[0])).status_code == 200


def test_a_system_of_the_province_itself_does_not_ask(province, officer):
    system, _secret = register(province, trusted=True)
    browser = Browser()
    page = browser.get(address_for(system))
    assert sign_in(browser, page, officer).headers["Location"].startswith(BACK)


def test_another_system_is_never_told_silently(system, officer, province):
    browser = Browser()
    signed_in_tokens(system, officer, browser)
    other, _secret = register(province, name="Phần mềm khác", unit=province.works)
    refused = answer_in(browser.ask(address_for(other, prompt="none")).headers["Location"])
    assert refused["error"] == "consent_required"
    assert "code" in answer_in(browser.ask(address_for(system[0], prompt="none")).headers["Location"])
    stranger = Browser().ask(address_for(system[0], prompt="none"))
    assert answer_in(stranger.headers["Location"])["error"] == "login_required"


def test_somebody_who_does_not_agree_goes_back_without_a_code(system, officer):
    browser = Browser()
    page = sign_in(browser, browser.get(address_for(system[0])), officer)
    answer = answer_in(browser.send(page, to="/oidc/authorize", action="cancel").headers["Location"])
    assert answer == {"error": "access_denied", "state": "trang-thai"}


def test_the_page_of_consent_lets_the_browser_go_on_to_that_system_alone(system, officer):
    browser = Browser()
    page = sign_in(browser, browser.get(address_for(system[0])), officer)
    assert "form-action 'self' https://phanmem.example.vn" in page.headers["Content-Security-Policy"]


def test_a_code_needs_its_verifier_its_address_its_secret_and_its_minute(system, officer):
    code = answer_in(agree(Browser(), address_for(system[0]), officer))["code"]
    assert tokens(system, code, code_verifier="x" * 50).status_code == 400
    assert tokens(system, code, redirect_uri="https://ke-gian.example/").status_code == 400
    assert tokens((system[0], "sai"), code).status_code == 401
    with clock.at(clock.now() + timedelta(seconds=61)):
        assert tokens(system, code).status_code == 400
    assert tokens(system, code).status_code == 200
    assert not AuthorizationCode.objects.filter(digest=code).exists(), "only the hash is kept"


@pytest.mark.parametrize(
    "changed",
    [{"redirect_uri": "https://ke-gian.example/"}, {"client_id": "khong-co"}, {"redirect_uri": BACK + "/../x"}],
)
def test_nobody_is_led_to_an_address_that_was_not_registered(system, changed):
    answer = Browser().ask(address_for(system[0], **changed))
    assert answer.status_code == 400
    assert "Location" not in answer.headers


def test_a_system_without_a_secret_must_use_pkce_with_a_hash(province, officer):
    public, secret = register(province, confidential=False)
    assert secret == ""
    without = Browser().ask(address_for(public, code_challenge=None, code_challenge_method=None))
    assert answer_in(without.headers["Location"])["error"] == "invalid_request"
    plain = Browser().ask(address_for(public, code_challenge_method="plain"))
    assert answer_in(plain.headers["Location"])["error"] == "invalid_request"
    code = answer_in(agree(Browser(), address_for(public), officer))["code"]
    with client_of(HERE) as client:
        data = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK, "client_id": public.client_id}
        assert client.post("/oidc/token", data=data).status_code == 400
        assert client.post("/oidc/token", data=data | {"code_verifier": "kiem-chung-" * 5}).status_code == 200


def test_citizens_are_not_let_into_a_system_of_officials(system):
    services.create_account(
        full_name="Nguyễn Thị Hoa", personal_number="038190000012", password="mua-thu-ha-noi", phone="0912345678"
    )
    browser = Browser()
    page = browser.get(address_for(system[0]))
    page = browser.send(page, form=-1, username="038190000012", password="mua-thu-ha-noi")
    assert page.status_code == 403
    assert "không dành cho loại tài khoản" in page.text


def test_a_password_alone_does_not_carry_an_official_on(system, officer):
    browser = Browser()
    page = browser.get(address_for(system[0]))
    page = browser.send(page, form=-1, username=officer.account.username, password=PASSWORD)
    assert "/dang-nhap/xac-thuc/" in str(page.url)


def test_a_suspended_account_is_over_for_every_system_at_once(system, officer):
    token = signed_in_tokens(system, officer)
    services.suspend(SYSTEM, officer.account, reason="Nghỉ việc")
    assert told(token["access_token"]).is_error
    renewal = tokens(system, "", grant_type="refresh_token", refresh_token=token["refresh_token"])
    assert renewal.json()["error"] == "invalid_grant"


def test_an_ended_system_signs_nobody_in(system, officer):
    token = signed_in_tokens(system, officer)
    provider.end_system(SYSTEM, system[0])
    assert Browser().ask(address_for(system[0])).status_code == 400
    assert told(token["access_token"]).is_error


def test_a_system_signs_out_here_too_and_its_tokens_end(system, officer):
    browser = Browser()
    token = signed_in_tokens(system, officer, browser)
    query = {"id_token_hint": token["id_token"], "post_logout_redirect_uri": LEFT, "state": "xong"}
    left = browser.ask(f"/oidc/logout?{urlencode(query)}")
    assert left.headers["Location"] == f"{LEFT}?state=xong"
    assert browser.ask("/tai-khoan/").status_code == 302
    assert told(token["access_token"]).is_error


def test_a_stranger_s_link_signs_nobody_out_without_asking(system, officer):
    browser = Browser()
    signed_in_tokens(system, officer, browser)
    page = browser.ask("/oidc/logout")
    assert page.status_code == 200
    assert browser.ask("/tai-khoan/").status_code == 200
    query = {"client_id": system[0].client_id, "post_logout_redirect_uri": "https://ke-gian.example/"}
    assert browser.ask(f"/oidc/logout?{urlencode(query)}").status_code == 400
    browser.send(page, to="/oidc/logout", action="leave", follow=False)
    assert browser.ask("/tai-khoan/").status_code == 302


def test_somebody_signs_in_anew_when_the_system_wants_it_fresh(system, officer):
    browser = Browser()
    signed_in_tokens(system, officer, browser)
    assert browser.ask(address_for(system[0], max_age="300")).headers["Location"].startswith(BACK)
    with clock.at(clock.now() + timedelta(minutes=6)):
        assert "/dang-nhap/" in browser.ask(address_for(system[0], max_age="300")).headers["Location"]
    assert "/dang-nhap/" in browser.ask(address_for(system[0], prompt="login")).headers["Location"]


def test_a_new_key_is_published_before_it_signs_and_the_old_one_after(system, officer):
    def published():
        with client_of(HERE) as client:
            return [key["kid"] for key in client.get("/oidc/jwks.json").json()["keys"]]

    old = published()
    keys.rotate()
    assert published()[0] == old[0]
    assert len(published()) == 2
    with clock.at(clock.now() + timedelta(hours=2)):
        assert keys.private_keys()[-1].not_before < clock.now() < keys.private_keys()[0].expires_at
    with clock.at(clock.now() + timedelta(days=2)):
        keys.rotate()
        assert len(keys.private_keys()) == 2, "what nobody needs any more is erased"


def test_registering_needs_the_right_there_and_addresses_that_are_safe(province):
    values = {"name": "Phần mềm", "audience": "both", "redirect_uris": [BACK], "scopes": ["openid"]}
    with pytest.raises(Forbidden):
        provider.register_system(province.admin_actor, unit=province.works, **values)
    for address in ("http://phanmem.example.vn/x", "javascript:alert(1)", "https://*.example.vn/", "https://a.vn/#x"):
        with pytest.raises(Invalid) as refusal:
            provider.register_system(SYSTEM, unit=province.works, **(values | {"redirect_uris": [address]}))
        assert "redirect_uris" in refusal.value.fields
    with pytest.raises(Invalid) as refusal:
        provider.register_system(
            SYSTEM, unit=province.works, **(values | {"audience": "citizens", "scopes": ["roles"]})
        )
    assert "scopes" in refusal.value.fields


def test_the_secret_is_kept_as_a_hash_and_renewed(system, officer):
    from allauth.idp.oidc.models import Client

    registered, secret = system
    assert secret not in Client.objects.get(pk=registered.client_id).secret
    renewed = provider.renew_secret(SYSTEM, registered)
    code = answer_in(agree(Browser(), address_for(registered), officer))["code"]
    assert tokens((registered, secret), code).status_code == 401
    token = tokens((registered, renewed), code).json()
    with client_of(HERE) as client:
        published = jwt.PyJWKSet.from_dict(client.get("/oidc/jwks.json").json())
    key = published[jwt.get_unverified_header(token["id_token"])["kid"]].key
    who = jwt.decode(token["id_token"], key, algorithms=["RS256"], audience=registered.client_id, issuer=HERE)
    assert (who["sub"], who["nonce"]) == (str(officer.account.pk), "so-dung-mot-lan")
