"""The invented citizens who can sign in: ``citizens.json`` in the folder, else a few of its own."""

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FILE = "citizens.json"
_OWN = [
    {
        "name": "Nguyễn Văn An",
        "sex": "male",
        "birthdate": "1991-03-12",
        "personal_number": "038091004217",
        "phone": "+84912345678",
        "address": "Số 15 đường Trần Phú, phường Hạc Thành, tỉnh Thanh Hóa",
        "businesses": [],
    }
]


@dataclass(frozen=True)
class Citizen:
    """One citizen, as the platform knows him."""

    name: str
    sex: str
    birthdate: str
    personal_number: str
    phone: str = ""
    email: str = ""
    address: str = ""
    businesses: list[dict[str, str]] = field(default_factory=list)

    @property
    def subject(self) -> str:
        """The platform's own name for him, which is not the personal number."""
        return hashlib.sha256(f"vneid-gia-lap:{self.personal_number}".encode()).hexdigest()[:32]

    def claims(self) -> dict[str, Any]:
        """Return what the platform tells about him."""
        told: dict[str, Any] = {
            "name": self.name,
            "gender": self.sex,
            "birthdate": self.birthdate,
            "personal_number": self.personal_number,
            "phone_number": self.phone,
            "email": self.email,
            "businesses": self.businesses,
        }
        return {name: value for name, value in told.items() if value} | (
            {"address": {"formatted": self.address}} if self.address else {}
        )


def citizens(folder: Path) -> dict[str, Citizen]:
    """Return the citizens by subject, in the order of the file."""
    file = folder / FILE
    rows = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else _OWN
    known = set(Citizen.__dataclass_fields__)
    people = [Citizen(**{name: value for name, value in row.items() if name in known}) for row in rows]
    return {person.subject: person for person in people}
