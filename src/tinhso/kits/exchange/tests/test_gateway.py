"""Calls through the gateway: who may ask what, what is left of an answer, and the line that every call leaves."""

import base64
import hashlib
import json
import subprocess
from datetime import date, timedelta

import httpx
import pytest

from tinhso.kernel.foundation import clock
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.organizations import services as organizations
from tinhso.kits.exchange import keys, log, publishing, sealing, verification
from tinhso.kits.exchange.gateway.limits import FAILURES_TO_OPEN
from tinhso.kits.exchange.models import Agreement, LogRecord, Service, ServiceVersion
from tinhso.kits.exchange.services import agreements, directory
from tinhso.kits.exchange.tests.world import PERSON, Provider

PERSONAL = "/r1/VN/GOV/G08/dan-cu/tra-cuu"
OPEN = "/r1/VN/GOV/G08/dan-cu/tat-ca"


def error_of(answer, kind, status=500):
    """Check the error's published form (4.6), and return its message."""
    assert answer.status_code == status, answer.text
    assert answer.headers["X-Road-Error"] == kind
    assert answer.headers["Content-Type"].startswith("application/json")
    body = answer.json()
    assert set(body) == {"type", "message", "detail"}
    assert body["type"] == kind
    return body["message"]


@pytest.mark.django_db
def test_offers_are_laid_with_their_twins_and_laying_them_again_changes_nothing(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    unit = organizations.add_unit(
        parent=None, valid_from=date(2020, 1, 1), identifier="H99", name="Tỉnh", kind="province", tier="province"
    )
    number = directory.lay_offers(SYSTEM, unit)
    assert number == 2 * len(publishing.OFFERS)
    before = list(ServiceVersion.objects.order_by("id").values())
    assert directory.lay_offers(SYSTEM, unit) == number
    assert list(ServiceVersion.objects.order_by("id").values()) == before
    assert Service.objects.filter(subsystem__sandbox=True).count() == number // 2
    assert not Service.objects.filter(subsystem__sandbox=True, personal=True).exists()


def test_a_call_under_an_agreement_gets_the_agreed_fields_and_a_signed_line(door):
    answer = door.get(
        f"{PERSONAL}/038092001234?full=1", door.client.headers(**{"X-Road-Id": "m-1", "X-Road-UserId": "VN038"})
    )
    assert answer.status_code == 200
    assert answer.json() == {"person": {"name": PERSON["person"]["name"]}, "count": 1}
    assert answer.headers["X-Road-Id"] == "m-1"
    assert answer.headers["X-Road-Client"] == "VN/GOV/D01/mot-cua"
    assert answer.headers["X-Road-Service"] == "VN/GOV/G08/dan-cu/tra-cuu"
    assert "X-Road-Error" not in answer.headers
    line = door.line(answer)
    assert (line.result, line.status, line.consumer, line.user_id) == ("ok", 200, "VN/GOV/D01/mot-cua", "VN038")
    assert line.purpose == "Thẩm định hồ sơ một cửa"
    assert line.agreement_id == door.agreement.id
    assert line.response_hash == hashlib.sha256(answer.content).hexdigest()
    assert line.request_hash == answer.headers["X-Road-Request-Hash"]
    # Of personal data neither the body nor the address is kept.
    assert "038092001234" not in json.dumps([str(getattr(line, name)) for name in log.SIGNED])
    assert line.body == ""


def test_the_provider_sees_the_protocols_headers_and_no_secret_of_the_caller(door):
    door.get(
        f"{OPEN}/a%20b/c?x=1&x=2",
        door.client.headers(**{"X-Custom": "kept", "X-Road-Issue": "HS-1", "Accept": "application/xml"}),
    )
    method, path, headers = Provider.seen[-1]
    assert (method, path) == ("GET", "/a%20b/c?x=1&x=2")
    assert headers["x-road-client"] == "VN/GOV/D01/mot-cua"
    assert headers["x-custom"] == "kept"
    assert headers["accept"] == "application/xml"
    assert "authorization" not in headers
    assert "python" not in headers.get("user-agent", "").lower()
    assert headers["x-road-request-id"]
    door.get(OPEN)
    assert Provider.seen[-1][2]["accept"] in {"*/*", "application/json"}


def test_a_call_without_an_agreement_gets_the_x_road_error_and_a_line_with_the_reason(door):
    answer = door.get(PERSONAL, door.other.headers())
    words = error_of(answer, "Server.ServerProxy.AccessDenied")
    assert "chưa có thỏa thuận" in words
    line = LogRecord.objects.get(id=answer.json()["detail"])
    assert (line.result, line.error) == ("refused", "Server.ServerProxy.AccessDenied")
    assert line.reason == words
    assert line.consumer == "VN/GOV/D02/mot-cua"


def test_an_agreement_that_ends_closes_the_door_at_once(door):
    key = next(iter(door.server.gateway.directory.grants))
    asked = agreements.ask(
        SYSTEM, consumer=door.participants["D02"].subsystems.get(), service=door.agreement.service,
        fields=["person.born"], purpose="Thử", legal_ground="Thử", valid_from=clock.today(), per_minute=2,
    )  # fmt: skip
    assert key
    assert door.get(PERSONAL, door.other.headers()).status_code == 500
    agreements.decide(SYSTEM, asked.id, approve=True)
    door.wait(lambda found: any(grant.id == asked.id for grants in found.grants.values() for grant in grants))
    assert door.get(PERSONAL, door.other.headers()).json() == {"person": {"born": "1992"}, "count": 1}
    assert door.get(PERSONAL, door.other.headers()).status_code == 200
    # The quota of two calls a minute is used up.
    answer = door.get(PERSONAL, door.other.headers())
    assert "hạn mức" in error_of(answer, "Server.ServerProxy.QuotaExceeded")
    assert int(answer.headers["Retry-After"]) <= 60
    agreements.end(SYSTEM, asked.id, reason="Hết việc")
    door.wait(lambda found: not any(grant.id == asked.id for grants in found.grants.values() for grant in grants))
    error_of(door.get(PERSONAL, door.other.headers()), "Server.ServerProxy.AccessDenied")


def test_an_agreement_counts_only_on_its_days(door):
    Agreement.objects.filter(id=door.agreement.id).update(valid_from=clock.today() + timedelta(days=1))
    door.wait(lambda found: any(g.valid_from > clock.today() for grants in found.grants.values() for g in grants))
    assert "không có hiệu lực hôm nay" in error_of(door.get(PERSONAL), "Server.ServerProxy.AccessDenied")
    Agreement.objects.filter(id=door.agreement.id).update(valid_from=clock.today())
    door.wait(lambda found: not any(g.valid_from > clock.today() for grants in found.grants.values() for g in grants))


@pytest.mark.parametrize(
    ("path", "headers", "kind", "status"),
    [
        ("/r2/VN/GOV/G08/dan-cu/tat-ca", {}, "Client.BadRequest", 400),
        ("/r1/VN/GOV/G08", {}, "Client.BadRequest", 400),
        ("/r1/VN%2FGOV/G08/dan-cu/tat-ca/x", {}, "Client.BadRequest", 400),
        (f"{OPEN}/%2e%2e/admin", {}, "Client.BadRequest", 400),
        (OPEN, {"X-Road-Client": "VN/GOV"}, "Client.BadRequest", 400),
        (OPEN, {"X-Road-Client": ""}, "Client.BadRequest", 400),
        ("/r1/VN/GOV/G08/dan-cu/khong-co", {}, "Server.ServerProxy.UnknownService", 500),
        (OPEN, {"X-Road-Client": "VN/GOV/D02/mot-cua"}, "Server.ClientProxy.SslAuthenticationFailed", 500),
        (OPEN, {"Authorization": ""}, "Server.ClientProxy.SslAuthenticationFailed", 500),
        (OPEN, {"Authorization": "Bearer nonsense"}, "Server.ClientProxy.SslAuthenticationFailed", 500),
    ],
)
def test_what_does_not_follow_the_protocol_is_refused_by_its_name(door, path, headers, kind, status):
    answer = door.get(path, {**door.client.headers(), **headers})
    error_of(answer, kind, status)
    assert LogRecord.objects.get(id=answer.json()["detail"]).error == kind


def test_two_clients_in_one_call_are_refused(door):
    headers = [*door.client.headers().items(), ("X-Road-Client", "VN/GOV/D02/mot-cua")]
    error_of(door.http.get(door.url + OPEN, headers=headers), "Client.BadRequest", 400)


def test_an_error_comes_as_xml_to_who_reads_xml(door):
    answer = door.get(PERSONAL, door.other.headers(Accept="text/xml"))
    assert answer.headers["Content-Type"].startswith("text/xml")
    assert "<type>Server.ServerProxy.AccessDenied</type>" in answer.text


def test_a_token_must_be_of_a_registered_certificate_in_force_and_for_this_client(door):
    error_of(door.get(OPEN, door.stranger.headers()), "Server.ClientProxy.SslAuthenticationFailed")
    words = error_of(door.get(OPEN, door.expired.headers()), "Server.ClientProxy.SslAuthenticationFailed")
    assert "hết hạn" in words
    for claims in ({"exp": 1}, {"aud": "FI"}, {"iss": "VN/GOV/D02/mot-cua"}, {"exp": 4102444800}):
        headers = {**door.client.headers(), "Authorization": f"Bearer {door.client.token(**claims)}"}
        error_of(door.get(OPEN, headers), "Server.ClientProxy.SslAuthenticationFailed")


def test_a_signed_message_is_known_by_its_certificate_and_taken_once(door):
    path, body = f"{OPEN}/x", b'{"a": 1}'
    headers = door.client.signed("POST", path, "b=2", body)
    answer = door.http.post(f"{door.url}{path}?b=2", content=body, headers=headers)
    assert answer.json() == {"size": len(body)}
    assert door.line(answer).caller.startswith("signature:")
    again = door.http.post(f"{door.url}{path}?b=2", content=body, headers=headers)
    assert "đã được gửi trước đó" in error_of(again, "Server.ClientProxy.SslAuthenticationFailed")
    headers = door.client.signed("POST", path, "b=2", body)
    changed = door.http.post(f"{door.url}{path}?b=2", content=b'{"a": 2}', headers=headers)
    error_of(changed, "Server.ClientProxy.SslAuthenticationFailed")
    headers = door.client.signed("POST", path, "b=2", body)
    moved = door.http.post(f"{door.url}{path}?b=3", content=body, headers=headers)
    error_of(moved, "Server.ClientProxy.SslAuthenticationFailed")


def test_mutual_tls_knows_the_caller_by_the_certificate_shown(door, tmp_path):
    headers = {"X-Road-Client": door.client.identifier}
    with httpx.Client(verify=door.ssl(door.client, tmp_path), timeout=30) as https:
        answer = https.get(door.tls_url + PERSONAL, headers=headers)
        assert answer.status_code == 200, answer.text
        assert door.line(answer).caller.startswith("mtls:")
        other = https.get(door.tls_url + PERSONAL, headers={"X-Road-Client": door.other.identifier})
        error_of(other, "Server.ClientProxy.SslAuthenticationFailed")
    with httpx.Client(verify=door.ssl(None, tmp_path), timeout=30) as https:
        error_of(https.get(door.tls_url + PERSONAL, headers=headers), "Server.ClientProxy.SslAuthenticationFailed")
    for bad in (door.stranger, door.expired):
        with (
            httpx.Client(verify=door.ssl(bad, tmp_path), timeout=30) as https,
            pytest.raises((httpx.ReadError, httpx.ConnectError, httpx.RemoteProtocolError)),
        ):
            https.get(door.tls_url + PERSONAL, headers=headers)


def test_xml_is_cut_too_and_what_cannot_be_cut_is_not_given(door):
    answer = door.get(f"{PERSONAL}/xml")
    assert b"<name>A</name>" in answer.content
    assert b"number" not in answer.content
    for path in ("words", "large", "packed"):
        error_of(door.get(f"{PERSONAL}/{path}"), "Server.ServerProxy.ServiceFailed.CannotMinimise")


def test_the_providers_own_errors_come_as_they_are(door):
    answer = door.get(f"{OPEN}/missing")
    assert (answer.status_code, answer.json()) == (404, {"error": "no such person"})
    assert "X-Road-Error" not in answer.headers
    assert door.line(answer).result == "ok"


def test_a_slow_provider_is_waited_for_no_longer_than_agreed(door):
    answer = door.get("/r1/VN/GOV/G08/dan-cu/cham")
    assert "1 giây" in error_of(answer, "Server.ServerProxy.NetworkError")
    assert door.line(answer).result == "failed"


@pytest.mark.parametrize("code", ["hong", "loi"])
def test_a_provider_that_fails_again_and_again_is_left_alone_for_a_while(door, code):
    path = f"/r1/VN/GOV/G08/dan-cu/{code}"
    for _time in range(FAILURES_TO_OPEN):
        assert door.get(path).status_code in (500, 503)
    before = len(Provider.seen)
    answer = door.get(path)
    error_of(answer, "Server.ServerProxy.ServiceFailed.CircuitOpen")
    assert len(Provider.seen) == before
    assert answer.headers["Retry-After"]
    # After a while one call is let through to try; it fails, and the door closes again.
    circuit = next(item for item in door.server.gateway.breakers._circuits.values() if item.open_until)
    for item in door.server.gateway.breakers._circuits.values():
        item.open_until = 0
    assert "CircuitOpen" not in door.get(path).text
    assert "CircuitOpen" in door.get(path).text
    assert circuit


def test_large_bodies_pass_through_piece_by_piece(door):
    piece = b"y" * 65536

    def pieces():
        for _number in range(80):
            yield piece

    answer = door.http.post(f"{door.url}{OPEN}/up", content=pieces(), headers=door.client.headers())
    assert answer.json() == {"size": 80 * 65536}
    line = door.line(answer)
    assert line.request_bytes == 80 * 65536
    answer = door.get(f"{OPEN}/large")
    assert len(answer.content) == 3_000_000
    line = door.line(answer)
    assert line.response_bytes == 3_000_000
    assert line.response_hash == hashlib.sha256(answer.content).hexdigest()


def test_bodies_are_logged_only_where_it_is_allowed(door):
    answer = door.http.post(f"{door.url}{OPEN}/x", content=b'{"a": 1}', headers=door.client.headers())
    assert door.line(answer).body == '{"a": 1}'


def test_the_answers_signature_is_verified_by_openssl_alone(door, tmp_path):
    answer = door.get(PERSONAL)
    shown = answer.headers["Content-Digest"].removeprefix("sha-256=:").removesuffix(":")
    assert base64.b64decode(shown) == hashlib.sha256(answer.content).digest()
    described = answer.headers["Signature-Input"].removeprefix("sig1=")
    text = "\n".join(
        [
            f'"@status": {answer.status_code}',
            f'"content-digest": {answer.headers["Content-Digest"]}',
            f'"x-road-id": {answer.headers["X-Road-Id"]}',
            f'"x-road-request-hash": {answer.headers["X-Road-Request-Hash"]}',
            f'"@signature-params": {described}',
        ]
    )
    raw = base64.b64decode(answer.headers["Signature"].removeprefix("sig1=:").removesuffix(":"))
    # openssl reads ECDSA signatures as DER: two integers in a sequence.
    (tmp_path / "asn1").write_text(
        f"asn1=SEQUENCE:pair\n[pair]\nr=INTEGER:0x{raw[:32].hex()}\ns=INTEGER:0x{raw[32:].hex()}\n"
    )
    run = lambda *words: subprocess.run(words, capture_output=True, check=True, cwd=tmp_path)  # noqa: E731
    run("openssl", "asn1parse", "-genconf", "asn1", "-noout", "-out", "signature")
    (tmp_path / "chain").write_text(door.http.get(f"{door.url}/certificates.pem").text)
    (tmp_path / "public").write_bytes(run("openssl", "x509", "-in", "chain", "-pubkey", "-noout").stdout)
    (tmp_path / "text").write_text(text)
    done = run("openssl", "dgst", "-sha256", "-verify", "public", "-signature", "signature", "text")
    assert b"Verified OK" in done.stdout


def test_services_of_this_installation_are_called_the_same_way(door):
    answer = door.get("/r1/VN/GOV/H56/danh-muc/don-vi?ten=thanh%20hoa")
    assert answer.json()["items"][0]["identifier"] == "H56", answer.text
    twin = door.get("/r1/VN/GOV/H56/danh-muc-thu-nghiem/don-vi")
    assert {item["identifier"] for item in twin.json()["items"]} == {"Z99.1", "Z99.2"}
    missing = door.get("/r1/VN/GOV/H56/danh-muc/chuyen-ma-dia-ban?ma=00000")
    assert missing.status_code == 404
    assert "00000" in missing.json()["detail"]
    unnamed = door.get("/r1/VN/GOV/H56/danh-muc/chuyen-ma-dia-ban")
    assert unnamed.status_code == 422
    # A version may be named before the path.
    assert door.get("/r1/VN/GOV/H56/danh-muc/don-vi/v1?ten=thanh%20hoa").json()["count"] == 1


def test_metadata_tells_what_there_is_and_what_one_may_call(door):
    listed = door.get("/r1/VN/GOV/G08/dan-cu/listMethods", door.other.headers()).json()["service"]
    assert {item["service_code"] for item in listed} == {"tra-cuu", "tat-ca", "hong", "loi", "cham"}
    assert door.get("/r1/VN/GOV/G08/dan-cu/allowedMethods", door.other.headers()).json() == {"service": []}
    text = door.get("/r1/VN/GOV/H56/danh-muc/getOpenAPI?serviceCode=don-vi").json()
    assert text["openapi"].startswith("3.")
    members = door.http.get(f"{door.url}/listClients").json()["member"]
    assert {"object_type": "SUBSYSTEM", "xroad_instance": "VN", "member_class": "GOV", "member_code": "D01",
            "subsystem_code": "mot-cua"} in [item["id"] for item in members]  # fmt: skip


def test_no_line_no_answer(door, monkeypatch):
    monkeypatch.setitem(door.server.writer._connect, "dbname", "no_such_database")
    broken = door.server.writer
    lines = LogRecord.objects.count()

    async def copy(*_words):
        raise OSError("disk full")

    monkeypatch.setattr(broken, "_copy", copy)
    answer = door.get(PERSONAL)
    error_of(answer, "Server.ServerProxy.DatabaseError")
    assert PERSON["person"]["name"] not in answer.text
    monkeypatch.undo()
    assert LogRecord.objects.count() == lines
    assert door.get(PERSONAL).status_code == 200


def test_every_line_that_these_calls_left_holds(door):
    sealed = LogRecord.objects.filter(position__isnull=False)
    before = sealed.count()
    for path in (PERSONAL, f"{PERSONAL}/missing", PERSONAL):
        door.get(path)
    sealing.seal()
    assert sealed.count() >= before + 3
    assert verification.verify(deep=True) == []
    assert keys.current().key_id == LogRecord.objects.first().key_id
