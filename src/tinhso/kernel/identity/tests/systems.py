"""What tests of the provider share: a registered system, an official who signs in, the steps of a sign-in by hand."""

import base64
import hashlib
from types import SimpleNamespace
from urllib.parse import parse_qs, urlencode, urlsplit

from tinhso.kernel.identity import second_factor, services
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.identity.provider import services as provider
from tinhso.kernel.identity.tests.browser import HERE, Browser, client_of
from tinhso.kernel.identity.tests.conftest import PASSWORD

BACK = "https://phanmem.example.vn/dang-nhap/xong"
LEFT = "https://phanmem.example.vn/"
NAME = "Phần mềm họp không giấy"
SCOPES = "openid profile unit roles"
VERIFIER = "kiem-chung-" * 5


def register(province, **changed):
    """Register a confidential system for officials; return it and its secret."""
    values = {
        "name": NAME,
        "unit": province.health,
        "audience": "officials",
        "redirect_uris": [BACK],
        "logout_uris": [LEFT],
        "scopes": SCOPES.split(),
    }
    return provider.register_system(SYSTEM, **(values | changed))


def make_officer(province):
    """Give an official a second factor; return the account and how to get the code."""
    secret = services.enrol_totp(province.admin)
    return SimpleNamespace(
        account=province.admin, code=lambda: second_factor.code_at(secret, second_factor.current_counter())
    )


def sign_in(browser, page, officer):
    """Sign the official in on the page that a system led to."""
    page = browser.send(page, form=-1, username=officer.account.username, password=PASSWORD)
    return browser.send(page, form=-1, code=officer.code())


def agree(browser, address, officer):
    """Go where a system sends, sign in, agree; return the address that leads back to it."""
    page = sign_in(browser, browser.get(address), officer)
    assert NAME in page.text
    return browser.send(page, to="/oidc/authorize", action="grant").headers["Location"]


def address_for(system, **changed):
    """Return the address to which a system sends a browser."""
    challenge = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
    query = {
        "response_type": "code",
        "client_id": system.client_id,
        "redirect_uri": BACK,
        "scope": SCOPES,
        "state": "trang-thai",
        "nonce": "so-dung-mot-lan",
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    return f"/oidc/authorize?{urlencode({k: v for k, v in (query | changed).items() if v is not None})}"


def answer_in(address):
    """Return what an address that leads back says."""
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def tokens(registered, code, *, site=HERE, **changed):
    """Bring a code to the token endpoint; return the answer."""
    system, secret = registered
    data = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK, "code_verifier": VERIFIER}
    with client_of(site) as client:
        return client.post("/oidc/token", data=data | changed, auth=(system.client_id, secret))


def told(access_token, *, site=HERE):
    """Ask who somebody is; return the answer."""
    with client_of(site) as client:
        return client.get("/oidc/userinfo", headers={"Authorization": f"Bearer {access_token}"})


def signed_in_tokens(registered, officer, browser=None):
    """Let an official sign in to a system; return its tokens."""
    address = agree(browser or Browser(), address_for(registered[0]), officer)
    return tokens(registered, answer_in(address)["code"]).json()
