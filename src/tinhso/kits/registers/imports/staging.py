"""A table beside the register's own, in which a batch is tried: its constraints and keys are asked of all rows at once.

The table is temporary and of one connection; every method runs within the caller's transaction.
"""

# ruff: noqa: S608 - tables, columns and expressions are the database's own, values are parameters
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.functional import cached_property

from tinhso.kits.registers.definition import Definition


@dataclass(frozen=True)
class Key:
    """Something that no two rows of a register share: its expressions, when it holds, and the columns it names."""

    name: str
    expressions: tuple[str, ...]
    condition: str
    columns: tuple[str, ...]

    @property
    def first_column(self) -> str:
        """The column at which a duplicate is shown."""
        return self.columns[0] if self.columns else ""


class Stage:
    """The staging table of a register."""

    def __init__(self, definition: Definition) -> None:
        self.model = definition.model
        self.target = definition.model._meta.db_table
        self.table = f"stage_{self.target}"[:60]
        self.columns = [field.column for field in definition.model._meta.local_concrete_fields if not field.generated]
        self._names = ", ".join(f'"{column}"' for column in self.columns)
        self._definition = definition

    def fill(self, rows: Iterable[Sequence[Any]]) -> None:
        """Put rows into the empty stage, values as ``columns`` stand; raise ``DataError`` for what no column holds."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT to_regclass(%s)", [f"pg_temp.{self.table}"])
            if cursor.fetchone()[0] is None:
                cursor.execute(f'CREATE TEMP TABLE "{self.table}" (LIKE "{self.target}" INCLUDING DEFAULTS)')
            else:
                cursor.execute(f'TRUNCATE "{self.table}"')
            with cursor.copy(f'COPY "{self.table}" ({self._names}) FROM STDIN') as copy:
                for row in rows:
                    copy.write_row(row)

    def store(self) -> list[UUID]:
        """Write what is in the stage into the register; return the keys of the rows that stand there now.

        A row whose key somebody else wrote meanwhile is left out.
        """
        with connection.cursor() as cursor:
            cursor.execute(
                f'INSERT INTO "{self.target}" ({self._names}) SELECT {self._names} FROM "{self.table}"'
                f" ON CONFLICT DO NOTHING RETURNING {self._primary}"
            )
            return [row[0] for row in cursor.fetchall()]

    def remove(self, keys: Iterable[UUID]) -> None:
        """Take rows out of the stage."""
        with connection.cursor() as cursor:
            cursor.execute(f'DELETE FROM "{self.table}" WHERE {self._primary} = ANY(%s)', [list(keys)])

    def beyond_constraints(self) -> list[tuple[UUID, str]]:
        """Return the rows that a CHECK of the register refuses, each with the constraint's name."""
        if not self._checks:
            return []
        parts = [
            f'SELECT {self._primary}, {_literal(name)} FROM "{self.table}" WHERE NOT ({expression})'
            for name, expression in self._checks
        ]
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts).replace("%", "%%"), [])
            return [(row[0], row[1]) for row in cursor.fetchall()]

    def standing(self, key: Key) -> list[tuple[UUID, UUID]]:
        """Return the rows whose key stands in the register already, each with the record that bears it."""
        equal = " AND ".join(f"s.k{place} = t.k{place}" for place in range(len(key.expressions)))
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT s.id, t.id FROM ({self._keyed(key, self.table)}) s JOIN ({self._keyed(key, self.target)}) t"
                f" ON {equal}".replace("%", "%%"),
                [],
            )
            return [(row[0], row[1]) for row in cursor.fetchall()]

    def hashes(self, key: Key) -> list[tuple[UUID, int]]:
        """Return for each row to which the key applies a number that rows of one key share."""
        parts = ", ".join(f"k{place}" for place in range(len(key.expressions)))
        filled = " AND ".join(f"k{place} IS NOT NULL" for place in range(len(key.expressions)))
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT id, hashtextextended(ROW({parts})::text, 0) FROM ({self._keyed(key, self.table)}) s"
                f" WHERE {filled}".replace("%", "%%"),
                [],
            )
            return [(row[0], row[1]) for row in cursor.fetchall()]

    def _keyed(self, key: Key, table: str) -> str:
        parts = ", ".join(f"{expression} AS k{place}" for place, expression in enumerate(key.expressions))
        where = f" WHERE {key.condition}" if key.condition else ""
        return f'SELECT {self._primary} AS id, {parts} FROM "{table}"{where}'

    @property
    def _primary(self) -> str:
        return f'"{self.model._meta.pk.column}"'

    @cached_property
    def _checks(self) -> list[tuple[str, str]]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT conname, pg_get_expr(conbin, conrelid) FROM pg_constraint"
                " WHERE conrelid = %s::regclass AND contype = 'c' ORDER BY conname",
                [f'"{self.target}"'],
            )
            return [(name, expression) for name, expression in cursor.fetchall()]

    @cached_property
    def keys(self) -> list[Key]:
        """What no two rows share: the table's unique indexes, and the register's declared keys among rows in force."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT c.relname, array(SELECT pg_get_indexdef(i.indexrelid, n, true) FROM generate_series(1,"
                " i.indnkeyatts) n), coalesce(pg_get_expr(i.indpred, i.indrelid), ''), array(SELECT a.attname::text"
                " FROM unnest(i.indkey) k JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k)"
                " FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
                " WHERE i.indrelid = %s::regclass AND i.indisunique AND NOT i.indisprimary ORDER BY c.relname",
                [f'"{self.target}"'],
            )
            found = [
                Key(name, tuple(parts), where, tuple(columns)) for name, parts, where, columns in cursor.fetchall()
            ]
        held = {key.columns for key in found}
        texts = {column.attname for column in self.model._meta.local_fields if column.empty_strings_allowed}
        for names in self._definition.keys:
            columns = tuple(column for name in names for column in self._definition.field(name).columns)
            if columns not in held:
                filled = "".join(f" AND \"{column}\" <> ''" for column in columns if column in texts)
                found.append(
                    Key(
                        f"key:{'+'.join(names)}",
                        tuple(f'"{column}"' for column in columns),
                        f"status = 'in_force'{filled}",
                        columns,
                    )
                )
        return found


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
