"""Notices reach a browser through its push service: encrypted for it alone, signed by the installation."""

import base64
import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from uuid import uuid4

import http_ece
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.test import Client

from tinhso.kernel.events.testing import run_jobs, waiting_jobs
from tinhso.kernel.identity.models import Account, Person
from tinhso.kernel.notify import push, services
from tinhso.kernel.notify.models import PushDevice

SECRET = bytes(range(16))


def text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


class Service:
    """A push service on this machine, and the browser that it reaches."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.answer = 201
        self.asked: list[tuple[dict[str, str], bytes]] = []
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                service.asked.append((dict(self.headers), self.rfile.read(length)))
                self.send_response(service.answer)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_words: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    @property
    def subscription(self) -> dict[str, str]:
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return {"endpoint": f"{self.base}/may-1", "p256dh": text(point), "auth": text(SECRET)}

    def read(self, content: bytes) -> Any:
        return json.loads(http_ece.decrypt(content, private_key=self.key, auth_secret=SECRET, version="aes128gcm"))


@pytest.fixture
def service(settings: Any) -> Iterator[Service]:
    made = Service()
    settings.PUSH_SERVICES = ["https://push.example", made.base]
    yield made
    made.server.shutdown()


@pytest.fixture
def account(db: None) -> Account:
    person = Person.objects.create(full_name="Nguyễn Thị Hoà", folded="nguyen thi hoa")
    return Account.objects.create(username="hoa", person=person)


@pytest.fixture
def reader(client: Client, account: Account) -> Client:
    client.force_login(account, backend="tinhso.kernel.identity.backends.AccountBackend")
    return client


def tell(account: Account) -> None:
    data = {"name": "Hoà", "time": "2026-02-25", "url": "/ho-so/1"}
    services.notify("notify.test", account=account, subject_id=uuid4(), data=data, channels=["inapp"])


def test_a_notice_comes_encrypted_and_signed(reader: Client, account: Account, service: Service) -> None:
    assert reader.post("/thong-bao/thiet-bi/", service.subscription).status_code == 204
    tell(account)
    run_jobs()
    [(head, content)] = service.asked
    words = service.read(content)
    assert words["url"] == "/ho-so/1"
    assert "Hoà".encode() not in content
    token, key = head["Authorization"].removeprefix("vapid t=").split(", k=")
    assert key == push.public_key()
    claims = jwt.decode(token, push._key().public_key(), algorithms=["ES256"], audience=service.base)
    assert claims["sub"].startswith("http")


def test_a_device_that_is_gone_is_asked_no_more(reader: Client, account: Account, service: Service) -> None:
    reader.post("/thong-bao/thiet-bi/", service.subscription)
    service.answer = 410
    for _ in range(2):
        tell(account)
        run_jobs()
    assert len(service.asked) == 1
    assert not PushDevice.objects.filter(ended_at=None).exists()


def test_a_service_that_is_away_is_asked_later(reader: Client, account: Account, service: Service) -> None:
    reader.post("/thong-bao/thiet-bi/", service.subscription)
    service.answer = 503
    tell(account)
    run_jobs()
    assert len(service.asked) == 1
    assert waiting_jobs("notify.send-push") == 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"endpoint": "https://trong-mang.example/"}, "chưa cho phép"),
        ({"endpoint": "http://push.example/x"}, "chưa cho phép"),
        ({"p256dh": "AAAA"}, "khóa không đúng dạng"),
        ({"auth": "ngắn"}, "khóa không đúng dạng"),
    ],
)
def test_no_other_address_and_no_other_key_is_taken(
    reader: Client, service: Service, change: dict[str, str], words: str
) -> None:
    answer = reader.post("/thong-bao/thiet-bi/", service.subscription | change)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not PushDevice.objects.exists()


def test_a_browser_tells_only_who_used_it_last(reader: Client, account: Account, service: Service) -> None:
    reader.post("/thong-bao/thiet-bi/", service.subscription)
    person = Person.objects.create(full_name="Lê Văn Tư", folded="le van tu")
    second = Account.objects.create(username="tu", person=person)
    other = Client()
    other.force_login(second, backend="tinhso.kernel.identity.backends.AccountBackend")
    other.post("/thong-bao/thiet-bi/", service.subscription)
    tell(account)
    run_jobs()
    assert service.asked == []
    mine = PushDevice.objects.get(ended_at=None)
    assert reader.post(f"/thong-bao/thiet-bi/{mine.pk}/bo/").status_code == 404
    assert other.post(f"/thong-bao/thiet-bi/{mine.pk}/bo/").status_code == 302
