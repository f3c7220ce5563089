"""What moves when units are reorganised: each module names its own rows, in its ``moving.py``.

The machine that moves them (``kernel.reorganization``) knows no business word: it asks each kind how many rows hang
on some units, lets it move them by the batch, and lets it move them back. A kind that is a column pointing to a unit
is a ``Column``; whatever needs more writes its own ``Moving``. Every batch is one transaction of set-based statements,
written into the ledger beside.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.foundation.registry import Registry

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MAPPING = "reorganization_mapping"
LEDGER = "reorganization_change"


class Group(StrEnum):
    """The heads under which a report tells what moves."""

    PEOPLE = "people"
    WORK = "work"
    INBOX = "inbox"
    RECORDS = "records"
    QUEUES = "queues"
    NUMBERING = "numbering"
    STAYS = "stays"


GROUPS: dict[str, StrOrPromise] = {
    Group.PEOPLE: _("Con người, vai trò"),
    Group.WORK: _("Hồ sơ, việc đang giải quyết"),
    Group.INBOX: _("Hộp việc"),
    Group.RECORDS: _("Sổ, cơ sở dữ liệu"),
    Group.QUEUES: _("Sảnh, quầy, hàng chờ"),
    Group.NUMBERING: _("Sổ số"),
    Group.STAYS: _("Ở lại tên đơn vị cũ"),
}


@dataclass(frozen=True)
class Batch:
    """One step of a run: whose rows are to be moved now, at most how many, and under which position they are noted."""

    run_id: UUID
    position: int
    units: list[UUID]
    """The units that rows leave, as many of them as the step looks at."""
    day: date
    """The day of effect."""
    size: int

    def values(self) -> dict[str, Any]:
        """Return the values that every statement of a step may name."""
        return {
            "run": self.run_id,
            "position": self.position,
            "units": self.units,
            "day": self.day,
            "size": self.size,
        }


def mapped(column: str, *, area: str = "NULL::uuid", desk: bool = False) -> tuple[str, str]:
    """Return the joins that tell where a row of ``t`` goes by its ``column``, and the expression of that unit.

    A row that lies in an area goes by it where the plan has such a rule; every other row to the heir of the whole.
    """
    target = "desk_id" if desk else "successor_id"
    joins = (
        f"JOIN {MAPPING} m ON m.run_id = %(run)s AND m.predecessor_id = {column} AND m.area_id IS NULL"
        f" LEFT JOIN {MAPPING} a ON a.run_id = m.run_id AND a.predecessor_id = m.predecessor_id AND a.area_id = {area}"
    )
    return joins, f"COALESCE(a.{target}, m.{target})"


HEIR = "COALESCE(a.heir_id, m.heir_id)"
"""The unit at the top of where a row goes: what it may be moved to within it later still comes back with an undo."""

Moved = list[tuple[Any, UUID, UUID]]
"""Rows that moved: key, the unit they left, the unit they came to."""


class Moving(ABC):
    """A kind of thing that hangs on units."""

    code: str
    name: StrOrPromise
    group: Group
    order: int = 50
    counted: bool = True
    """Whether its rows are things of their own in the report, not a second column of things counted elsewhere."""
    keeps_count: bool = True
    """Whether as many rows hang on the units concerned after a run as before."""
    note: StrOrPromise = ""

    @abstractmethod
    def count(self, units: list[UUID], day: date) -> dict[UUID, int]:
        """Return how many rows hang on each of the units that a run would move."""

    @abstractmethod
    def move(self, batch: Batch) -> int:
        """Move at most ``batch.size`` rows away from ``batch.units``; return how many, 0 when none is left."""

    @abstractmethod
    def undo(self, run_id: UUID, changes: list[int]) -> int:
        """Move the rows of some lines of the ledger back; return how many came back."""

    def follow(self, run_id: UUID) -> int:  # noqa: ARG002 - for those who need it
        """After all came back: bring along what began meanwhile about rows that came back; return how many."""
        return 0


@dataclass(frozen=True, eq=False)
class Column(Moving):
    """The rows of a table that point to a unit by one column."""

    code: str
    name: StrOrPromise
    group: Group = Group.WORK
    model: type[models.Model] = models.Model
    column: str = "unit_id"
    condition: str = "TRUE"
    """Which rows move, in SQL about ``t``."""
    area: str = "NULL::uuid"
    desk: bool = False
    """Whether rows go to the desk of the heir, where it has one."""
    clash: tuple[str, ...] = ()
    """Columns that must be unlike those of the rows that are there already, under ``condition``."""
    aside: tuple[str, str] | None = None
    """What to do about a clash: a column, and the SQL of its value (``t`` the row, ``b`` the unit left). Without it
    the row stays where it is."""
    then: Callable[[Batch, Moved], None] | None = None
    then_back: Callable[[UUID, Moved], None] | None = None
    follows: str = ""
    """The column of the thing that rows are about: those that came up since go back with it."""
    order: int = 50
    counted: bool = True
    note: StrOrPromise = ""

    @property
    def table(self) -> str:
        """The quoted name of the table."""
        return connection.ops.quote_name(self.model._meta.db_table)

    @property
    def keys(self) -> str:
        """The column of the ledger that holds this table's keys."""
        return "row_ids" if isinstance(self.model._meta.pk, models.UUIDField) else "row_numbers"

    def count(self, units: list[UUID], day: date) -> dict[UUID, int]:
        """Return how many rows hang on each of the units."""
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT t.{self.column}, count(*) FROM {self.table} t WHERE t.{self.column} = ANY(%(units)s)"  # noqa: S608 - declared in code
                f" AND ({self.condition}) GROUP BY t.{self.column}",
                {"units": units, "day": day},
            )
            return dict(cursor.fetchall())

    def move(self, batch: Batch) -> int:
        """Move rows, the clashing ones set aside, and write the ledger: one statement."""
        joins, target = mapped(f"t.{self.column}", area=self.area, desk=self.desk)
        pk = f"t.{self.model._meta.pk.column}"  # type: ignore[union-attr]
        clashes = self._clashes(target, pk)
        was, put, skip = "NULL::text", "", ""
        if self.clash and self.aside:
            name = self.aside[0]
            was = f"CASE WHEN p.clashes THEN t.{name} END"
            put = f", {name} = CASE WHEN p.clashes THEN p.aside ELSE t.{name} END"
        elif self.clash:
            skip = "AND NOT p.clashes"
        aside = self.aside[1] if self.aside else "NULL::text"
        sql = f"""
        WITH picked AS (
          SELECT {pk} AS id, t.{self.column} AS before, {target} AS after, {HEIR} AS heir, {clashes} AS clashes,
                 {aside} AS aside
          FROM {self.table} t {joins} JOIN organizations_organizationunit b ON b.id = t.{self.column}
          WHERE t.{self.column} = ANY(%(units)s) AND {target} <> t.{self.column} AND ({self.condition})
          LIMIT %(size)s
        ), waiting AS (
          SELECT p.*, {was} AS was FROM picked p JOIN {self.table} t ON {pk} = p.id WHERE TRUE {skip}
        ), moved AS (
          UPDATE {self.table} t SET {self.column} = p.after{put} FROM waiting p
          WHERE {pk} = p.id AND t.{self.column} = p.before RETURNING {pk} AS id, p.before, p.after, p.heir, p.was
        ), noted AS (
          INSERT INTO {LEDGER} (run_id, position, kind, action, "column", before_id, after_id, heir_id, was,
                                row_ids, row_numbers, undone)
          SELECT %(run)s, %(position)s, %(kind)s, 'moved', %(column)s, before, after, heir, was,
                 {"array_agg(id), NULL" if self.keys == "row_ids" else "NULL, array_agg(id)"}, FALSE
          FROM moved GROUP BY before, after, heir, was
        )
        SELECT {"id, before, after" if self.then else "count(*)"} FROM moved"""  # noqa: S608 - declared in code
        with connection.cursor() as cursor:
            cursor.execute(sql, batch.values() | {"kind": self.code, "column": self.column})
            if self.then is None:
                return int(cursor.fetchone()[0])
            rows: Moved = cursor.fetchall()
        if rows:
            self.then(batch, rows)
        return len(rows)

    def _clashes(self, target: str, pk: str) -> str:
        if not self.clash:
            return "FALSE"
        same = " AND ".join(f"o.{name} = t.{name}" for name in self.clash)
        condition = self.condition.replace("t.", "o.")
        there = f"EXISTS (SELECT 1 FROM {self.table} o WHERE o.{self.column} = {target} AND {same} AND ({condition}))"  # noqa: S608
        alike = ", ".join(f"t.{name}" for name in self.clash)
        return f"({there} OR row_number() OVER (PARTITION BY {alike}, {target} ORDER BY {pk}) > 1)"

    def undo(self, run_id: UUID, changes: list[int]) -> int:
        """Move rows back from wherever within their heir they are by now; those that are done since stay."""
        pk = f"t.{self.model._meta.pk.column}"  # type: ignore[union-attr]
        put = f", {self.aside[0]} = COALESCE(c.was, t.{self.aside[0]})" if self.clash and self.aside else ""
        sql = f"""
        WITH lines AS (
          SELECT l.before_id, l.after_id, l.was, h.path AS heir, unnest(l.{self.keys}) AS id
          FROM {LEDGER} l JOIN organizations_organizationunit h ON h.id = l.heir_id WHERE l.id = ANY(%(changes)s)
        ), back AS (
          UPDATE {self.table} t SET {self.column} = c.before_id{put}
          FROM lines c, organizations_organizationunit u
          WHERE {pk} = c.id AND u.id = t.{self.column} AND (u.id = c.after_id OR u.path LIKE c.heir || '%%')
            AND ({self.condition}) RETURNING {pk} AS id, c.after_id, c.before_id
        )
        SELECT {"id, after_id, before_id" if self.then_back else "count(*)"} FROM back"""  # noqa: S608 - declared in code
        with connection.cursor() as cursor:
            cursor.execute(sql, {"changes": changes, "day": None})
            if self.then_back is None:
                return int(cursor.fetchone()[0])
            rows: Moved = cursor.fetchall()
        if rows:
            self.then_back(run_id, rows)
        return len(rows)

    def follow(self, run_id: UUID) -> int:
        """Bring back what came up meanwhile about things that came back, to the division it answers to."""
        if not self.follows:
            return 0
        sql = f"""
        UPDATE {self.table} t SET {self.column} = COALESCE((
            SELECT m.predecessor_id FROM {MAPPING} m JOIN organizations_organizationunit p ON p.id = m.predecessor_id
            WHERE m.run_id = %(run)s AND m.area_id IS NULL AND m.successor_id = t.{self.column}
              AND p.path LIKE c.old || '%%' ORDER BY p.path DESC LIMIT 1), c.before_id)
        FROM (
          SELECT unnest(l.row_ids) AS id, l.before_id, h.path AS heir, b.path AS old FROM {LEDGER} l
          JOIN organizations_organizationunit h ON h.id = l.heir_id
          JOIN organizations_organizationunit b ON b.id = l.before_id
          WHERE l.run_id = %(run)s AND l.action = 'moved' AND l.kind <> %(kind)s
        ) c, organizations_organizationunit u
        WHERE t.{self.follows} = c.id AND ({self.condition}) AND u.id = t.{self.column} AND u.path LIKE c.heir || '%%'
        """  # noqa: S608 - declared in code
        with connection.cursor() as cursor:
            cursor.execute(sql, {"run": run_id, "kind": self.code, "day": None})
            return int(cursor.rowcount)


