"""A database with every migration applied, made once and copied by each run and each parallel worker of a run.

Applying the migrations takes some ten seconds, copying one. The copy's name tells what it was made of, so that it is
made anew when a migration or a package changes.
"""

import fcntl
import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

from tinhso.kernel.foundation.migrating import migrate

ROOT = Path(__file__).resolve().parent.parent


def ready() -> str:
    """Return the name of the database to copy; made by whoever asks first, while the others wait."""
    test_name = connection.settings_dict["TEST"]["NAME"] or f"test_{connection.settings_dict['NAME']}"
    family = f"{test_name.split('_gw')[0]}_template_"
    name = family + _digest()
    with _one_at_a_time(family):
        if name not in _databases(family):
            for outdated in _databases(family):
                _run(f'DROP DATABASE IF EXISTS "{outdated}" WITH (FORCE)')
            _make(name)
    return name


def _make(name: str) -> None:
    unfinished = f"{name}_unfinished"
    _run(f'CREATE DATABASE "{unfinished}"')
    own = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = unfinished
    try:
        migrate(verbosity=0)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = own
    _run(f'ALTER DATABASE "{unfinished}" RENAME TO "{name}"')


def _digest() -> str:
    made_of = hashlib.sha256(repr(settings.INSTALLED_APPS).encode())
    for path in sorted([*ROOT.glob("src/**/migrations/*.py"), ROOT / "requirements/dev.txt"]):
        made_of.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return made_of.hexdigest()[:12]


@contextmanager
def _one_at_a_time(family: str) -> Iterator[None]:
    server = hashlib.sha256(
        f"{connection.settings_dict['HOST']}:{connection.settings_dict['PORT']}".encode()
    ).hexdigest()
    with (Path(tempfile.gettempdir()) / f"tinhso-{family}{server[:8]}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _databases(family: str) -> list[str]:
    with connection._nodb_cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [family])
        return [name for (name,) in cursor.fetchall()]


def _run(statement: str) -> None:
    with connection._nodb_cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute(statement)
