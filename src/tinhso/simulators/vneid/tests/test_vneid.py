"""The stand-in of VNeID answers as OpenID Connect says, and says on every page what it is."""

import threading

import httpx
import pytest
from authlib.integrations.httpx_client import OAuth2Client
from joserfc import jwt
from joserfc.jwk import KeySet

from tinhso.simulators.vneid.people import citizens
from tinhso.simulators.vneid.server import CLIENTS, serve

BACK = "http://127.0.0.1:1/xong"


@pytest.fixture
def stand_in(tmp_path):
    """The stand-in, serving in a thread; returns its address."""
    server = serve(tmp_path, 0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", tmp_path
    server.shutdown()
    server.server_close()


def client(**options):
    name, secret = next(iter(CLIENTS.items()))
    return OAuth2Client(
        name, secret, scope="openid profile", redirect_uri=BACK, code_challenge_method="S256", **options
    )


def enter(address, folder, session, verifier):
    """Let a public client library begin, choose the first citizen, and take the code."""
    described = httpx.get(f"{address}/.well-known/openid-configuration").json()
    going, _state = session.create_authorization_url(
        described["authorization_endpoint"], code_verifier=verifier, nonce="mot-so"
    )
    assert "không có thật" in httpx.get(going).text
    form = dict(httpx.URL(going).params) | {"subject": next(iter(citizens(folder))), "level": "2", "action": "agree"}
    back = httpx.post(f"{address}/authorize", data=form).headers["Location"]
    return session.fetch_token(described["token_endpoint"], authorization_response=back, code_verifier=verifier), back


def test_a_public_client_library_gets_a_signed_token_and_renews_it(stand_in):
    address, folder = stand_in
    session, verifier = client(), "v" * 48
    token, back = enter(address, folder, session, verifier)
    keys = KeySet.import_key_set(httpx.get(f"{address}/jwks").json())
    claims = jwt.decode(token["id_token"], keys).claims
    assert (claims["iss"], claims["aud"], claims["nonce"]) == (address, "tinh-so", "mot-so")
    assert claims["acr"] == "urn:vneid:level:2"
    told = httpx.get(f"{address}/userinfo", headers={"Authorization": f"Bearer {token['access_token']}"}).json()
    assert (told["sub"], told["name"]) == (claims["sub"], claims["name"])
    old = token["refresh_token"]
    assert session.refresh_token(f"{address}/token", refresh_token=old)["access_token"] != token["access_token"]
    again = {"grant_type": "refresh_token", "refresh_token": old}
    assert httpx.post(f"{address}/token", data=again, auth=next(iter(CLIENTS.items()))).status_code == 400
    code = {"grant_type": "authorization_code", "code": httpx.URL(back).params["code"], "redirect_uri": BACK}
    replay = httpx.post(f"{address}/token", data=code | {"code_verifier": verifier}, auth=next(iter(CLIENTS.items())))
    assert replay.json() == {"error": "invalid_grant"}


def test_a_new_key_signs_and_the_old_one_stays_published(stand_in):
    address, folder = stand_in
    before = httpx.get(f"{address}/jwks").json()["keys"]
    httpx.post(f"{address}/rotate")
    after = httpx.get(f"{address}/jwks").json()["keys"]
    assert after[0] == before[0]
    token, _back = enter(address, folder, client(), "w" * 48)
    assert jwt.decode(token["id_token"], KeySet.import_key_set({"keys": after[1:]})).claims["iss"] == address


@pytest.mark.parametrize(
    "changed",
    [
        {"client_id": "la"},
        {"redirect_uri": "https://ke-gian.example/"},
        {"code_challenge_method": "plain"},
        {"code_challenge": ""},
        {"response_type": "token"},
        {"scope": "profile"},
    ],
)
def test_what_is_not_a_proper_request_is_refused_without_leading_anywhere(stand_in, changed):
    address, _folder = stand_in
    query = {
        "client_id": "tinh-so",
        "redirect_uri": BACK,
        "response_type": "code",
        "scope": "openid",
        "code_challenge": "c" * 43,
        "code_challenge_method": "S256",
    }
    assert httpx.get(f"{address}/authorize", params=query).status_code == 200
    assert httpx.get(f"{address}/authorize", params=query | changed).status_code == 400


def test_signing_out_leads_back_on_this_machine_alone(stand_in):
    address, _folder = stand_in
    left = httpx.get(f"{address}/logout", params={"post_logout_redirect_uri": BACK})
    assert left.headers["Location"] == BACK
    assert "vneid=;" in left.headers["Set-Cookie"]
    assert httpx.get(f"{address}/logout", params={"post_logout_redirect_uri": "https://la.example/"}).status_code == 200
