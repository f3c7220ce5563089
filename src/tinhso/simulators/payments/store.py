"""What the stand-in keeps: orders, movements of money, messages to be sent. A file of SQLite outlives the process."""

import json
import secrets
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

VIETNAM = timezone(timedelta(hours=7))
RETRIES = (0.0, 2.0, 5.0, 15.0, 60.0, 300.0)
"""Seconds after which a message that was not taken is sent again."""
_SCHEMA = """
CREATE TABLE IF NOT EXISTS orders (
  reference TEXT PRIMARY KEY, token TEXT UNIQUE, amount INTEGER, description TEXT, payer TEXT,
  return_url TEXT, notice_url TEXT, expires_at TEXT, state TEXT);
CREATE TABLE IF NOT EXISTS movements (
  movement TEXT PRIMARY KEY, reference TEXT, type TEXT, status TEXT, amount INTEGER, time TEXT, refund_key TEXT);
CREATE UNIQUE INDEX IF NOT EXISTS refund_once ON movements (refund_key) WHERE refund_key <> '';
CREATE TABLE IF NOT EXISTS notices (
  id INTEGER PRIMARY KEY, url TEXT, body BLOB, forged INTEGER, due REAL, tries INTEGER, done INTEGER);
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT);
"""


def moment() -> str:
    """Return the present moment as the messages write it."""
    return datetime.now(UTC).isoformat(timespec="seconds")


class Store:
    """The stand-in's data; one lock, because SQLite has one writer anyway."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._base = sqlite3.connect(folder / "payments.sqlite3", check_same_thread=False, isolation_level=None)
        self._base.row_factory = sqlite3.Row
        self._base.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;" + _SCHEMA)

    @contextmanager
    def _work(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._base.execute("BEGIN IMMEDIATE")
            try:
                yield self._base
            except BaseException:
                self._base.execute("ROLLBACK")
                raise
            self._base.execute("COMMIT")

    def _rows(self, words: str, *values: Any) -> list[dict[str, Any]]:
        with self._lock:
            return [dict(row) for row in self._base.execute(words, values)]

    def setting(self, name: str, default: Any) -> Any:
        """Return how the stand-in is told to behave."""
        rows = self._rows("SELECT value FROM settings WHERE name = ?", name)
        return json.loads(rows[0]["value"]) if rows else default

    def set(self, name: str, value: Any) -> None:
        """Tell the stand-in how to behave."""
        with self._work() as base:
            base.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (name, json.dumps(value)))

    def order(self, reference: str) -> dict[str, Any] | None:
        """Return an order by its reference."""
        rows = self._rows("SELECT * FROM orders WHERE reference = ?", reference)
        return rows[0] if rows else None

    def order_of(self, token: str) -> dict[str, Any] | None:
        """Return an order by the token in its page's address."""
        rows = self._rows("SELECT * FROM orders WHERE token = ?", token)
        return rows[0] if rows else None

    def orders(self) -> list[dict[str, Any]]:
        """Return the latest orders."""
        return self._rows("SELECT * FROM orders ORDER BY rowid DESC LIMIT 50")

    def register(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Keep an order; the same reference with the same amount is the same order. Raise ``ValueError`` otherwise."""
        with self._work() as base:
            standing = self.order(asked["reference"])
            if standing is not None:
                if standing["amount"] != asked["amount"]:
                    raise ValueError("this reference has another amount")
                return standing
            base.execute(
                "INSERT INTO orders VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'waiting')",
                (asked["reference"], secrets.token_urlsafe(18), int(asked["amount"]), asked["description"],
                 asked["payer"], asked["return_url"], asked["notice_url"], asked["expires_at"]),
            )  # fmt: skip
        found = self.order(asked["reference"])
        if found is None:
            raise RuntimeError(asked["reference"])
        return found

    def move(
        self, reference: str, kind: str, status: str, amount: int, *, refund_key: str = "", time: str = ""
    ) -> dict[str, Any]:
        """Write a movement of money and return it; the same refund key is the same movement."""
        with self._work() as base:
            if refund_key:
                rows = self._rows("SELECT * FROM movements WHERE refund_key = ?", refund_key)
                if rows:
                    return rows[0]
            row = {
                "movement": f"NH{datetime.now(VIETNAM):%y%m%d}{secrets.token_hex(5).upper()}",
                "reference": reference,
                "type": kind,
                "status": status,
                "amount": amount,
                "time": time or moment(),
                "refund_key": refund_key,
            }
            base.execute("INSERT INTO movements VALUES (?, ?, ?, ?, ?, ?, ?)", tuple(row.values()))
            if kind == "payment":
                base.execute("UPDATE orders SET state = ? WHERE reference = ?", (status, reference))
        return row

    def movements(self, reference: str) -> list[dict[str, Any]]:
        """Return what happened to an order."""
        return self._rows("SELECT * FROM movements WHERE reference = ? ORDER BY rowid", reference)

    def movements_on(self, day: str) -> list[dict[str, Any]]:
        """Return what happened on a day in Viet Nam."""
        rows = self._rows("SELECT * FROM movements ORDER BY rowid")
        return [
            row for row in rows if datetime.fromisoformat(row["time"]).astimezone(VIETNAM).date().isoformat() == day
        ]

    def tell(self, url: str, body: bytes, *, after: float = 0.0, forged: bool = False) -> None:
        """Put a message into the queue."""
        with self._work() as base:
            base.execute(
                "INSERT INTO notices (url, body, forged, due, tries, done) VALUES (?, ?, ?, ?, 0, 0)",
                (url, body, int(forged), time.time() + after),
            )

    def due_notices(self) -> list[dict[str, Any]]:
        """Return the messages that are to be sent now."""
        return self._rows("SELECT * FROM notices WHERE done = 0 AND due <= ? ORDER BY id LIMIT 20", time.time())

    def told(self, notice: dict[str, Any], *, taken: bool) -> None:
        """Note that a message was taken, or try again later."""
        tries = notice["tries"] + 1
        done = taken or notice["forged"] or tries >= len(RETRIES)
        with self._work() as base:
            base.execute(
                "UPDATE notices SET tries = ?, done = ?, due = ? WHERE id = ?",
                (tries, int(done), time.time() + RETRIES[min(tries, len(RETRIES) - 1)], notice["id"]),
            )
