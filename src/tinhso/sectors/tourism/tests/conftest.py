"""The world of tourism's own tests: a commune, a place, a lodging, a picture."""

import io
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kits.registers import services
from tinhso.kits.registers.testing import RegisterWorld, make_world
from tinhso.sectors.tourism.models import Lodging, Place


@pytest.fixture
def world(db: None, settings: Any, tmp_path: Any) -> RegisterWorld:
    settings.FILES_ROOT = tmp_path / "files"
    cache.clear()
    return make_world(Place.definition)


@pytest.fixture
def place(world: RegisterWorld) -> Place:
    return add_place(world)


@pytest.fixture
def lodging(world: RegisterWorld) -> Lodging:
    values = {
        "name": "Khách sạn Lam Kinh", "kind": "hotel", "area": world.area.code, "location": "20.10, 105.62",
        "stars": 4, "manager": "Công Tằng Tôn Nữ Thị Phương", "manager_phone": "0983246802", "unit": world.here,
    }  # fmt: skip
    return services.add(SYSTEM, Lodging.definition, values)


def add_place(world: RegisterWorld, **changes: Any) -> Place:
    values = {
        "name": "Thành nhà Hồ", "kind": "heritage", "grade": "world", "graded_year": 2011, "area": world.area.code,
        "location": "20.078, 105.605", "description": "Tòa thành đá xây năm 1397.", "opening": "7:00 đến 17:30",
        "address": "Thôn Xuân Giai", "phone": "02373852246", "website": "https://thanhnhaho.example/",
        "source": "Quyết định thử số 1", "unit": world.here,
    }  # fmt: skip
    return services.add(SYSTEM, Place.definition, {**values, **changes})


def photograph(place_taken: bool = True, size: tuple[int, int] = (2400, 1600)) -> SimpleUploadedFile:
    """Return a JPEG that says where and by whom it was taken, as telephones write it."""
    image, kept = Image.new("RGB", size, "#3a7"), io.BytesIO()
    exif = Image.Exif()
    if place_taken:
        exif[0x013B] = "Nguyen Van Bi Mat"
        exif[0x0112] = 6
    image.save(kept, "JPEG", exif=exif)
    return SimpleUploadedFile("anh.jpg", kept.getvalue(), content_type="image/jpeg")
