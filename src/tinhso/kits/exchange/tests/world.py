"""A standing installation for the gateway's tests: committed rows, a provider, the gateway's own loop in a thread."""

import asyncio
import base64
import gzip
import http.server
import json
import ssl
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import httpx
import jwt
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.db import connection

from tinhso.kernel.foundation import clock
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.organizations import services as organizations
from tinhso.kits.exchange import http_signatures, keys
from tinhso.kits.exchange.gateway.server import Options, Server, connection_settings
from tinhso.kits.exchange.models import LogRecord
from tinhso.kits.exchange.services import agreements, directory

PERSON = {"person": {"name": "Nguyễn Thị Ánh", "number": "038092001234", "born": "1992"}, "count": 1}
FIELDS = [
    {"path": "person.name", "label": "họ tên", "personal": True},
    {"path": "person.number", "label": "số định danh", "personal": True},
    {"path": "person.born", "label": "năm sinh", "personal": True},
    {"path": "count", "label": "số dòng", "always": True},
]
XML = b'<?xml version="1.0"?><found xmlns="urn:x"><person><name>A</name><number>1</number></person></found>'


class Provider(http.server.BaseHTTPRequestHandler):
    """A provider elsewhere; its address says how it behaves."""

    protocol_version = "HTTP/1.1"
    seen: list[Any] = []

    def do_GET(self) -> None:
        """Answer."""
        self.answer(b"")

    def do_POST(self) -> None:
        """Read a body of any size, and answer its length."""
        size, left = 0, int(self.headers.get("Content-Length", -1))
        if left < 0:
            while length := int(self.rfile.readline(), 16):
                size += len(self.rfile.read(length))
                self.rfile.readline()
            self.rfile.readline()
        while left > 0:
            piece = self.rfile.read(min(left, 65536))
            left -= len(piece)
            size += len(piece)
        self.answer(json.dumps({"size": size}).encode())

    def answer(self, body: bytes) -> None:
        """Say what the path asks for."""
        Provider.seen.append((self.command, self.path, {k.lower(): v for k, v in self.headers.items()}))
        kind, status = "application/json", 200
        if "slow" in self.path:
            time.sleep(2)
        if "xml" in self.path:
            kind, body = "application/xml", XML
        elif "broken" in self.path:
            status, body = 503, b'{"error": "down"}'
        elif "missing" in self.path:
            status, body = 404, b'{"error": "no such person"}'
        elif "large" in self.path:
            kind, body = "application/octet-stream", b"x" * 3_000_000
        elif "packed" in self.path:
            body = gzip.compress(json.dumps(PERSON).encode())
        elif "words" in self.path:
            kind, body = "text/plain", b"not cuttable"
        elif not body:
            body = json.dumps(PERSON, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: Any) -> None:
        """Stay silent."""


@dataclass
class Client:
    """A participant's system with its own key and certificate, as a member of the exchange makes them."""

    identifier: str
    key: Any
    certificate: x509.Certificate
    pem: str
    sha256: str

    def token(self, **claims: Any) -> str:
        """Return a signed token (JWS) that holds for two minutes."""
        now = int(time.time())
        named = base64.urlsafe_b64encode(bytes.fromhex(self.sha256)).rstrip(b"=").decode()
        asked = {"iss": self.identifier, "aud": "VN", "iat": now, "exp": now + 120, **claims}
        return jwt.encode(asked, self.key, algorithm="ES256", headers={"x5t#S256": named})

    def headers(self, **more: str) -> dict[str, str]:
        """Return the headers of a call by token."""
        return {"X-Road-Client": self.identifier, "Authorization": f"Bearer {self.token()}", **more}

    def signed(self, method: str, path: str, query: str = "", body: bytes = b"", **more: str) -> dict[str, str]:
        """Return the headers of a signed call (RFC 9421)."""
        headers = {"X-Road-Client": self.identifier, "X-Road-Id": f"s-{time.perf_counter_ns()}", **more}
        components = ("@method", "@path", "@query", "x-road-client", "x-road-id")
        if body:
            headers["Content-Digest"] = http_signatures.digest(body)
            components = (*components, "content-digest")
        values = {name.lower(): value for name, value in headers.items()}
        values |= {"@method": method, "@path": path, "@query": f"?{query}"}
        return headers | http_signatures.sign(self.key, self.sha256, components, values, int(time.time()))


