"""Reading the environment: data folder, secrets, database address."""

import os
import secrets
import sys
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


def text(name: str, default: str = "") -> str:
    """Return the variable, or ``default`` when it is not set or empty."""
    return os.environ.get(name) or default


def words(name: str, default: str) -> list[str]:
    """Return the variable's words, separated by spaces or commas; a word ``+x`` means the default words and ``x``."""
    given = text(name, default).replace(",", " ").split()
    if not any(word.startswith("+") for word in given):
        return given
    whole = [*default.split(), *(word.removeprefix("+") for word in given)]
    return list(dict.fromkeys(word for word in whole if word))


def flag(name: str) -> bool:
    """Tell whether the variable says yes."""
    return text(name).lower() in {"1", "true", "yes", "on"}


def testing() -> bool:
    """Tell whether the tests are running."""
    return "pytest" in sys.modules


def data_dir() -> Path:
    """Return the folder of everything that the installation keeps outside the database."""
    return Path(text("TINHSO_DATA", "var")).resolve()


def secret(name: str) -> str:
    """Return the secret kept in the data folder under ``name``; it is made at first use, readable by its owner."""
    given = text("TINHSO_" + name.upper().replace("-", "_"))
    if given:
        return given
    path = data_dir() / "secrets" / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        except FileExistsError:
            pass
        else:
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_urlsafe(48))
    return path.read_text().strip()


def database(folder: Path) -> dict[str, Any]:
    """Return Django's database settings: ``DATABASE_URL`` when set, else the embedded server in ``folder``."""
    url = text("DATABASE_URL")
    if not url:
        from tinhso.kernel.foundation.embedded import EmbeddedServer

        url = EmbeddedServer(folder / "postgres").url()
    parts = urlsplit(url)
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    host = options.pop("host", "") or unquote(parts.hostname or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/") or "tinhso",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or options.pop("port", "") or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
        "OPTIONS": options,
        "TEST": {"NAME": text("TINHSO_TEST_DB", "test_tinhso")},
    }
