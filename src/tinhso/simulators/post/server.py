"""The stand-in's HTTP server: the API, a page on which one plays the postman, and the thread that sends messages."""

import hashlib
import hmac
import json
import threading
import urllib.request
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tinhso.simulators.post.store import MARKS, Store, price_of

_MOST_BYTES = 1 << 20
_PAGE = """<!doctype html><html lang="vi"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Bưu chính giả lập</title>
<link rel="icon" href="data:,"><style>
body{{font:16px/1.5 system-ui,sans-serif;margin:0;color:#16202c;background:#f5f7fa}}
header{{background:#7a4a00;color:#fff;padding:.75rem 1rem}}main{{max-width:48rem;margin:0 auto;padding:1rem}}
button{{font:inherit;padding:.4rem .8rem;min-height:44px;margin:.15rem}}
section{{background:#fff;color:#16202c;padding:.75rem;margin:.75rem 0;overflow-wrap:anywhere}}
@media(prefers-color-scheme:dark){{body{{background:#11161c;color:#e8edf2}}}}
</style></head><body><header><strong>BƯU CHÍNH GIẢ LẬP</strong> – chương trình đóng thế, chỉ để trình diễn và kiểm thử.
Không có bưu gửi thật nào được chuyển.</header><main><h1>Bưu gửi</h1>{body}</main></body></html>"""


class PostServer(ThreadingHTTPServer):
    """The postal service."""

    daemon_threads = True

    def __init__(self, folder: Path, key: str, port: int, host: str) -> None:
        super().__init__((host, port), Handler)
        self.key = key.encode()
        self.store = Store(folder)
        self.address = f"http://{host}:{self.server_port}"
        self.ending = threading.Event()
        threading.Thread(target=self._deliver, daemon=True).start()

    def sign(self, body: bytes, *, wrongly: bool = False) -> str:
        """Return the signature of a body; ``wrongly`` as a forger would make it."""
        return hmac.new(b"not the key" if wrongly else self.key, body, hashlib.sha256).hexdigest()

    def server_close(self) -> None:
        """Stop sending too."""
        self.ending.set()
        super().server_close()

    def _deliver(self) -> None:
        while not self.ending.wait(0.2):
            for notice in self.store.due():
                self.store.told(notice, taken=self._send(notice))

    def _send(self, notice: dict[str, Any]) -> bool:
        body = json.dumps(notice["body"], ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json", "X-Signature": self.sign(body, wrongly=notice["forged"])}
        # The address came with a signed order.
        request = urllib.request.Request(notice["url"], body, headers, method="POST")  # noqa: S310
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=10) as answer:
                return bool(answer.status < 300)
        except OSError:
            return False


class Handler(BaseHTTPRequestHandler):
    """One connection; kept open between requests."""

    server: PostServer
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def do_GET(self) -> None:
        """Answer a reading."""
        path = urlsplit(self.path).path
        if path == "/":
            self._send(200, _PAGE.format(body=self._parcels()).encode(), "text/html; charset=utf-8")
        elif self._let_in(path.encode()):
            parcel = self.server.store.parcels.get(unquote(path.removeprefix("/v1/parcels/")))
            if path == "/v1/ping":
                self._json(200, {"name": "stand-in"})
            elif path.startswith("/v1/parcels/") and parcel is not None:
                self._json(200, {"number": parcel["number"], "marks": parcel["marks"]})
            else:
                self._json(404, {"error": "not found"})

    def do_POST(self) -> None:
        """Answer a request with a body."""
        length = int(self.headers.get("Content-Length") or 0)
        if length > _MOST_BYTES:
            self.close_connection = True
            self._json(413, {"error": "too large"})
            return
        body, path = self.rfile.read(length), urlsplit(self.path).path
        if path == "/control":
            self._control({name: values[0] for name, values in parse_qs(body.decode()).items()})
        elif self._let_in(body):
            self._asked(path, body)

    def _asked(self, path: str, body: bytes) -> None:
        try:
            asked = json.loads(body)
            if path == "/v1/prices":
                self._json(200, {"price": price_of(asked)})
            elif path == "/v1/parcels":
                parcel = self.server.store.order(asked)
                self._json(200, {"number": parcel["number"], "price": parcel["price"]})
            else:
                self._json(404, {"error": "not found"})
        except (ValueError, KeyError, TypeError) as error:
            self._json(422, {"error": str(error)})

    def _let_in(self, signed: bytes) -> bool:
        if self.server.store.down:
            self._json(503, {"error": "out of order"})
            return False
        if not hmac.compare_digest(self.headers.get("X-Signature", ""), self.server.sign(signed)):
            self._json(401, {"error": "wrong signature"})
            return False
        return True

    def _control(self, form: dict[str, str]) -> None:
        if "down" in form:
            self.server.store.down = form["down"] == "1"
        if form.get("parcel") in self.server.store.parcels and form.get("kind") in MARKS:
            how = form.get("how", "")
            self.server.store.mark(
                form["parcel"], form["kind"], twice=how == "twice", told=how != "silent", forged=how == "forged"
            )
        self.send_response(303)
        self.send_header("Location", "/")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _parcels(self) -> str:
        parts = []
        for reference, parcel in reversed(list(self.server.store.parcels.items())[-30:]):
            last = parcel["marks"][-1]["words"] if parcel["marks"] else "Chờ bưu tá nhận"
            buttons = "".join(f'<button name="kind" value="{kind}">{words}</button>' for kind, words in MARKS.items())
            parts.append(
                f"<section><strong>{escape(parcel['number'])}</strong> {escape(parcel['to_name'])} – {escape(last)}"
                f'<form method=post action="/control"><input type="hidden" name="parcel" value="{escape(reference)}">'
                f"{buttons}</form></section>"
            )
        return "".join(parts) or "<p>Chưa có bưu gửi nào.</p>"

    def _json(self, status: int, words: dict[str, Any]) -> None:
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
