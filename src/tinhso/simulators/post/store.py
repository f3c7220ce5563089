"""What the stand-in keeps: parcels with their marks, messages to be sent; a file of JSON outlives the process."""

import json
import secrets
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

RETRIES = (0.0, 2.0, 5.0, 15.0, 60.0, 300.0)
"""Seconds after which a message that was not taken is sent again."""
MARKS = {
    "accepted": "Bưu tá đã nhận bưu gửi",
    "moving": "Đang chuyển đến bưu cục phát",
    "tried": "Phát không thành, người nhận vắng nhà",
    "delivered": "Đã phát tận tay người nhận",
    "returning": "Đang chuyển hoàn",
    "returned": "Đã chuyển hoàn về nơi gửi",
    "lost": "Bưu gửi bị thất lạc",
}


def price_of(asked: dict[str, Any]) -> int:
    """Return the price of carrying: more when the two addresses end differently."""
    ends = {str(asked[name]).rsplit(",", 1)[-1].strip().casefold() for name in ("from_address", "to_address")}
    return 26_000 if len(ends) == 1 else 33_500


class Store:
    """The stand-in's data."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._file = folder / "parcels.json"
        self._lock = threading.RLock()
        kept = json.loads(self._file.read_text(encoding="utf-8")) if self._file.exists() else {}
        self.parcels: dict[str, dict[str, Any]] = kept.get("parcels", {})
        self.notices: list[dict[str, Any]] = kept.get("notices", [])
        self.down = False

    def _keep(self) -> None:
        beside = self._file.with_suffix(".new")
        beside.write_text(json.dumps({"parcels": self.parcels, "notices": self.notices}), encoding="utf-8")
        beside.replace(self._file)

    def order(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Keep an order; the same reference is the same order."""
        with self._lock:
            standing = self.parcels.get(asked["reference"])
            if standing is None:
                number = f"EM{secrets.randbelow(10**9):09d}VN"
                standing = {**asked, "number": number, "price": price_of(asked), "marks": []}
                self.parcels[asked["reference"]] = standing
                self._keep()
            return standing

    def mark(self, reference: str, kind: str, *, twice: bool = False, told: bool = True, forged: bool = False) -> None:
        """Let something happen to a parcel, and tell it."""
        with self._lock:
            parcel = self.parcels[reference]
            mark = {
                "reference": reference,
                "kind": kind,
                "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
                "event": secrets.token_hex(8),
                "place": "Bưu cục Hạc Thành",
                "words": MARKS[kind],
            }
            if not forged:
                parcel["marks"].append(mark)
            for _copy in range((2 if twice else 1) if told else 0):
                self.notices.append(
                    {"url": parcel["notice_url"], "body": mark, "due": time.time(), "tries": 0, "forged": forged}
                )
            self._keep()

    def due(self) -> list[dict[str, Any]]:
        """Return the messages that are to be sent now."""
        with self._lock:
            return [notice for notice in self.notices if notice["due"] <= time.time()]

    def told(self, notice: dict[str, Any], *, taken: bool) -> None:
        """Note that a message was taken, or try again later."""
        with self._lock:
            notice["tries"] += 1
            if taken or notice["forged"] or notice["tries"] >= len(RETRIES):
                self.notices.remove(notice)
            else:
                notice["due"] = time.time() + RETRIES[notice["tries"]]
            self._keep()
