"""Secrets of vendors: in the environment or the data folder, readable by their owner alone, never in the database."""

import os
import re
from pathlib import Path

from django.conf import settings

from tinhso.kernel.foundation.vendors import Vendor

_NAME = re.compile(r"[^a-z0-9]+")


def name_of(vendor: type[Vendor], field: str) -> str:
    """Return the secret's name, which is also its file's: ``vendor-payment-stand-in-key``."""
    return _NAME.sub("-", f"vendor-{vendor.secrets_kind or vendor.kind}-{vendor.code}-{field}".lower())


def variable_of(vendor: type[Vendor], field: str) -> str:
    """Return the environment variable that stands before the file: ``TINHSO_VENDOR_PAYMENT_STAND_IN_KEY``."""
    return "TINHSO_" + name_of(vendor, field).upper().replace("-", "_")


def _path(vendor: type[Vendor], field: str) -> Path:
    return Path(settings.DATA_DIR) / "secrets" / name_of(vendor, field)


def read(vendor: type[Vendor], field: str) -> str:
    """Return the secret, or an empty text when there is none."""
    given = os.environ.get(variable_of(vendor, field), "")
    if given:
        return given
    path = _path(vendor, field)
    return path.read_text().strip() if path.exists() else ""


def given_by_environment(vendor: type[Vendor], field: str) -> bool:
    """Tell whether the environment decides, so that what is kept in the folder would change nothing."""
    return bool(os.environ.get(variable_of(vendor, field)))


def keep(vendor: type[Vendor], field: str, value: str) -> None:
    """Put the secret into the data folder, whole or not at all."""
    path = _path(vendor, field)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = path.with_name(f".{path.name}.new")
    beside.unlink(missing_ok=True)
    with os.fdopen(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
        file.write(value.strip())
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
