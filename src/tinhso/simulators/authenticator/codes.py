"""Time-based codes after RFC 6238 (SHA-1, six digits, thirty seconds), as telephones make them."""

import base64
import hmac
import json
import struct
from dataclasses import dataclass
from pathlib import Path

PERIOD = 30
_FILE = "authenticator.json"


@dataclass(frozen=True)
class Telephone:
    """One official's authenticator entry."""

    username: str
    name: str
    position: str
    secret: str

    def code(self, moment: float) -> str:
        """Return the code that is shown at ``moment`` (seconds since 1970)."""
        key = base64.b32decode(self.secret, casefold=True)
        digest = hmac.new(key, struct.pack(">Q", int(moment) // PERIOD), "sha1").digest()
        start = digest[-1] & 0x0F
        number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
        return f"{number % 1_000_000:06d}"


def seconds_left(moment: float) -> int:
    """Return how long the present codes are still shown."""
    return PERIOD - int(moment) % PERIOD


def telephones(folder: Path) -> list[Telephone]:
    """Return the entries written by the demonstration's loader; none when it has not run."""
    file = folder / _FILE
    if not file.is_file():
        return []
    entries = json.loads(file.read_text(encoding="utf-8"))
    return [
        Telephone(username, entry["name"], entry["position"], entry["secret"]) for username, entry in entries.items()
    ]
