"""Numbers of dossiers: one sequence for each unit and day, without gaps, whoever asks at the same moment."""

from datetime import date

from django.db import connection

from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kits.procedures.codes import make_code
from tinhso.kits.procedures.models import DailyNumber


def next_code(unit: OrganizationUnit, day: date) -> str:
    """Return the next dossier code of ``unit`` on ``day``; it is given back when the transaction fails."""
    table = connection.ops.quote_name(DailyNumber._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (unit_id, day, last) VALUES (%s, %s, 1) "  # noqa: S608 - only the table's own name
            "ON CONFLICT (unit_id, day) DO UPDATE SET last = " + table + ".last + 1 RETURNING last",
            [unit.id, day],
        )
        return make_code(unit.identifier, day, cursor.fetchone()[0])
