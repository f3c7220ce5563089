"""A store of its own for each test, and a way to keep a file there."""

import io

import pytest
from PIL import Image

from tinhso.kernel.files import services as files
from tinhso.kernel.identity.actor import SYSTEM


@pytest.fixture(autouse=True)
def store_root(settings, tmp_path):
    settings.FILES_ROOT = tmp_path / "files"
    return settings.FILES_ROOT


@pytest.fixture
def keep():
    """Keep a content as a file, as made by the system."""

    def store(content, name="giay.jpg", media_type="image/jpeg"):
        return files.store_made(content, name, media_type, actor=SYSTEM)

    return store


@pytest.fixture
def white():
    """An empty page, as a JPEG."""
    out = io.BytesIO()
    Image.new("RGB", (900, 1200), (245, 244, 240)).save(out, "JPEG")
    return out.getvalue()
