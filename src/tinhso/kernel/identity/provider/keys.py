"""The keys that sign ID tokens: PEM files in the data folder, made when first needed, and rotated by command.

A new key is published at once and signs after an hour, so that whoever keeps the key set has fetched it by then;
the old one is published for a day after that.
"""

import os
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

from allauth.idp.oidc.models import PrivateKey
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings

from tinhso.kernel.foundation import clock

_BITS = 2048
_SIGNS_AFTER = timedelta(hours=1)
_PUBLISHED_FOR = timedelta(days=1)
_STAMP = "%Y%m%dT%H%M%S"


def folder() -> Path:
    """Return where the keys lie."""
    return Path(settings.DATA_DIR) / "secrets" / "openid"


def private_keys() -> list[PrivateKey]:
    """Return every key that signs or may still be asked for, the oldest first; the first is made when there is none."""
    made = sorted(folder().glob("*.pem"))
    if not made:
        made = [_make("00000000T000000")]
    stamps = [_made_at(path) for path in made]
    keys = []
    for index, path in enumerate(made):
        begins = None if index == 0 else stamps[index] + _SIGNS_AFTER
        ends = stamps[index + 1] + _SIGNS_AFTER + _PUBLISHED_FOR if index + 1 < len(made) else None
        keys.append(PrivateKey(pem=path.read_text(), not_before=begins, issued_at=begins, expires_at=ends))
    return keys


def rotate() -> str:
    """Make the next key and return its name; keys that nobody needs any more are erased."""
    private_keys()
    now = clock.now()
    name = now.astimezone(UTC).strftime(_STAMP)
    _make(name)
    made = sorted(folder().glob("*.pem"))
    for path, after in pairwise(made):
        if _made_at(after) + _SIGNS_AFTER + _PUBLISHED_FOR < now:
            path.unlink()
    return name


def _made_at(path: Path) -> datetime:
    if path.stem.startswith("0000"):
        return datetime(2000, 1, 1, tzinfo=UTC)
    return datetime.strptime(path.stem, _STAMP).replace(tzinfo=UTC)


def _make(name: str) -> Path:
    """Write a key under ``name``, whole or not at all; of two processes at once, the second takes the first's."""
    folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder() / f"{name}.pem"
    pem = rsa.generate_private_key(public_exponent=65537, key_size=_BITS).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    beside = folder() / f".{name}.{os.getpid()}"
    with os.fdopen(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(pem)
    try:
        os.link(beside, path)
    except FileExistsError:
        pass
    finally:
        beside.unlink()
    return path