def make_client(identifier: str, days: int = 30) -> Client:
    """Make a client's key and self-signed certificate; ``days`` below zero: one that has ended."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, identifier)])
    now = clock.now()
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=60))
        .not_valid_after(now + timedelta(days=days)).sign(key, hashes.SHA256())
    )  # fmt: skip
    pem = certificate.public_bytes(serialization.Encoding.PEM).decode()
    return Client(identifier, key, certificate, pem, keys.fingerprint(certificate))


@dataclass
class Door:
    """The running installation: the gateway's addresses, its clients, its services."""

    url: str
    tls_url: str
    client: Client
    other: Client
    expired: Client
    stranger: Client
    unit: Any
    server: Server
    http: httpx.Client
    agreement: Any = None
    participants: dict[str, Any] = field(default_factory=dict)

    def get(self, path: str, headers: dict[str, str] | None = None, **more: Any) -> httpx.Response:
        """Call by token, unless other headers are given."""
        return self.http.get(f"{self.url}{path}", headers=self.client.headers() if headers is None else headers, **more)

    def line(self, answer: httpx.Response) -> LogRecord:
        """Return the line of the log that an answer stands for."""
        return LogRecord.objects.get(request_id=answer.headers["X-Road-Request-Id"])

    def wait(self, ready: Any) -> None:
        """Wait until the gateway has heard of a change."""
        end = time.monotonic() + 10
        while not ready(self.server.gateway.directory):
            assert time.monotonic() < end, "the gateway did not hear of the change"
            time.sleep(0.02)

    def ssl(self, client: Client | None, folder: Any) -> ssl.SSLContext:
        """Return a client's TLS context, with its certificate."""
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        if client is not None:
            private = client.key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
            path = folder / f"{client.sha256}.pem"
            path.write_bytes(private + client.pem.encode())
            context.load_cert_chain(path)
        return context


@contextmanager
def standing_gateway(provider_url: str):
    """Build the directory, start the gateway in a thread, yield its ``Door``; take everything down again."""
    unit = organizations.add_unit(
        parent=None, valid_from=date(2020, 1, 1), identifier="H56", name="Ủy ban nhân dân tỉnh Thanh Hóa",
        kind="province", tier="province",
    )  # fmt: skip
    directory.lay_offers(SYSTEM, unit)
    home = directory.add_participant(SYSTEM, member_code="G08", name="Sở Khoa học và Công nghệ")
    population = directory.add_subsystem(SYSTEM, home, code="dan-cu", name="Dân cư")
    for code, address, extra in (
        ("tra-cuu", provider_url, {"personal": True, "fields": FIELDS}),
        ("tat-ca", provider_url, {"log_bodies": True}),
        ("hong", "http://127.0.0.1:9", {}),
        ("loi", provider_url + "/broken", {}),
        ("cham", provider_url + "/slow", {"timeout_seconds": 1}),
    ):
        directory.publish(SYSTEM, population, code=code, name=f"Dịch vụ {code}", version="v1", address=address, **extra)
    participants, clients = {}, []
    for code, days in (("D01", 30), ("D02", 30), ("D03", -1)):
        participants[code] = directory.add_participant(SYSTEM, member_code=code, name=f"Thành viên {code}")
        subsystem = directory.add_subsystem(SYSTEM, participants[code], code="mot-cua", name=f"Một cửa {code}")
        clients.append(made := make_client(str(subsystem.identifier), days))
        keys.register_certificate(SYSTEM, participants[code], made.pem)
    consumer = participants["D01"].subsystems.get()
    agreement = None
    for service in [*population.services.all(), *_own_services()]:
        fields = ["person.name"] if service.code == "tra-cuu" else list(agreements.known_fields(service))
        asked = agreements.ask(
            SYSTEM, consumer=consumer, service=service, fields=fields, purpose="Thẩm định hồ sơ một cửa",
            legal_ground="Nghị định 278/2025/NĐ-CP", valid_from=clock.today(),
        )  # fmt: skip
        agreements.decide(SYSTEM, asked.id, approve=True)
        agreement = asked if service.code == "tra-cuu" else agreement
    loop = asyncio.new_event_loop()
    server = Server(Options(port=0, tls_port=-1), connection_settings(), keys.current())
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    asyncio.run_coroutine_threadsafe(server.start(), loop).result(30)
    with httpx.Client(timeout=30) as http_client:
        yield Door(
            f"http://127.0.0.1:{server.port}", f"https://127.0.0.1:{server.tls_port}", *clients,
            make_client("VN/GOV/D01/mot-cua"), unit, server, http_client, agreement, participants,
        )  # fmt: skip
    asyncio.run_coroutine_threadsafe(server.stop(), loop).result(30)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(10)


def _own_services() -> Any:
    from tinhso.kits.exchange.models import Service

    return Service.objects.filter(subsystem__participant__own=True)


def clean() -> None:
    """Empty what was committed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND (tablename LIKE 'exchange%' OR tablename"
            " LIKE 'audit_%' OR tablename LIKE 'organizations_%' OR tablename LIKE 'events_%')"
        )
        tables = ", ".join(row[0] for row in cursor.fetchall())
        cursor.execute(f"TRUNCATE {tables} CASCADE")
