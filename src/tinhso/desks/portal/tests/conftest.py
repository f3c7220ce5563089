"""The world of the portal's tests: a small province, a citizen signed in, one procedure with every kind of question."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tinhso.kits.procedures.models import Dossier
from tinhso.kits.procedures.tests.conftest import a_pdf
from tinhso.kits.procedures.tests.world import World, make_world

FORM: dict[str, Any] = {
    "type": "object",
    "required": ["purpose", "born", "proxy"],
    "properties": {
        "purpose": {"type": "string", "title": "Xin giấy để làm gì?", "maxLength": 100},
        "proxy": {
            "type": "string",
            "title": "Có nộp thay không?",
            "enum": ["yes", "no"],
            "x-labels": {"yes": "Có", "no": "Không"},
            "x-widget": "radio",
        },
        "other": {"type": "string", "title": "Tên người được nộp thay là gì?"},
        "born": {"type": "string", "format": "date", "x-widget": "date", "x-past": True, "title": "Sinh ngày nào?"},
        "wage": {"type": "integer", "minimum": 0, "x-widget": "money", "title": "Lương bao nhiêu?"},
        "phone": {"type": "string", "x-widget": "phone", "x-prefill": "applicant.phone", "title": "Gọi số nào?"},
    },
}
PAGES = [
    {"code": "muc-dich", "title": "Mục đích", "fields": ["purpose", "proxy"]},
    {"code": "nop-thay", "title": "Nộp thay ai", "fields": ["other"], "when": [{"field": "proxy", "equals": "yes"}]},
    {"code": "ban-than", "title": "Về quý vị", "fields": ["born", "wage", "phone"]},
]
PARTS = [
    {"code": "to-khai", "name": "Đơn có xác nhận của tổ dân phố"},
    {"code": "uy-quyen", "name": "Văn bản ủy quyền", "when": [{"field": "proxy", "equals": "yes"}]},
    {"code": "can-cuoc", "name": "Thẻ căn cước", "to_show": True, "required": False},
]
CHANGES: dict[str, Any] = {
    "form": FORM,
    "pages": PAGES,
    "parts": PARTS,
    "terms": [{"label": "Thông thường", "working_days": 3, "basis": "Điều 2"}],
    "result": {"name": "Giấy xác nhận", "delivered": ["electronic", "post"]},
    "keywords": ["xác nhận cư trú"],
    "certainty": {"check": ["Mã thủ tục lấy theo trí nhớ"]},
}


@pytest.fixture
def world(db: None, settings: Any, tmp_path: Any) -> World:
    settings.FILES_ROOT = tmp_path / "files"
    cache.clear()
    return make_world(**CHANGES)


@pytest.fixture
def citizen(world: World) -> Client:
    client = Client()
    client.force_login(world.accounts["citizen"])
    return client


@pytest.fixture
def stranger(world: World) -> Client:
    client = Client()
    client.force_login(world.accounts["other_citizen"])
    return client


def a_scan(name: str = "don.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, a_pdf(), content_type="application/pdf")


ANSWERS: dict[str, dict[str, Any]] = {
    "nguoi-nop": {
        "full_name": "Nguyễn Văn Công Dân",
        "personal_number": "038090000011",
        "phone": "0912345678",
        "address": "Thôn 1, xã Thử Nghiệm",
        "on_behalf": "self",
    },
    "to-khai/muc-dich": {"purpose": "Vay vốn", "proxy": "no"},
    "to-khai/nop-thay": {"other": "Lê Thị Được Thay"},
    "to-khai/ban-than": {"born_0": "2", "born_1": "9", "born_2": "1990", "wage": "8.500.000", "phone": "0912 345 678"},
    "nhan-ket-qua": {"way": "electronic"},
    "kiem-tra": {"declared": "on"},
}


@pytest.fixture
def apply(world: World) -> Callable[[Client], Dossier]:
    """Walk through the whole application as a browser without script does, and return the dossier."""

    def walk(client: Client) -> Dossier:
        begun = client.post("/thu-tuc/1.009999/nop/")
        url = begun["Location"]
        for _step in range(12):
            if "/da-nop/" in url:
                break
            name = url.split("/", 4)[4].strip("/")
            if name == "noi-giai-quyet":
                data: dict[str, Any] = {"agency": str(world.commune.id)}
            elif name == "giay-to":
                data = {"tep-to-khai": a_scan()}
            else:
                data = ANSWERS[name]
            url = client.post(url, data)["Location"]
        return Dossier.objects.get(id=url.split("/")[2])

    return walk
