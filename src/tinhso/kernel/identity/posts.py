"""Which roles an account holds today: its own, and those in which it stands in for somebody absent.

Asked at every request of whoever signed in, so it is one statement, written out: composing it anew each time
would take longer than the database does to answer.
"""

import json
from uuid import UUID

from django.db import connection

from tinhso.kernel.foundation import clock
from tinhso.kernel.identity.actor import Post

_STANDS = "{0}.valid_from <= %(day)s AND ({0}.valid_to IS NULL OR {0}.valid_to >= %(day)s)"
_AT = """JOIN organizations_organizationunit unit ON unit.id = held.unit_id
JOIN identity_role role ON role.id = held.role_id"""
# What ends a delegation is told in delegation_queries.in_force too, which lists them for people.
_POSTS = f"""
SELECT * FROM (
SELECT held.unit_id, unit.path, unit.name, role.code, role.name, held.position, role.permissions,
       NULL::uuid AS giver, '' AS giver_name, NULL::date AS until, held.valid_from AS since, held.id AS key
FROM identity_roleassignment held {_AT}
WHERE held.account_id = %(account)s AND {_STANDS.format("held")} AND {_STANDS.format("unit")}
UNION ALL
SELECT held.unit_id, unit.path, unit.name, role.code, role.name, held.position, lent.permissions,
       held.account_id, person.full_name, lent.valid_to, lent.valid_from, lent.id
FROM identity_delegation lent
JOIN identity_roleassignment held ON held.id = lent.assignment_id {_AT}
JOIN identity_account giver ON giver.id = lent.giver_id JOIN identity_person person ON person.id = giver.person_id
WHERE lent.receiver_id = %(account)s AND lent.revoked_at IS NULL AND giver.is_active
      AND {_STANDS.format("lent")} AND {_STANDS.format("held")} AND {_STANDS.format("unit")}
) post ORDER BY giver IS NOT NULL, since, key
"""  # noqa: S608 - only names of this file's own are put in


def posts_of(account_id: UUID) -> tuple[Post, ...]:
    """Return the roles that the account holds today at units that stand today, its own before the others'."""
    with connection.cursor() as cursor:
        cursor.execute(_POSTS, {"account": account_id, "day": clock.today()})
        return tuple(
            Post(
                unit_id=unit_id,
                unit_path=path,
                unit_name=name,
                role_code=role_code,
                role_name=role_name,
                position=position,
                permissions=frozenset(json.loads(permissions)),
                giver_id=giver_id,
                giver_name=giver_name,
                until=until,
            )
            for (
                unit_id, path, name, role_code, role_name, position, permissions, giver_id, giver_name, until, *_order,
            ) in cursor.fetchall()
        )  # fmt: skip
