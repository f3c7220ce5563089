"""A table beside the register's own, in which a batch is tried: its constraints and keys are asked of all rows at once.

The table is temporary and of one connection, so that nothing of it is logged; every method runs within the caller's
transaction. It has only the columns that differ from row to row, what is the same for all is put to them as they are
read.
"""

# ruff: noqa: S608 - tables, columns and expressions are the database's own, values are literals of psycopg's making
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.functional import cached_property
from psycopg import sql

from tinhso.kits.registers.definition import Definition
from tinhso.kits.registers.imports import copying

_PLACE = "place_in_batch"
"""The column of the stage that tells its rows apart: the row's place in the batch."""


@dataclass(frozen=True)
class Key:
    """Something that no two rows of a register share: its expressions, when it holds, and the columns it names."""

    name: str
    expressions: tuple[str, ...]
    condition: str
    columns: tuple[str, ...]
    indexed: bool = True
    """Whether an index of the register finds the rows of a key."""


class Stage:
    """The staging table of a register."""

    def __init__(self, definition: Definition, *, of_known: bool = False) -> None:
        """``of_known``: its rows are records of the register as they are to stand, under their own keys."""
        self.model = definition.model
        self.target = definition.model._meta.db_table
        self._of_known = of_known
        self.table = f"{'restage' if of_known else 'stage'}_{self.target}"[:60]
        self._columns = {
            field.attname: (field.column, field.db_type(connection), "" if field.null else " NOT NULL")
            for field in definition.model._meta.local_concrete_fields
            if not field.generated
        }
        self._names = ", ".join(f'"{column}"' for column, _type, _null in self._columns.values())
        self._definition = definition
        self._rows = ""
        self._made = False
        self._indexed: dict[tuple[str, ...], bool] = {}

    def empty(self, columns: Sequence[str], same: Mapping[str, Any]) -> None:
        """Make the stage ready for a batch: ``columns`` differ by row, ``same`` are the values of all the others."""
        constants = "".join(
            f', {_literal(value)}::{kind} AS "{column}"'
            for value, (column, kind, _null) in ((value, self._columns[name]) for name, value in same.items())
        )
        self._rows = f'(SELECT s.*{constants} FROM pg_temp."{self.table}" s)'
        with connection.cursor() as cursor:
            if not self._made:
                cursor.execute(f'DROP TABLE IF EXISTS pg_temp."{self.table}"')
                made = ", ".join('"{}" {}{}'.format(*self._columns[name]) for name in columns)
                cursor.execute(f'CREATE TEMP TABLE "{self.table}" ({_PLACE} integer, {made})')
                self._made = True
            else:
                cursor.execute(f'TRUNCATE pg_temp."{self.table}"')

    def fill(self, places: Sequence[int], columns: Mapping[str, Sequence[Any]]) -> None:
        """Put rows into the stage, column by column; raise ``DataError`` for what no column holds."""
        names = ", ".join(f'"{self._columns[name][0]}"' for name in columns)
        with (
            connection.wrap_database_errors,
            connection.cursor() as cursor,
            cursor.copy(f'COPY pg_temp."{self.table}" ({_PLACE}, {names}) FROM STDIN') as copy,
        ):
            copy.write(copying.lines([places, *columns.values()]))

    def store(self) -> int:
        """Write what is in the stage into the register; return how many rows that were.

        A row whose key somebody else wrote meanwhile is left out.
        """
        with connection.cursor() as cursor:
            cursor.execute(
                f'INSERT INTO "{self.target}" ({self._names}) SELECT {self._names} FROM {self._rows} s'
                " ON CONFLICT DO NOTHING".replace("%", "%%"),
                [],
            )
            return int(cursor.rowcount)

    def change(self, columns: Sequence[str], places: Sequence[int]) -> None:
        """Write ``columns`` of the rows at ``places`` into their records; raise ``IntegrityError``."""
        names = [self._columns[name][0] for name in columns]
        new = ", ".join(f'"{name}" = s."{name}"' for name in names)
        rows = self._rows.replace("%", "%%")
        with connection.cursor() as cursor:
            cursor.execute(
                f'UPDATE "{self.target}" t SET {new} FROM {rows} s WHERE t.id = s.id AND s.{_PLACE} = ANY(%s)',
                [list(places)],
            )

    def standing_keys(self, keys: Sequence[UUID]) -> set[UUID]:
        """Return those of the keys under which a record stands in the register."""
        found = self.model._default_manager.filter(pk__in=keys)
        return set(found.values_list("pk", flat=True))

    def remove(self, places: Sequence[int]) -> None:
        """Take rows out of the stage."""
        with connection.cursor() as cursor:
            cursor.execute(f'DELETE FROM pg_temp."{self.table}" WHERE {_PLACE} = ANY(%s)', [list(places)])

    def beyond_constraints(self) -> list[tuple[int, str]]:
        """Return the places of the rows that a CHECK of the register refuses, each with the constraint's name."""
        if not self._checks:
            return []
        some = " OR ".join(f"NOT ({expression})" for _name, expression in self._checks)
        parts = [
            f"SELECT {_PLACE}, {_literal(name)} FROM {self._rows} s WHERE NOT ({expression})"
            for name, expression in self._checks
        ]
        with connection.cursor() as cursor:
            # Nearly always none is: one look tells.
            cursor.execute(f"SELECT EXISTS (SELECT FROM {self._rows} s WHERE {some})".replace("%", "%%"), [])
            if not cursor.fetchone()[0]:
                return []
            cursor.execute(" UNION ALL ".join(parts).replace("%", "%%"), [])
            return list(cursor.fetchall())

    def standing(self, key: Key) -> list[int]:
        """Return the places of the rows whose key stands in the register already."""
        equal = " AND ".join(f"s.k{place} = t.k{place}" for place in range(len(key.expressions)))
        equal += " AND s.row_id <> t.row_id" if self._of_known else ""
        theirs = self._keyed(key, f'"{self.target}"', "NULL")
        with connection.cursor() as cursor:
            # Of a register that is being filled the planner knows too little, and would read it once for every row.
            if not key.indexed:
                cursor.execute("SET LOCAL enable_nestloop = off")
            cursor.execute(
                f"SELECT s.place FROM ({self._keyed(key, self._rows, _PLACE)}) s"
                f" WHERE EXISTS (SELECT FROM ({theirs}) t WHERE {equal})".replace("%", "%%"),
                [],
            )
            found = [row[0] for row in cursor.fetchall()]
            if not key.indexed:
                cursor.execute("SET LOCAL enable_nestloop = on")
            return found

    def hashes(self, key: Key) -> list[tuple[int, int]]:
        """Return for each row to which the key applies its place and a number that rows of one key share, in order."""
        parts = ", ".join(f"k{place}" for place in range(len(key.expressions)))
        filled = " AND ".join(f"k{place} IS NOT NULL" for place in range(len(key.expressions)))
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT place, hashtextextended(ROW({parts})::text, 0) FROM ({self._keyed(key, self._rows, _PLACE)}) s"
                f" WHERE {filled} ORDER BY place".replace("%", "%%"),
                [],
            )
            return list(cursor.fetchall())

    def _keyed(self, key: Key, rows: str, place: str) -> str:
        parts = ", ".join(f"{expression} AS k{place}" for place, expression in enumerate(key.expressions))
        where = f" WHERE {key.condition}" if key.condition else ""
        own = ", id AS row_id" if self._of_known else ""
        return f"SELECT {place} AS place, {parts}{own} FROM {rows} r{where}"

    def known(self, columns: Sequence[str], standing: str, cells: Sequence[Sequence[Any]]) -> list[tuple[int, UUID]]:
        """Return pairs of a place and the key of a record in which ``columns`` hold what ``cells`` say.

        ``cells`` begins with the places; ``standing`` is the condition that records must meet, or nothing.
        """
        found = [self._columns[name] for name in columns]
        kinds = ["text" if kind.startswith("varchar") else kind for _column, kind, _null in found]
        arrays = ", ".join(f"%s::{kind}[]" for kind in ["integer", *kinds])
        given = ", ".join(["place", *(f"k{at}" for at in range(len(found)))])
        equal = " AND ".join(f't."{column}" = s.k{at}' for at, (column, _kind, _null) in enumerate(found))
        where = f" AND t.{standing}" if standing else ""
        indexed = self._indexed.get(tuple(columns))
        if indexed is None:
            indexed = self._indexed[tuple(columns)] = self._has_index(columns)
        with connection.cursor() as cursor:
            if not indexed:
                cursor.execute("SET LOCAL enable_nestloop = off")
            cursor.execute(
                f'SELECT s.place, t.id FROM unnest({arrays}) AS s ({given}) JOIN "{self.target}" t ON {equal}{where}',
                [list(column) for column in cells],
            )
            pairs = list(cursor.fetchall())
            if not indexed:
                cursor.execute("SET LOCAL enable_nestloop = on")
        return pairs

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
                        self._has_index(columns),
                    )
                )
        return found

    def _has_index(self, columns: Sequence[str]) -> bool:
        """Tell whether an index begins with the first of these columns, whatever part of the rows it has."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT EXISTS (SELECT FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid"
                " AND a.attnum = i.indkey[0] WHERE i.indrelid = %s::regclass AND i.indisvalid"
                " AND a.attname = ANY(%s))",
                [f'"{self.target}"', list(columns)],
            )
            return bool(cursor.fetchone()[0])


def _literal(value: Any) -> str:
    return sql.Literal(value).as_string(connection.connection)
