"""Calls to an outside system over TLS: whom it is believed, and that the authorities are read once."""

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address
from pathlib import Path
from threading import Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tinhso.kernel.foundation.vendors import VendorFailed
from tinhso.kernel.outside.http import call, trusted


class Greeting(BaseHTTPRequestHandler):
    """Answers everybody alike."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """The certificate, and the key in the same file, of a system whose authority nobody has heard of."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Hệ thống của tỉnh bạn")])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    form = serialization.PrivateFormat.PKCS8
    text = key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())
    path = tmp_path / "system.pem"
    path.write_bytes(text + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def address(certificate: Path) -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Greeting)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield f"https://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def afresh() -> Iterator[None]:
    """Read the authorities anew in a test, and after it."""
    trusted.cache_clear()
    yield
    trusted.cache_clear()


def test_a_system_of_an_unknown_authority_is_not_believed(address: str, afresh: None) -> None:
    with pytest.raises(VendorFailed):
        call("GET", address)


def test_a_province_may_trust_an_authority_of_its_own(
    address: str, certificate: Path, afresh: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert call("GET", address).content == b"ok"


def test_the_authorities_are_read_once(afresh: None) -> None:
    assert trusted() is trusted()
