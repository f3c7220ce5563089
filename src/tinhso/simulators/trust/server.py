"""The stand-in's HTTP server."""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography import x509

from tinhso.simulators.trust.authority import NOTICE, Authority, pem
from tinhso.simulators.trust.remote import RemoteSigning
from tinhso.simulators.trust.timestamps import TimestampUnit

_MOST_BYTES = 1 << 20
_SUBJECT = ("common_name", "organization", "unit", "serial")
_PAGE = f"""<!doctype html><html lang="vi"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Dịch vụ chứng thực trình diễn</title>
<h1>Dịch vụ chứng thực TRÌNH DIỄN ({NOTICE})</h1>
<p>Đây là chương trình đóng thế cho cơ quan chứng thực chữ ký số, dịch vụ cấp dấu thời gian và dịch vụ ký số từ xa.
Chứng thư và chữ ký tạo ở đây chỉ để thử nghiệm, {NOTICE}.</p>
<ul><li><a href="/ca.pem">Chứng thư gốc</a></li><li><a href="/crl">Danh sách chứng thư bị thu hồi</a></li>
<li>POST /tsa (RFC 3161), POST /ocsp, POST /certificates, POST /revoke, POST /csc/v1/…</li></ul></html>"""


class TrustServer(ThreadingHTTPServer):
    """The server with its authority, timestamping unit and remote signing."""

    daemon_threads = True

    def __init__(self, folder: Path, port: int, host: str) -> None:
        super().__init__((host, port), Handler)
        self.authority = Authority(folder, f"http://{host}:{self.server_port}")
        self.timestamps = TimestampUnit(self.authority)
        self.remote = RemoteSigning(self.authority)


class Handler(BaseHTTPRequestHandler):
    """One connection; kept open between requests."""

    server: TrustServer
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def do_GET(self) -> None:
        """Answer a reading."""
        authority = self.server.authority
        if self.path == "/":
            self._send(200, _PAGE.encode(), "text/html; charset=utf-8")
        elif self.path == "/ca.pem":
            self._send(200, pem(authority.root.certificate).encode(), "application/x-pem-file")
        elif self.path == "/crl":
            self._send(200, authority.crl(), "application/pkix-crl")
        elif self.path == "/csc/v1/info":
            self._json(*self.server.remote.answer("info", "", {}))
        else:
            self._json(404, {"error": "not_found"})

    def do_POST(self) -> None:
        """Answer a request with a body."""
        length = int(self.headers.get("Content-Length") or 0)
        if length > _MOST_BYTES:
            self.close_connection = True
            self._json(413, {"error": "too_large"})
            return
        body = self.rfile.read(length)
        if self.path == "/tsa":
            self._send(200, self.server.timestamps.answer(body), "application/timestamp-reply")
        elif self.path == "/ocsp":
            self._send(200, self.server.authority.ocsp_answer(body), "application/ocsp-response")
        else:
            self._structured(body)

    def _structured(self, body: bytes) -> None:
        try:
            asked = json.loads(body or b"{}")
            if not isinstance(asked, dict):
                raise ValueError("an object is expected")
            if self.path == "/certificates":
                self._json(*self._certificate(asked))
            elif self.path == "/revoke":
                self.server.authority.revoke(int(str(asked["serial_number"])))
                self._json(200, {"revoked": asked["serial_number"]})
            elif self.path.startswith("/csc/v1/"):
                method = self.path.removeprefix("/csc/v1/")
                self._json(*self.server.remote.answer(method, self.headers.get("Authorization", ""), asked))
            else:
                self._json(404, {"error": "not_found"})
        except (ValueError, KeyError, TypeError) as error:
            self._json(400, {"error": "invalid_request", "error_description": str(error)})

    def _certificate(self, asked: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Certify the key of a CSR (``csr``, PEM), or make a key here for remote signing (``pin``)."""
        subject = {name: str(asked.get(name, "")) for name in _SUBJECT}
        days = int(asked.get("days", 730))
        if "csr" in asked:
            request = x509.load_pem_x509_csr(str(asked["csr"]).encode())
            if not request.is_signature_valid:
                return 400, {"error": "invalid_request", "error_description": "the request's signature is wrong"}
            authority = self.server.authority
            certificate = authority.issue(request.public_key(), days=days, **subject)
            return 200, {"chain": pem(certificate, *authority.chain())}
        remote = self.server.remote
        name, chain = remote.enrol(
            pin=str(asked["pin"]), algorithm=str(asked.get("algorithm", "ec")), days=days, **subject
        )
        return 200, {"chain": pem(*chain), "credential_id": name, "token": remote.token}

    def _json(self, status: int, answer: dict[str, Any]) -> None:
        self._send(status, json.dumps(answer, ensure_ascii=False).encode(), "application/json")

    def _send(self, status: int, content: bytes, media_type: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        self.wfile.flush()

    def log_message(self, format: str, *args: Any) -> None:
        """Stay silent: the caller logs what it asks."""


def serve(folder: Path, port: int, host: str = "127.0.0.1") -> TrustServer:
    """Return the server, ready to run; port 0 takes a free one."""
    return TrustServer(folder, port, host)