_NEW_BOOKS = _("Đơn vị mới mở sổ số mới, trừ nơi kế hoạch ghi đánh tiếp.")


@dataclass(frozen=True, eq=False)
class Counter(Moving):
    """Books of numbers: a table of the last number given by a unit, ``last``, under some keys.

    The heir begins books of its own; where the plan lets it go on, it goes on from the greatest number given, so that
    none is given twice. An undo takes nothing back: the old unit's books stand as they were left.
    """

    code: str
    name: StrOrPromise
    group: Group
    model: type[models.Model]
    keys: tuple[str, ...] = ()
    condition: str = "TRUE"
    order: int = 60
    counted: bool = False
    keeps_count = False
    note: StrOrPromise = _NEW_BOOKS

    def count(self, units: list[UUID], day: date) -> dict[UUID, int]:
        """Return how many books are in use at each of the units."""
        table = connection.ops.quote_name(self.model._meta.db_table)
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT t.unit_id, count(*) FROM {table} t WHERE t.unit_id = ANY(%(units)s) AND ({self.condition})"  # noqa: S608
                " GROUP BY t.unit_id",
                {"units": units, "day": day},
            )
            return dict(cursor.fetchall())

    def move(self, batch: Batch) -> int:
        """Let heirs go on from the greatest number; once done, a second time changes nothing."""
        table = connection.ops.quote_name(self.model._meta.db_table)
        names = ", ".join(self.keys)
        own = ", ".join(f"t.{name}" for name in self.keys)
        sql = f"""
        WITH greatest AS (
          SELECT m.successor_id AS unit_id, {own}, max(t.last) AS last
          FROM {table} t JOIN {MAPPING} m ON m.run_id = %(run)s AND m.predecessor_id = t.unit_id AND m.area_id IS NULL
          WHERE t.unit_id = ANY(%(units)s) AND m.continues AND ({self.condition}) GROUP BY m.successor_id, {own}
        ), kept AS (
          INSERT INTO {table} AS b (unit_id, {names}, last) SELECT unit_id, {names}, last FROM greatest
          ON CONFLICT (unit_id, {names}) DO UPDATE SET last = EXCLUDED.last WHERE b.last < EXCLUDED.last
          RETURNING b.id, b.unit_id
        ), noted AS (
          INSERT INTO {LEDGER} (run_id, position, kind, action, "column", after_id, row_numbers, undone)
          SELECT %(run)s, %(position)s, %(kind)s, 'numbered', 'last', unit_id, array_agg(id), FALSE
          FROM kept GROUP BY unit_id
        )
        SELECT count(*) FROM kept"""  # noqa: S608 - declared in code
        with connection.cursor() as cursor:
            cursor.execute(sql, batch.values() | {"kind": self.code})
            return int(cursor.fetchone()[0])

    def undo(self, run_id: UUID, changes: list[int]) -> int:  # noqa: ARG002 - numbers given are given
        """Leave numbers as they are; return how many books that are, so that none is told to have stayed."""
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT coalesce(sum(cardinality(row_numbers)), 0) FROM {LEDGER} WHERE id = ANY(%(changes)s)",  # noqa: S608
                {"changes": changes},
            )
            return int(cursor.fetchone()[0])


@dataclass(frozen=True, eq=False)
class Stays(Column):
    """Rows that keep the name of the unit they had, because they say what was: counted, never moved."""

    group: Group = Group.STAYS
    counted: bool = False

    def move(self, batch: Batch) -> int:  # noqa: ARG002 - nothing moves
        """Leave everything where it is."""
        return 0


MOVING: Registry[Moving] = Registry("moving kind")
_SOURCES: list[Callable[[], Iterable[Moving]]] = []


def register(*kinds: Moving) -> None:
    """Add kinds; called from an app's ``moving.py``."""
    for kind in kinds:
        MOVING.register(kind.code, kind)


def register_from(source: Callable[[], Iterable[Moving]]) -> None:
    """Add kinds that are known only when asked for, like those of every register."""
    _SOURCES.append(source)


def kinds() -> list[Moving]:
    """Return every kind, in the order in which runs move them."""
    found = {kind.code: kind for kind in MOVING.values()}
    for source in _SOURCES:
        found |= {kind.code: kind for kind in source()}
    return sorted(found.values(), key=lambda kind: (kind.order, kind.code))
