"""Invented people, businesses and documents: the same answer for the same question, none of them real."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path
from threading import Lock
from typing import Any

_SURNAMES = "Nguyễn Trần Lê Phạm Hoàng Vũ Đặng Bùi Đỗ Hồ Ngô Dương"
_MIDDLES = "Văn Thị Đức Hữu Minh Ngọc Thanh Xuân Quang Thu"
_GIVEN = "An Bình Chi Cường Dũng Giang Hà Hạnh Hùng Khánh Lan Linh Long Mai Nam Nga"
KINDS = (
    "population", "civil-status", "business", "insurance", "criminal-record", "land", "budget-units", "legal-documents",
)  # fmt: skip


def _dice(text: str) -> list[int]:
    return list(hashlib.sha256(text.encode()).digest())


def name_of(number: str) -> str:
    """Return the invented name that goes with a number."""
    one, two, three, *_rest = _dice(number)
    return f"{_SURNAMES.split()[one % 12]} {_MIDDLES.split()[two % 10]} {_GIVEN.split()[three % 16]}"


def answer(kind: str, question: dict[str, str]) -> dict[str, str] | None:
    """Return the record of a register; ``None`` for numbers that end in 000: nobody has them."""
    number = question.get("number", "")
    if number.endswith("000") or kind not in KINDS:
        return None
    dice = _dice(kind + number)
    name = name_of(number)
    if kind == "population" and question.get("name", "").lower() != name.lower():
        return None
    made: dict[str, dict[str, str]] = {
        "population": {
            "name": name,
            "birth": f"{dice[0] % 28 + 1:02d}/{dice[1] % 12 + 1:02d}/{1950 + dice[2] % 55}",
            "sex": "Nữ" if "Thị" in name else "Nam",
            "residence": f"Thôn {dice[3] % 12 + 1}, xã Thử Nghiệm, tỉnh Thanh Hóa",
            "status": "Còn sống",
            "secret": "không được đưa ra",
        },
        "civil-status": {
            "name": name,
            "birth": f"01/01/{1950 + dice[2] % 55}",
            "marital": "Chưa kết hôn" if dice[4] % 2 else "Đã kết hôn",
            "book": f"{dice[5]}/2020",
        },
        "business": {
            "name": f"Công ty TNHH Thử nghiệm {dice[0]}",
            "address": "Đường Lê Lợi, tỉnh Thanh Hóa",
            "representative": name,
            "status": "Đang hoạt động",
            "since": f"{2000 + dice[1] % 25}",
        },
        "insurance": {
            "name": name,
            "card": f"GD4{dice[0]:03d}{dice[1]:03d}",
            "valid_to": "31/12/2026",
            "months": str(dice[2]),
        },
        "criminal-record": {"name": name, "record": "Không có án tích", "ban": "Không"},
        "land": {
            "parcel": str(dice[0] + 1),
            "sheet": str(dice[1] % 60 + 1),
            "area": f"{dice[2] + 60},5",
            "purpose": "ONT",
            "holder": name,
        },
        "budget-units": {
            "name": f"Đơn vị thử nghiệm {dice[0]}",
            "chapter": f"{400 + dice[1] % 200}",
            "status": "Đang hoạt động",
        },
        "legal-documents": {
            "name": "Văn bản thử nghiệm",
            "issuer": "Chính phủ",
            "issued": "01/01/2025",
            "valid_from": "01/03/2025",
            "status": "Còn hiệu lực",
        },
    }
    return made[kind]


class Portal:
    """What the portal keeps: envelopes that came, dossiers lodged there; in a file, so that a restart loses nothing."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / "portal.json"
        self._files = folder / "files"
        self._files.mkdir(exist_ok=True)
        self._lock = Lock()
        self.state: dict[str, Any] = {"received": [], "lodged": []}
        if self._path.exists():
            self.state = json.loads(self._path.read_text(encoding="utf-8"))

    def take(self, envelope: dict[str, Any]) -> str:
        """Keep an envelope; return what is wrong with it, or nothing."""
        rows = envelope.get("data") or []
        wrong = [row for row in rows if not row.get("MaHoSo")]
        if not rows or wrong:
            return "Thiếu MaHoSo"
        with self._lock:
            known = {row["MaHoSo"] for kept in self.state["received"] for row in kept["data"]}
            if envelope["service"] == "CapNhatTienDoHoSoMC" and any(row["MaHoSo"] not in known for row in rows):
                return "Chưa có hồ sơ này"
            self.state["received"].append(
                {key: envelope.get(key) for key in ("service", "madonvi", "isUpdating", "data")}
            )
            self._keep()
        return ""

    def lodge(self, row: dict[str, Any]) -> None:
        """Keep a dossier as if a citizen had lodged it there; what its files hold stands in ``NoiDung``, as base64."""
        with self._lock:
            for named in row.get("TaiLieuNop", []):
                if "NoiDung" in named:
                    content = base64.b64decode(named.pop("NoiDung"))
                    named["DuongDanTaiTepTin"] = f"/tep/{hashlib.sha256(content).hexdigest()}"
                    self._file(named["DuongDanTaiTepTin"]).write_bytes(content)
            self.state["lodged"].append(row)
            self._keep()

    def lodged(self, after: str) -> list[dict[str, Any]]:
        """Return what was lodged after a code."""
        return sorted(
            (row for row in self.state["lodged"] if row["MaHoSo"] > after), key=lambda row: str(row["MaHoSo"])
        )

    def file(self, path: str) -> bytes:
        """Return the content of a file by its path there; nothing when there is none."""
        kept = self._file(path)
        return kept.read_bytes() if kept.is_file() else b""

    def _file(self, path: str) -> Path:
        return self._files / (Path(path).name or "-")

    def _keep(self) -> None:
        self._path.write_text(json.dumps(self.state, ensure_ascii=False), encoding="utf-8")
