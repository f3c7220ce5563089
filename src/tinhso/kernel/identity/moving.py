"""People's roles in a reorganisation: each ends at the old unit and begins at the new one, on the day of effect."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.ids import new_id
from tinhso.kernel.identity.models import RelyingSystem
from tinhso.kernel.organizations.moving import HEIR, LEDGER, Batch, Column, Group, Moving, mapped, register

_STANDS = "(t.valid_to IS NULL OR (t.valid_to >= %(day)s AND t.valid_to >= t.valid_from))"
_JOINS, _TARGET = mapped("t.unit_id")
_PICKED = f"""
  SELECT t.id, t.account_id, t.role_id, t.unit_id AS before, {_TARGET} AS after, {HEIR} AS heir, t.valid_from,
         t.valid_to, t.position, m.head, m.head_words
  FROM identity_roleassignment t {_JOINS}
  WHERE t.unit_id = ANY(%(units)s) AND {_TARGET} <> t.unit_id AND {_STANDS} ORDER BY t.id LIMIT %(size)s
"""  # noqa: S608 - names of this file's own
# Who is not the head that the plan names keeps the role and bears the title as a former one, until placed anew.
_MOVE = f"""
WITH picked AS MATERIALIZED ({_PICKED}),
chosen AS (
  SELECT DISTINCT ON (account_id, role_id, after) * FROM picked ORDER BY account_id, role_id, after, valid_from
), fresh AS (
  SELECT c.*, row_number() OVER () AS n FROM chosen c WHERE NOT EXISTS (
    SELECT 1 FROM identity_roleassignment o
    WHERE o.account_id = c.account_id AND o.role_id = c.role_id AND o.unit_id = c.after
      AND daterange(o.valid_from, o.valid_to + 1) && daterange(GREATEST(c.valid_from, %(day)s::date), c.valid_to + 1)
  )
), begun AS (
  INSERT INTO identity_roleassignment (id, created_at, valid_from, valid_to, position, account_id, role_id, unit_id)
  SELECT i.id, %(now)s, GREATEST(f.valid_from, %(day)s::date), f.valid_to,
         CASE WHEN f.head <> '' AND f.head <> account.username
              AND EXISTS (SELECT 1 FROM unnest(f.head_words) word WHERE f.position ILIKE word || '%%')
              THEN left('Nguyên ' || f.position, 120) ELSE f.position END,
         f.account_id, f.role_id, f.after
  FROM fresh f JOIN unnest(%(ids)s::uuid[]) WITH ORDINALITY AS i (id, n) USING (n)
  JOIN identity_account account ON account.id = f.account_id
  RETURNING id, unit_id
), ended AS (
  UPDATE identity_roleassignment t
  SET valid_to = CASE WHEN t.valid_from >= %(day)s::date THEN t.valid_from - 1 ELSE %(day)s::date - 1 END
  FROM picked p WHERE t.id = p.id RETURNING t.id, p.before, p.after, p.heir, p.valid_to AS was
), noted_begun AS (
  INSERT INTO {LEDGER} (run_id, position, kind, action, "column", after_id, row_ids, undone)
  SELECT %(run)s, %(position)s, %(kind)s, 'begun', '', unit_id, array_agg(id), FALSE FROM begun GROUP BY unit_id
), noted_ended AS (
  INSERT INTO {LEDGER} (run_id, position, kind, action, "column", before_id, after_id, heir_id, was, row_ids, undone)
  SELECT %(run)s, %(position)s, %(kind)s, 'ended', '', before, after, heir, COALESCE(was::text, ''), array_agg(id),
         FALSE
  FROM ended GROUP BY before, after, heir, was
)
SELECT count(*) FROM ended
"""  # noqa: S608
# Who stands in for somebody goes on doing so: the delegation points to the role that goes on.
_LEND = f"""
WITH lent AS (
  UPDATE identity_delegation d SET assignment_id = n.id
  FROM identity_roleassignment t {_JOINS}
  JOIN identity_roleassignment n ON n.account_id = t.account_id AND n.role_id = t.role_id AND n.unit_id = {_TARGET}
   AND (n.valid_to IS NULL OR n.valid_to >= GREATEST(n.valid_from, %(day)s::date))
  WHERE d.assignment_id = t.id AND t.unit_id = ANY(%(units)s) AND t.valid_to < %(day)s::date
    AND d.revoked_at IS NULL AND d.valid_to >= %(day)s
  RETURNING d.id, t.id AS before, n.id AS after
)
INSERT INTO {LEDGER} (run_id, position, kind, action, "column", before_id, after_id, row_ids, undone)
SELECT %(run)s, %(position)s, %(kind)s, 'lent', 'assignment_id', before, after, array_agg(id), FALSE
FROM lent GROUP BY before, after
"""  # noqa: S608
_BACK = (
    f"""UPDATE identity_delegation d SET assignment_id = l.before_id FROM {LEDGER} l
    WHERE l.id = ANY(%(changes)s) AND l.action = 'lent' AND d.id = ANY(l.row_ids) AND d.assignment_id = l.after_id""",  # noqa: S608
    f"""UPDATE identity_roleassignment t SET valid_to = t.valid_from - 1
    FROM (SELECT unnest(row_ids) AS id FROM {LEDGER} WHERE id = ANY(%(changes)s) AND action = 'begun') c
    WHERE t.id = c.id AND (t.valid_to IS NULL OR t.valid_to >= t.valid_from)""",  # noqa: S608
    f"""UPDATE identity_roleassignment t SET valid_to = NULLIF(c.was, '')::date
    FROM (SELECT unnest(row_ids) AS id, was FROM {LEDGER} WHERE id = ANY(%(changes)s) AND action = 'ended') c
    WHERE t.id = c.id AND NOT EXISTS (
      SELECT 1 FROM identity_roleassignment o
      WHERE o.id <> t.id AND o.account_id = t.account_id AND o.role_id = t.role_id AND o.unit_id = t.unit_id
        AND daterange(o.valid_from, o.valid_to + 1) && daterange(t.valid_from, NULLIF(c.was, '')::date + 1))""",  # noqa: S608
)


class Roles(Moving):
    """Roles that people and programs hold at a unit."""

    code = "identity.roles"
    name = _("Vai trò của cán bộ và của chương trình")
    group = Group.PEOPLE
    order = 10
    note = _("Vai trò ở đơn vị cũ kết thúc, bắt đầu ở đơn vị mới; ủy quyền khi vắng mặt đi theo.")

    def count(self, units: list[UUID], day: date) -> dict[UUID, int]:
        """Return how many roles are held at each of the units on or after the day."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT t.unit_id, count(*) FROM identity_roleassignment t"  # noqa: S608
                f" WHERE t.unit_id = ANY(%(units)s) AND {_STANDS} GROUP BY t.unit_id",
                {"units": units, "day": day},
            )
            return dict(cursor.fetchall())

    def move(self, batch: Batch) -> int:
        """End roles at the units left, begin them at the heirs; a role held there already is not doubled."""
        values = batch.values() | {"kind": self.code, "now": clock.now()}
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM ({_PICKED}) picked", values)  # noqa: S608
            count = int(cursor.fetchone()[0])
            if not count:
                return 0
            cursor.execute(_MOVE, values | {"ids": [new_id() for _index in range(count)]})
            moved = int(cursor.fetchone()[0])
            cursor.execute(_LEND, values)
        return moved

    def undo(self, run_id: UUID, changes: list[int]) -> int:  # noqa: ARG002 - the lines say all
        """Let the old roles hold again; the new ones end the day before they began."""
        values: dict[str, Any] = {"changes": changes}
        with connection.cursor() as cursor:
            counts = []
            for statement in _BACK:
                cursor.execute(statement, values)
                counts.append(cursor.rowcount)
        return sum(counts)


register(
    Roles(),
    Column(
        "identity.relying-systems",
        _("Phần mềm đăng nhập một lần của đơn vị"),
        Group.RECORDS,
        RelyingSystem,
        condition="t.ended_at IS NULL",
        order=15,
    ),
)
