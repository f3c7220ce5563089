"""Emptying a test's database after a test that commits: only the tables that hold rows, by deleting them.

Django truncates every table there is. Each truncated table and index is a new file on the disk, thousands of them for
the few rows that a test leaves; deleting those takes milliseconds. The queue of jobs is emptied with them: Django does
not know its tables as ours, and a job left there would run in a test that undoes what it finds.
"""

from collections.abc import Sequence
from typing import Any

from django.core.management.color import Style
from django.db import connection
from django.db.backends.postgresql.operations import DatabaseOperations

QUEUE = ("procrastinate_periodic_defers", "procrastinate_jobs", "procrastinate_workers")
"""The queue's tables in the order in which rows may go; a job takes its events along."""

_truncating = DatabaseOperations.sql_flush


def install() -> None:
    """Let Django's ``flush`` empty tables so."""
    DatabaseOperations.sql_flush = _deleting  # type: ignore[method-assign]


def _deleting(
    self: DatabaseOperations, style: Style, tables: Sequence[str], *, reset_sequences: bool = False, **others: Any
) -> list[str]:
    if reset_sequences:
        return _truncating(self, style, tables, reset_sequences=reset_sequences, **others)
    filled = [self.quote_name(table) for table in _filled([*QUEUE, *tables])]
    if not filled:
        return []
    guarded = [self.quote_name(table) for table in _guarded()]
    return [
        # A log refuses to be emptied, by a trigger: the owner of the table may silence it.
        *(f"ALTER TABLE {table} DISABLE TRIGGER USER;" for table in guarded if table in filled),
        *(f"DELETE FROM {table};" for table in filled),
        # References are looked at now: a table with checks outstanding could not be altered.
        "SET CONSTRAINTS ALL IMMEDIATE;",
        *(f"ALTER TABLE {table} ENABLE TRIGGER USER;" for table in guarded if table in filled),
    ]


def _filled(tables: Sequence[str]) -> list[str]:
    name = connection.ops.quote_name
    with connection.cursor() as cursor:
        # Only from tables: a partition's rows go with those of its table.
        cursor.execute(
            " UNION ALL ".join(f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {name(table)})" for table in tables)
        )
        return [table for (table,) in cursor.fetchall()]


def _guarded() -> list[str]:
    """Return the tables that have triggers of their own."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal")
        return [table for (table,) in cursor.fetchall()]
