"""Databases for the installations: copies of one that has every migration."""

from typing import Any

from django.db import connection


def make(name: str, template: str) -> str:
    """Make the database ``name`` anew as a copy of ``template``; return its address."""
    from urllib.parse import quote, urlencode

    drop(name)
    _run(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    used = connection.settings_dict
    who = quote(used["USER"]) + (f":{quote(used['PASSWORD'])}" if used["PASSWORD"] else "")
    query = {"host": used["HOST"], **({"port": used["PORT"]} if used["PORT"] else {})}
    return f"postgresql://{who}@/{name}?{urlencode(query)}"


def drop(name: str) -> None:
    """Remove a database, whoever is connected to it."""
    _run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def rows(name: str, question: str) -> list[tuple[Any, ...]]:
    """Return what a database says, asked past everything that the installation itself would say."""
    import psycopg

    used = connection.settings_dict
    with psycopg.connect(
        host=used["HOST"], port=used["PORT"] or None, user=used["USER"], password=used["PASSWORD"] or None, dbname=name
    ) as other:
        return other.execute(question.encode()).fetchall()


def _run(statement: str) -> None:
    import psycopg

    used = connection.settings_dict
    with psycopg.connect(
        host=used["HOST"], port=used["PORT"] or None, user=used["USER"], password=used["PASSWORD"] or None,
        dbname="postgres", autocommit=True,
    ) as other:  # fmt: skip
        other.execute(statement)
