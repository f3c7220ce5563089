"""Built files and their addresses; the content's hash in the address lets browsers keep them for good."""

from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.templatetags.static import static

FOLDER = Path(__file__).parent / "static" / "dist"


def url(name: str) -> str:
    """Return the address of ``static/dist/<name>`` with its hash; without a hash when it was not built."""
    mark = _fingerprint(name, _changed(name) if settings.DEBUG else 0)
    address = static(f"dist/{name}")
    return f"{address}?v={mark}" if mark else address


def _path(name: str) -> Path:
    """Return the file's path; a template's safe string is no plain string to ``pathlib``."""
    return Path(f"{FOLDER}/{name}")


def _changed(name: str) -> float:
    path = _path(name)
    return path.stat().st_mtime if path.exists() else 0


@lru_cache(maxsize=256)
def _fingerprint(name: str, changed: float) -> str:
    path = _path(name)
    return sha256(path.read_bytes()).hexdigest()[:12] if path.exists() else ""
