"""The received messages: one file each, named by a hash of the Message-ID; a double is dropped and counted."""

import hashlib
import json
import threading
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path


@dataclass(frozen=True)
class Stored:
    """One message as the page shows it."""

    key: str
    message_id: str
    sender: str
    receivers: list[str]
    subject: str
    text: str
    received_at: str
    doubles: int


class Store:
    """Messages in a folder; safe for threads of one process."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = threading.Lock()
        folder.mkdir(parents=True, exist_ok=True)

    def put(self, content: bytes, receivers: list[str]) -> bool:
        """Keep a message; return false for the double of one that stands here already."""
        message = message_from_bytes(content, policy=policy.default)
        assert isinstance(message, EmailMessage)  # noqa: S101 - what the default policy makes
        name = str(message["Message-ID"] or hashlib.sha256(content).hexdigest())
        key = hashlib.sha256(name.encode()).hexdigest()[:24]
        with self._lock:
            standing = self.get(key)
            if standing is not None:
                self._write(Stored(**{**asdict(standing), "doubles": standing.doubles + 1}))
                return False
            body = message.get_body(("plain", "html"))
            (self.folder / f"{key}.eml").write_bytes(content)
            self._write(
                Stored(
                    key=key,
                    message_id=name,
                    sender=str(message["From"]),
                    receivers=receivers,
                    subject=str(message["Subject"]),
                    text=body.get_content() if body is not None else "",
                    received_at=datetime.now(UTC).isoformat(timespec="milliseconds"),
                    doubles=0,
                )
            )
            return True

    def get(self, key: str) -> Stored | None:
        """Return the message of a key, or None."""
        try:
            return Stored(**json.loads((self.folder / f"{key}.json").read_text(encoding="utf-8")))
        except FileNotFoundError:
            return None

    def all(self) -> list[Stored]:
        """Return every message, newest first."""
        rows = [Stored(**json.loads(path.read_text(encoding="utf-8"))) for path in self.folder.glob("*.json")]
        return sorted(rows, key=lambda row: row.received_at, reverse=True)

    def _write(self, row: Stored) -> None:
        fresh = self.folder / f"{row.key}.new"
        fresh.write_text(json.dumps(asdict(row), ensure_ascii=False), encoding="utf-8")
        fresh.replace(self.folder / f"{row.key}.json")
