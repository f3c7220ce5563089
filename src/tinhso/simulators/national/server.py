"""The stand-in's HTTP server: registers under ``/v1/``, the portal under ``/portal/``, and how it is to fail."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tinhso.simulators.national.records import Portal, answer

_MOST_BYTES = 4 << 20
_PAGE = """<!doctype html><html lang="vi"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Hệ thống quốc gia giả lập</title>
<link rel="icon" href="data:,"><style>
body{{font:16px/1.5 system-ui,sans-serif;margin:0;color:#16202c;background:#f5f7fa}}
header{{background:#7a4a00;color:#fff;padding:.75rem 1rem}}main{{max-width:60rem;margin:0 auto;padding:1rem}}
@media(prefers-color-scheme:dark){{body{{background:#11161c;color:#e8edf2}}}}
</style></head><body><header><strong>HỆ THỐNG QUỐC GIA GIẢ LẬP</strong> – chương trình đóng thế, chỉ để trình diễn và
kiểm thử. Không có người hay doanh nghiệp nào là thật.</header><main>
<h1>Cơ sở dữ liệu và Cổng Dịch vụ công quốc gia</h1>
<p>Cán bộ hỏi ở “Hỏi cơ sở dữ liệu quốc gia”; hồ sơ đồng bộ ở “Cổng DVC quốc gia” trong không gian làm việc.</p>
<p>Gói hồ sơ mà Cổng giả lập đã nhận: {received}.</p></main></body></html>"""


class NationalServer(ThreadingHTTPServer):
    """All national systems in one process."""

    daemon_threads = True

    def __init__(self, folder: Path, key: str, port: int, host: str) -> None:
        super().__init__((host, port), Handler)
        self.key = key.encode()
        self.portal = Portal(folder)
        self.sessions: set[str] = set()
        self.failing = ""
        """``down`` answers 503 to everything, ``garbage`` what is no JSON, nothing works well."""
        self.address = f"http://{host}:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    """One connection; kept open between requests."""

    server: NationalServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Say what this is, or show what the portal received."""
        if urlsplit(self.path).path == "/portal/received":
            self._answer(200, self.server.portal.state["received"])
        else:
            page = _PAGE.format(received=len(self.server.portal.state["received"]))
            self._send(200, page.encode(), "text/html; charset=utf-8")

    def do_POST(self) -> None:
        """Answer a question, an envelope, or somebody who plays."""
        length = int(self.headers.get("Content-Length") or 0)
        if length > _MOST_BYTES:
            self._answer(413, {"message": "Quá dài"})
            return
        body = self.rfile.read(length)
        path = urlsplit(self.path).path
        if path == "/control":
            self.server.failing = parse_qs(body.decode()).get("failing", [""])[0]
            self._answer(200, {})
        elif path == "/portal/lodge":
            self.server.portal.lodge(json.loads(body))
            self._answer(200, {})
        elif self.server.failing == "down":
            self._answer(503, {"message": "Đang bảo trì"})
        elif self.server.failing == "garbage":
            self._send(200, b"<html>", "text/html")
        elif not hmac.compare_digest(self.headers.get("X-Signature", ""), self._sign(body)):
            self._answer(403, {"message": "Chữ ký không đúng"})
        else:
            self._do(path, json.loads(body))

    def _do(self, path: str, asked: dict[str, Any]) -> None:
        if path == "/v1/ping":
            self._answer(200, {"ok": {}})
        elif path.startswith("/v1/"):
            found = answer(path.removeprefix("/v1/"), asked.get("question", {}))
            self._answer(200 if found else 404, {"answer": found} if found else {})
        elif path == "/portal/session":
            session = secrets.token_hex(16)
            self.server.sessions.add(session)
            self._answer(200, {"session": session})
        elif asked.get("session") not in self.server.sessions:
            self._answer(401, {"message": "Phiên không đúng"})
        elif path == "/portal/service":
            wrong = self.server.portal.take(asked)
            self._answer(200, {"error_code": "-1" if wrong else "0", "message": wrong})
        elif path == "/portal/new":
            self._answer(200, {"data": self.server.portal.lodged(str(asked.get("after", "")))})
        elif path == "/portal/file":
            content = self.server.portal.file(str(asked.get("DuongDanTaiTepTin", "")))
            self._send(200 if content else 404, content, "application/octet-stream")
        else:
            self._answer(404, {})

    def _sign(self, body: bytes) -> str:
        return hmac.new(self.server.key, body, hashlib.sha256).hexdigest()

    def _answer(self, status: int, data: object) -> None:
        self._send(status, json.dumps(data, ensure_ascii=False).encode(), "application/json")

    def _send(self, status: int, body: bytes, media_type: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""
