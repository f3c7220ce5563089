"""The world of the tests of official documents, and short names for what its people do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tinhso.government.official_documents.models import IncomingDocument, OutgoingDocument
from tinhso.government.official_documents.services import drafting, incoming
from tinhso.government.official_documents.services.drafting import Given, To
from tinhso.government.official_documents.tests.world import World, make_world
from tinhso.kernel.files import services as files
from tinhso.kernel.files.kinds import PDF
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.foundation import clock
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.papers import typesetting

LETTER = {
    "kind_code": "cong-van",
    "subject": "rà soát hồ sơ cấp giấy phép xây dựng tồn đọng",
    "drafting_symbol": "QLXD",
    "signer_authority": "KT. GIÁM ĐỐC",
    "signer_title": "PHÓ GIÁM ĐỐC",
    "signer_name": "Lê Đức Nghĩa",
    "addressee": "Ủy ban nhân dân các xã, phường",
    "text": "Thực hiện chỉ đạo của Ủy ban nhân dân tỉnh, Sở Xây dựng đề nghị các đơn vị rà soát hồ sơ tồn đọng.\n"
    "Báo cáo gửi về Sở trước ngày 30/11/2026.",
}


def a_pdf(text: str = "Văn bản thử") -> bytes:
    """Return a one-page PDF with a text layer."""
    source = (
        '#let inputs = json(bytes(sys.inputs.at("data")))\n#set document(title: "x")\n#set page(paper: "a4")\n'
        "#set text(font: inputs.fonts, size: 13pt)\n#for line in inputs.data.lines [#line \\ ]"
    )
    return typesetting.typeset(source, {"lines": text.splitlines()}, {"title": "x"}, clock.now()).pdf


@pytest.fixture
def world(db: None, settings: Any, tmp_path: Any) -> World:
    settings.DATA_DIR = tmp_path
    settings.FILES_ROOT = tmp_path / "files"
    settings.TRUST_URL = ""
    return make_world()


@pytest.fixture
def scan(world: World) -> Callable[..., StoredFile]:
    def make(text: str = "Kính gửi: Sở Xây dựng. Đề nghị thẩm định.", name: str = "van-ban.pdf") -> StoredFile:
        return files.store_made(a_pdf(text), name, PDF, actor=SYSTEM)

    return make


@pytest.fixture
def arrive(world: World, scan: Callable[..., StoredFile]) -> Callable[..., IncomingDocument]:
    def take(**values: Any) -> IncomingDocument:
        given = {
            "sender_name": "Ủy ban nhân dân tỉnh Thanh Hóa",
            "symbol": "05/QĐ-UBND",
            "issued_on": clock.today() - timedelta(days=2),
            "kind_code": "quyet-dinh",
            "subject": "Phê duyệt kế hoạch rà soát",
            "due_on": clock.today() + timedelta(days=20),
        }
        return incoming.take_in(world.actor("clerk"), world.department, [scan()], given=incoming.Given(given | values))

    return take


@pytest.fixture
def register(world: World, arrive: Callable[..., IncomingDocument]) -> Callable[..., IncomingDocument]:
    def enter(**values: Any) -> IncomingDocument:
        return incoming.register(world.actor("clerk"), arrive(**values).id, {}, knows_duplicate=True)

    return enter


@pytest.fixture
def draft(world: World) -> Callable[..., OutgoingDocument]:
    def start(**values: Any) -> OutgoingDocument:
        return drafting.start(
            world.actor("specialist"),
            world.division,
            Given(LETTER | values, recipients=[To("Ủy ban nhân dân xã Thượng Ninh", "H56.901")]),
        )

    return start
