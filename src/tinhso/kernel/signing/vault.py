"""Private keys of software credentials: PKCS#12 files under ``DATA_DIR/secrets``, readable by the server alone."""

import os
import secrets
from pathlib import Path

from asn1crypto import pem as asn1_pem
from asn1crypto import x509 as asn1_x509
from django.conf import settings


def folder() -> Path:
    """Return the folder of secrets, made when it is not there."""
    path = Path(settings.DATA_DIR) / "secrets"
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def key_folder() -> Path:
    """Return the folder of PKCS#12 files."""
    path = folder() / "signing"
    path.mkdir(exist_ok=True, mode=0o700)
    return path


def server_passphrase() -> str:
    """Return the installation's own passphrase for PKCS#12 files; it is made at first use."""
    path = folder() / "signing-passphrase"
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        draft = folder() / f"signing-passphrase.{secrets.token_hex(4)}"
        _write(draft, secrets.token_urlsafe(32).encode())
        try:
            # A link fails when another process was first; its passphrase then holds.
            path.hardlink_to(draft)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
        return path.read_text().strip()


def keep(name: str, content: bytes) -> str:
    """Keep a PKCS#12 file; return the name under which ``read`` finds it."""
    file_name = f"{name}.p12"
    _write(key_folder() / file_name, content)
    return file_name


def read(file_name: str) -> bytes:
    """Return a kept PKCS#12 file; raise ``FileNotFoundError``."""
    return (key_folder() / Path(file_name).name).read_bytes()


def certificates(text: str | bytes) -> list[asn1_x509.Certificate]:
    """Return the certificates of a PEM text."""
    data = text.encode() if isinstance(text, str) else text
    return [asn1_x509.Certificate.load(der) for _kind, _headers, der in asn1_pem.unarmor(data, multiple=True)]


def _write(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
