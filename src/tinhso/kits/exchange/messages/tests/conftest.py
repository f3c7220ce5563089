"""A small province with its departments, files to send, and the turn of the queue."""

from datetime import date
from functools import cache
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from tinhso.kernel.events import testing
from tinhso.kernel.files.services import store_made
from tinhso.kernel.foundation.ids import new_id
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.organizations.services import add_unit
from tinhso.kits.exchange import keys
from tinhso.kits.exchange.messages.documents import OutgoingDocument

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj\n"


@cache
def one_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


@pytest.fixture(autouse=True)
def exchange_keys(tmp_path, settings, monkeypatch):
    """Keys of this test alone; making an RSA key takes long, so all tests share one."""
    settings.DATA_DIR = tmp_path
    settings.FILES_ROOT = tmp_path / "files"
    settings.TRUST_URL = settings.TIMESTAMP_URL = ""
    key = one_key()
    monkeypatch.setattr(keys.rsa, "generate_private_key", lambda *_args: key)


class Place:
    """The units of a test, and documents between them."""

    def __init__(self) -> None:
        self.province = self.unit("H56", "UBND tỉnh Thanh Hoá", None, "province", "province")
        self.department = self.unit("H56.15", "Sở Nội vụ", self.province, "department", "province")
        self.office = self.unit("H56.01", "Văn phòng UBND tỉnh", self.province, "department", "province")
        self.commune = self.unit("H56.30", "UBND phường Hạc Thành", self.province, "commune", "commune")
        self.file = store_made(PDF, "quyet-dinh.pdf", "application/pdf", actor=SYSTEM)

    def unit(self, identifier: str, name: str, parent: Any, kind: str, tier: str, **more: Any) -> Any:
        return add_unit(
            parent=parent, valid_from=more.pop("valid_from", date(2020, 1, 1)), identifier=identifier, name=name,
            kind=kind, tier=tier, **more,
        )  # fmt: skip

    def document(self, *recipients: str, number: int = 5, **changes: Any) -> OutgoingDocument:
        values = {
            "document_id": new_id(), "sender": self.department, "recipients": recipients, "number": number,
            "notation": "QĐ-SNV", "place": "Thanh Hoá", "issued_on": date(2026, 11, 20), "kind_code": "QD",
            "kind_name": "Quyết định", "subject": "Về việc ban hành quy chế văn thư", "signer_name": "Lê Thị Hoa",
            "signer_position": "Giám đốc", "files": [self.file], "to_places": ["Như Điều 3", "Lưu: VT"],
        }  # fmt: skip
        return OutgoingDocument(**(values | changes))


@pytest.fixture
def place(db) -> Place:
    return Place()


@pytest.fixture
def run():
    """Let everything that waits happen."""
    return testing.run_jobs
