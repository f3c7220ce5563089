"""Verification codes: twelve letters and digits that are read aloud and typed without mistakes."""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: without I, L, O and U."""
LENGTH = 12


def new_code() -> str:
    """Return a fresh code of 60 random bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def grouped(code: str) -> str:
    """Return the code as it is printed: ``ABCD-EFGH-JKMN``."""
    return "-".join(code[index : index + 4] for index in range(0, len(code), 4))


def normalised(text: str) -> str:
    """Return a typed code in its stored form; empty when it cannot be one."""
    plain = "".join(char for char in text.upper() if char.isalnum())
    plain = plain.replace("O", "0").replace("I", "1").replace("L", "1")
    return plain if len(plain) == LENGTH and set(plain) <= set(ALPHABET) else ""
