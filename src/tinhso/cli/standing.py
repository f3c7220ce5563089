"""Whether the demonstration's data stand as this code and pack would build them.

The mark is kept in the database itself, as the comment of Django's table of migrations: it goes with the data
through backup, restore and dropping, and is read without loading Django.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import psycopg
from psycopg import sql

import tinhso
from tinhso.config import environment

_HOUSE = Path(tinhso.__file__).parent


def fingerprint(pack: str, dossiers: int) -> str:
    """Return what the data follow from: every migration, the files of the pack, how much history is asked for."""
    digest = sha256(f"{pack} {dossiers}".encode())
    sources = [*_HOUSE.rglob("migrations/*.py"), *(_HOUSE / "packs" / pack.replace("-", "_")).rglob("*.*")]
    for path in sorted(sources):
        if "__pycache__" not in path.parts:
            digest.update(f"\0{path.relative_to(_HOUSE)}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:32]


def stands(mark: str) -> bool:
    """Tell whether the data were built to their end under ``mark``."""
    with _connection() as connection:
        row = connection.execute("SELECT obj_description(to_regclass('django_migrations'), 'pg_class')").fetchone()
    return row is not None and row[0] == mark


def keep(mark: str) -> None:
    """Note that the data were built to their end under ``mark``."""
    with _connection() as connection:
        connection.execute(sql.SQL("COMMENT ON TABLE django_migrations IS {}").format(sql.Literal(mark)))


@contextmanager
def _connection() -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    at = environment.database(environment.data_dir())
    with psycopg.connect(
        host=at["HOST"], port=at["PORT"] or None, dbname=at["NAME"], user=at["USER"], password=at["PASSWORD"] or None,
        autocommit=True, **at["OPTIONS"],
    ) as connection:  # fmt: skip
        yield connection
