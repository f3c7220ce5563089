"""The stand-in's HTTP server.

===========================  =======================================================================================
``GET /v1/ping``             whether it is there
``GET /v1/agencies``         agencies to which documents can be sent
``POST /v1/agencies``        a member's own agencies
``POST /v1/documents``       send an edXML message (headers ``X-Reference``, ``X-From``, ``X-To``, ``X-Kind``)
``GET /v1/documents?root=``  what waits for the agencies under a root identifier, in order
``GET /v1/documents/{id}``   one message
``POST …/{id}/status``       ``{"state": "taken" or "refused", "words": …}``
===========================  =======================================================================================

Every request bears ``X-Signature``: HMAC-SHA256 over the body, or over the path where there is none.
"""

import hashlib
import hmac
import json
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tinhso.simulators.axis.store import Store

_MOST_BYTES = 64 << 20
_PAGE = """<!doctype html><html lang="vi"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Trục văn bản giả lập</title>
<link rel="icon" href="data:,"><style>
body{{font:16px/1.5 system-ui,sans-serif;margin:0;color:#16202c;background:#f5f7fa}}
header{{background:#7a4a00;color:#fff;padding:.75rem 1rem}}main{{max-width:60rem;margin:0 auto;padding:1rem}}
section{{background:#fff;color:#16202c;padding:.75rem;margin:.75rem 0;overflow-wrap:anywhere}}
@media(prefers-color-scheme:dark){{body{{background:#11161c;color:#e8edf2}}}}
</style></head><body><header><strong>TRỤC LIÊN THÔNG VĂN BẢN QUỐC GIA GIẢ LẬP</strong> – chương trình đóng thế, chỉ để
trình diễn và kiểm thử. Không có văn bản thật nào được chuyển.</header><main><h1>Văn bản</h1>{body}</main>
</body></html>"""


class AxisServer(ThreadingHTTPServer):
    """The axis."""

    daemon_threads = True

    def __init__(self, folder: Path, key: str, port: int, host: str) -> None:
        super().__init__((host, port), Handler)
        self.key = key.encode()
        self.store = Store(folder)
        self.address = f"http://{host}:{self.server_port}"

    def sign(self, body: bytes) -> str:
        """Return the signature of a body."""
        return hmac.new(self.key, body, hashlib.sha256).hexdigest()


class Handler(BaseHTTPRequestHandler):
    """One connection; kept open between requests."""

    server: AxisServer
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def do_GET(self) -> None:
        """Answer a reading."""
        parts = urlsplit(self.path)
        path, store = parts.path, self.server.store
        if path == "/":
            self._send(200, _PAGE.format(body=self._documents()).encode(), "text/html; charset=utf-8")
            return
        if not self._let_in(self.path.encode()):
            return
        if path == "/v1/ping":
            self._json(200, {"name": "stand-in"})
        elif path == "/v1/agencies":
            self._json(200, [{"identifier": key, "name": name} for key, name in sorted(store.agencies.items())])
        elif path == "/v1/documents":
            self._json(200, store.waiting(parse_qs(parts.query).get("root", [""])[0]))
        elif path.startswith("/v1/documents/"):
            try:
                self._send(200, store.content(path.removeprefix("/v1/documents/")), "application/xml")
            except KeyError:
                self._json(404, {"error": "not found"})
        else:
            self._json(404, {"error": "not found"})

    def do_POST(self) -> None:
        """Answer a request with a body."""
        length = int(self.headers.get("Content-Length") or 0)
        if length > _MOST_BYTES:
            self.close_connection = True
            self._json(413, {"error": "Gói tin lớn quá mức nhận của trục."})
            return
        body, path = self.rfile.read(length), urlsplit(self.path).path
        if path == "/control":
            self.server.store.down = parse_qs(body.decode()).get("down", ["0"])[0] == "1"
            self._json(200, {})
        elif self._let_in(body):
            self._asked(path, body)

    def _asked(self, path: str, body: bytes) -> None:
        store = self.server.store
        try:
            if path == "/v1/agencies":
                store.register({str(row["identifier"]): str(row["name"]) for row in json.loads(body)})
                self._json(200, {})
            elif path == "/v1/documents":
                named = {
                    name: unquote(self.headers.get(f"X-{name}", "")) for name in ("Reference", "From", "To", "Kind")
                }
                self._json(201, {"id": store.send(body, *named.values())})
            elif path.endswith("/status"):
                said = json.loads(body)
                store.settle(path.split("/")[-2], str(said["state"]), str(said.get("words", "")))
                self._json(200, {})
            else:
                self._json(404, {"error": "not found"})
        except KeyError as error:
            self._json(422, {"error": f"Trục không có cơ quan hoặc văn bản {error}."})
        except (ValueError, TypeError) as error:
            self._json(422, {"error": str(error)})

    def _let_in(self, signed: bytes) -> bool:
        if self.server.store.down:
            self._json(503, {"error": "out of order"})
            return False
        if not hmac.compare_digest(self.headers.get("X-Signature", ""), self.server.sign(signed)):
            self._json(401, {"error": "wrong signature"})
            return False
        return True

    def _documents(self) -> str:
        rows = [
            f"<section><strong>{escape(key)}</strong> {escape(row['sender'])} → {escape(row['recipient'])}"
            f" – {escape(row['kind'])}, {escape(row['state'])} {escape(row.get('words', ''))}</section>"
            for key, row in reversed(list(self.server.store.documents.items())[-50:])
        ]
        return "".join(rows) or "<p>Chưa có văn bản nào.</p>"

    def _json(self, status: int, words: Any) -> None:
        self._send(status, json.dumps(words, ensure_ascii=False).encode(), "application/json")

    def _send(self, status: int, content: bytes, media_type: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Stay silent."""
