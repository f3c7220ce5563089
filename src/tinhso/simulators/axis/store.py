"""What the stand-in keeps: agencies, documents for each of them, in the order in which they came; files on disk."""

import json
import secrets
import threading
from pathlib import Path
from typing import Any

MINISTRIES = {
    "G01": "Bộ Công an (giả lập)",
    "G04": "Bộ Giáo dục và Đào tạo (giả lập)",
    "G09": "Bộ Nội vụ (giả lập)",
    "G10": "Bộ Nông nghiệp và Môi trường (giả lập)",
    "G22": "Văn phòng Chính phủ (giả lập)",
}
"""Agencies of the stand-in; names for demonstration, the true catalogue comes from the true axis."""


class Store:
    """The stand-in's data; a file of JSON and a file for each document outlive the process."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._file = folder / "axis.json"
        self._lock = threading.RLock()
        kept = json.loads(self._file.read_text(encoding="utf-8")) if self._file.exists() else {}
        self.agencies: dict[str, str] = kept.get("agencies", dict(MINISTRIES))
        self.documents: dict[str, dict[str, Any]] = kept.get("documents", {})
        self.down = False

    def _keep(self) -> None:
        beside = self._file.with_suffix(".new")
        beside.write_text(
            json.dumps({"agencies": self.agencies, "documents": self.documents}, ensure_ascii=False), encoding="utf-8"
        )
        beside.replace(self._file)

    def register(self, agencies: dict[str, str]) -> None:
        """Take over the agencies that a member names."""
        with self._lock:
            self.agencies.update(agencies)
            self._keep()

    def send(self, content: bytes, reference: str, sender: str, recipient: str, kind: str) -> str:
        """Keep a message for its recipient; the same reference is the same message. Raise ``KeyError``."""
        with self._lock:
            for key, standing in self.documents.items():
                if standing["reference"] == reference:
                    return key
            if recipient not in self.agencies:
                raise KeyError(recipient)
            key = f"VD{len(self.documents) + 1:08d}{secrets.token_hex(3)}"
            (self._folder / f"{key}.xml").write_bytes(content)
            self.documents[key] = {
                "reference": reference, "sender": sender, "recipient": recipient, "kind": kind, "state": "waiting",
            }  # fmt: skip
            self._keep()
            return key

    def waiting(self, root: str) -> list[dict[str, str]]:
        """Return what waits for the agencies of a member, the first first."""
        with self._lock:
            return [
                {"id": key, **{name: row[name] for name in ("reference", "sender", "recipient", "kind")}}
                for key, row in sorted(self.documents.items())
                if row["state"] == "waiting" and (row["recipient"] == root or row["recipient"].startswith(f"{root}."))
            ]

    def content(self, key: str) -> bytes:
        """Return a message; raise ``KeyError``."""
        if key not in self.documents:
            raise KeyError(key)
        return (self._folder / f"{key}.xml").read_bytes()

    def settle(self, key: str, state: str, words: str) -> None:
        """Note what the recipient did with a message; raise ``KeyError``."""
        with self._lock:
            self.documents[key].update(state=state, words=words)
            self._keep()
