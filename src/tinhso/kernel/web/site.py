"""What the installation calls itself: names and support lines, read from the data pack."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

import yaml
from django.conf import settings
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Site:
    """The words of the shell: whose portal this is and who answers when somebody needs help."""

    name: str
    """The province's name as it stands in a sentence, for example ``Tỉnh Thanh Hóa``."""
    portal_name: StrOrPromise
    workspace_name: StrOrPromise
    owner: str
    support_phone: str
    support_email: str
    address: str
    emblem: str


def _pack_file() -> Path:
    given = Path(settings.PACK)
    if given.is_dir():
        return given / "pack.yaml"
    return Path(settings.BASE_DIR) / "packs" / settings.PACK.replace("-", "_") / "pack.yaml"


@lru_cache(maxsize=1)
def site() -> Site:
    """Return the installation's names; what the pack leaves out has a neutral word."""
    path = _pack_file()
    found = (yaml.safe_load(path.read_text(encoding="utf-8")) or {}) if path.exists() else {}
    name = str(found.get("full_name") or found.get("name") or settings.PACK.replace("-", " ").title())
    support = found.get("contact") or {}
    return Site(
        name=name,
        portal_name=found.get("portal_name") or _("Cổng dịch vụ công"),
        workspace_name=found.get("workspace_name") or _("Không gian làm việc"),
        owner=str(support.get("office") or name),
        support_phone=str(support.get("phone") or ""),
        support_email=str(support.get("email") or ""),
        address=str(support.get("address") or ""),
        emblem=str(found.get("emblem") or ""),
    )


@lru_cache(maxsize=1)
def release() -> str:
    """Return the installed release's number."""
    try:
        return version("tinhso")
    except PackageNotFoundError:
        return "0"
