"""A public client library signs in against the platform's provider unchanged, over real HTTP."""

import base64
import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.django_client import OAuth
from django.test import RequestFactory

from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.identity.provider import keys
from tinhso.kernel.identity.tests.browser import Browser
from tinhso.kernel.identity.tests.systems import (
    BACK,
    SCOPES,
    address_for,
    agree,
    answer_in,
    make_officer,
    register,
    tokens,
    told,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def site(live_server, settings, tmp_path):
    """The live site under its own name, with keys of its own."""
    settings.BASE_URL, settings.DATA_DIR = live_server.url, tmp_path
    return live_server.url


def library(site, registered):
    """Return Authlib's client, told nothing but the address of the description and the credentials."""
    system, secret = registered
    return OAuth().register(
        "tinhso",
        client_id=system.client_id,
        client_secret=secret or None,
        server_metadata_url=f"{site}/.well-known/openid-configuration",
        client_kwargs={"scope": SCOPES, "code_challenge_method": "S256"},
    )


def begin(client, session):
    """Let the library begin; return the address to which it sends the browser."""
    request = RequestFactory().get("/dang-nhap")
    request.session = session
    return client.authorize_redirect(request, BACK)["Location"]


def finish(client, session, address):
    """Let the library take the browser that comes back: it checks state, code, signature, issuer, audience, nonce."""
    request = RequestFactory().get("/dang-nhap/xong", answer_in(address))
    request.session = session
    return client.authorize_access_token(request)


def test_authlib_signs_an_official_in_renews_and_follows_a_rotation_of_keys(site, province):
    registered, officer = register(province), make_officer(province)
    client, session, browser = library(site, registered), {}, Browser(site)
    address = agree(browser, begin(client, session), officer)
    assert address.startswith(BACK)
    token = finish(client, session, address)
    who = token["userinfo"]
    assert (who["iss"], who["sub"], who["name"]) == (site, str(officer.account.pk), "Lê Thị An")
    assert who["preferred_username"] == "an.y-te"
    assert who["units"] == [{"id": "H56.15", "name": "Sở Y tế", "position": ""}]
    assert who["roles"] == [{"role": "quan-tri", "unit": "H56.15"}]
    assert who["amr"] == ["pwd", "otp", "mfa"]
    assert not {"email", "phone_number", "personal_number"} & set(who)
    assert client.userinfo(token=token)["units"] == who["units"]
    assert AuditEntry.objects.filter(code="identity.passed-on").exists()

    renewed = client.fetch_access_token(grant_type="refresh_token", refresh_token=token["refresh_token"])
    assert renewed["access_token"] != token["access_token"]
    with pytest.raises(OAuthError):
        client.fetch_access_token(grant_type="refresh_token", refresh_token=token["refresh_token"])

    keys.rotate()
    client, session = library(site, registered), {}
    again = finish(client, session, browser.ask(begin(client, session)).headers["Location"])
    names = [json.loads(base64.urlsafe_b64decode(t["id_token"].split(".")[0] + "=="))["kid"] for t in (token, again)]
    assert names[0] == names[1], "the new key is published for an hour before it signs"


def test_a_code_that_two_bring_at_once_gives_one_token_and_its_replay_ends_that(site, province):
    registered, officer = register(province), make_officer(province)
    code = answer_in(agree(Browser(site), address_for(registered[0]), officer))["code"]
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda _: tokens(registered, code, site=site), range(2)))
    assert sorted(answer.status_code for answer in answers) == [200, 400]
    given = next(answer.json() for answer in answers if answer.status_code == 200)
    assert tokens(registered, code, site=site).json()["error"] == "invalid_grant"
    assert told(given["access_token"], site=site).status_code == 401
