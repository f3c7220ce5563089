"""Emptying a test's database after a test that commits: only the tables that hold rows, by deleting them.

Django truncates every table there is. Each truncated table and index is a new file on the disk, thousands of them for
the few rows that a test leaves; deleting those takes milliseconds.
"""

from collections.abc import Sequence
from typing import Any

from django.core.management.color import Style
from django.db import connection
from django.db.backends.postgresql.operations import DatabaseOperations

_truncating = DatabaseOperations.sql_flush


def install() -> None:
    """Let Django's ``flush`` empty tables so. Who may not switch triggers off goes on truncating."""
    DatabaseOperations.sql_flush = _deleting  # type: ignore[method-assign]


def _deleting(
    self: DatabaseOperations, style: Style, tables: Sequence[str], *, reset_sequences: bool = False, **others: Any
) -> list[str]:
    if reset_sequences or not _may_silence_triggers():
        return _truncating(self, style, tables, reset_sequences=reset_sequences, **others)
    filled = [f"DELETE FROM {self.quote_name(table)};" for table in _filled(tables)]
    return ["SET LOCAL session_replication_role = replica;", *filled] if filled else []


def _filled(tables: Sequence[str]) -> list[str]:
    if not tables:
        return []
    name = connection.ops.quote_name
    with connection.cursor() as cursor:
        # Only from tables: a partition's rows go with those of its table.
        cursor.execute(
            " UNION ALL ".join(f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {name(table)})" for table in tables)
        )
        return [table for (table,) in cursor.fetchall()]


def _may_silence_triggers() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        return bool(cursor.fetchone()[0])
