"""Texts that rest in the database encrypted, with a key made from the installation's own secret."""

import base64
import hashlib

from cryptography.fernet import Fernet
from django.conf import settings
from django.utils.encoding import force_bytes


def seal(text: str, purpose: str) -> str:
    """Return the text encrypted; what is sealed for one purpose cannot be opened for another."""
    return _cipher(purpose).encrypt(text.encode()).decode()


def unseal(sealed: str, purpose: str) -> str:
    """Return the text; raise ``cryptography.fernet.InvalidToken`` when it was sealed otherwise."""
    return _cipher(purpose).decrypt(sealed.encode()).decode()


def _cipher(purpose: str) -> Fernet:
    key = hashlib.sha256(f"tinhso.{purpose}:".encode() + force_bytes(settings.SECRET_KEY)).digest()
    return Fernet(base64.urlsafe_b64encode(key))
