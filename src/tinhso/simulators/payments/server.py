"""The stand-in's HTTP server, and the thread that sends its messages."""

import hashlib
import hmac
import json
import threading
import time
import urllib.request
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tinhso.simulators.payments import files, pages
from tinhso.simulators.payments.store import Store

_MOST_BYTES = 1 << 20
_LATE_SECONDS = 20.0
_TICK_SECONDS = 0.1


class PaymentServer(ThreadingHTTPServer):
    """The platform and its bank."""

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
        while not self.ending.wait(_TICK_SECONDS):
            for notice in self.store.due_notices():
                self.store.told(notice, taken=self._send(notice))

    def _send(self, notice: dict[str, Any]) -> bool:
        headers = {
            "Content-Type": "application/json",
            "X-Signature": self.sign(notice["body"], wrongly=bool(notice["forged"])),
        }
        # The address came with a signed order.
        request = urllib.request.Request(notice["url"], notice["body"], headers, method="POST")  # noqa: S310
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=10) as answer:
                return bool(answer.status < 300)
        except OSError:
            return False


def _said(row: dict[str, Any], event: str = "") -> dict[str, Any]:
    said = {"order": row["reference"], **{name: row[name] for name in files.HEAD if name != "order"}}
    return said | ({"event": event} if event else {})


class Handler(BaseHTTPRequestHandler):
    """One connection; kept open between requests."""

    server: PaymentServer
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def do_GET(self) -> None:
        """Answer a reading."""
        store, path = self.server.store, urlsplit(self.path).path
        if path == "/":
            words = pages.home(store.orders(), down=store.setting("down", False), plants=store.setting("plants", []))
            self._page(200, words)
        elif path.startswith("/bank/"):
            order = store.order_of(path.removeprefix("/bank/"))
            self._page(
                *((200, pages.bank(order)) if order else (404, pages.page("Không có", "<h1>Không có đơn này</h1>")))
            )
        elif self._let_in(path.encode()):
            self._read(path)

    def _read(self, path: str) -> None:
        store = self.server.store
        if path == "/v1/ping":
            self._json(200, {"name": "stand-in"})
        elif path.startswith("/v1/orders/"):
            order = store.order(unquote(path.removeprefix("/v1/orders/")))
            if order is None:
                self._json(404, {"error": "no such order"})
                return
            rows = [_said(row) for row in store.movements(order["reference"])]
            if not rows and datetime.fromisoformat(order["expires_at"]) < datetime.now(UTC):
                rows = [
                    {"order": order["reference"], "type": "payment", "status": "expired", "amount": order["amount"]}
                ]
            self._json(200, {"state": order["state"], "movements": rows})
        elif path.startswith("/v1/files/"):
            day = path.removeprefix("/v1/files/").removesuffix(".csv")
            body = files.write(files.day_rows(store.movements_on(day), store.setting("plants", [])))
            self._send(200, body + f"# hmac-sha256={self.server.sign(body)}\n".encode(), "text/csv; charset=utf-8")
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
        if path.startswith("/bank/"):
            self._bank(path.removeprefix("/bank/"), parse_qs(body.decode()))
        elif path == "/control":
            self._control(parse_qs(body.decode()))
        elif self._let_in(body):
            self._asked(path, body)

    def _let_in(self, signed: bytes) -> bool:
        if self.server.store.setting("down", False):
            self._json(503, {"error": "out of order"})
            return False
        if not hmac.compare_digest(self.headers.get("X-Signature", ""), self.server.sign(signed)):
            self._json(401, {"error": "wrong signature"})
            return False
        return True

    def _asked(self, path: str, body: bytes) -> None:
        try:
            asked = json.loads(body)
            if path == "/v1/orders":
                order = self.server.store.register(asked)
                self._json(200, {"pay_url": f"{self.server.address}/bank/{order['token']}"})
            elif path == "/v1/refunds":
                self._refund(asked)
            else:
                self._json(404, {"error": "not found"})
        except (ValueError, KeyError, TypeError) as error:
            self._json(422, {"error": str(error)})

    def _refund(self, asked: dict[str, Any]) -> None:
        store = self.server.store
        order, rows = store.order(asked["order"]), store.movements(asked["order"])
        taken = next((row for row in rows if row["movement"] == asked["movement"] and row["type"] == "payment"), None)
        back = sum(row["amount"] for row in rows if row["type"] == "refund" and row["refund_key"] != asked["key"])
        if order is None or taken is None:
            raise ValueError("no such movement")
        whole = sum(row["amount"] for row in rows if row["type"] == "payment" and row["status"] == "success")
        if back + int(asked["amount"]) > whole:
            raise ValueError("more than was paid")
        row = store.move(order["reference"], "refund", "success", int(asked["amount"]), refund_key=asked["key"])
        self._tell(order, row)
        self._json(200, _said(row))

    def _bank(self, token: str, form: dict[str, list[str]]) -> None:
        store = self.server.store
        order, choice = store.order_of(token), form.get("choice", [""])[0]
        if order is None:
            self._page(404, pages.page("Không có", "<h1>Không có đơn này</h1>"))
            return
        late = datetime.fromisoformat(order["expires_at"]) < datetime.now(UTC)
        if order["state"] != "waiting" or late:
            self._page(409, pages.bank({**order, "state": "expired" if late else order["state"]}))
            return
        self._happen(order, choice)
        self.send_response(303)
        self.send_header("Location", order["return_url"])
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _happen(self, order: dict[str, Any], choice: str) -> None:
        store, reference = self.server.store, order["reference"]
        if choice in ("cancel", "fail"):
            status = "cancelled" if choice == "cancel" else "failed"
            self._tell(order, store.move(reference, "payment", status, order["amount"]))
            return
        if choice == "forged":
            made_up = {**dict.fromkeys(files.HEAD, ""), "reference": reference, "movement": "NHGIA0001",
                       "type": "payment", "status": "success", "amount": order["amount"],
                       "time": datetime.now(UTC).isoformat()}  # fmt: skip
            self._tell(order, made_up, forged=True)
            return
        amount = order["amount"] + {"short": -1000, "over": 1000}.get(choice, 0)
        row = store.move(reference, "payment", "success", amount)
        if choice != "silent":
            self._tell(order, row, after=float(store.setting("late", _LATE_SECONDS)) if choice == "late" else 0.0)
        if choice == "twice":
            # The same message again, and the same movement told by another message.
            self._tell(order, row)
            self._tell(order, row, event=f"{row['movement']}-again")
        # Most messages are quicker than the browser.
        time.sleep(0.15 if choice != "late" else 0)

    def _tell(
        self, order: dict[str, Any], row: dict[str, Any], *, after: float = 0.0, event: str = "", forged: bool = False
    ) -> None:
        said = _said(row, event or f"{row['movement']}-{row['status']}")
        body = json.dumps(said, ensure_ascii=False).encode()
        self.server.store.tell(order["notice_url"], body, after=after, forged=forged)

    def _control(self, form: dict[str, list[str]]) -> None:
        store = self.server.store
        if "down" in form:
            store.set("down", form["down"][0] == "1")
        if "late" in form:
            store.set("late", float(form["late"][0]))
        if "plants" in form:
            store.set("plants", [name for name in form.get("plant", []) if name in files.PLANTS])
        self.send_response(303)
        self.send_header("Location", "/")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _page(self, status: int, words: str) -> None:
        self._send(status, words.encode(), "text/html; charset=utf-8")

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
