"""Keeping the keys by which likely duplicates meet in step with the people's records."""

from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, Q

from tinhso.government.masterdata.models import Person, PersonIdentifier, PersonKeys
from tinhso.government.masterdata.queries.features import COLUMNS, Reader, identifiers_of
from tinhso.kernel.search.likeness import keys_of
from tinhso.kits.registers.models import Status

BATCH = 2000
_COPIED = 20_000


def refresh(*, most: int = BATCH) -> list[UUID]:
    """Make the keys of at most ``most`` people whose records are new or changed, and return whose.

    Records that ended or were merged lose theirs.
    """
    PersonKeys.objects.filter(~Q(person__status=Status.IN_FORCE)).delete()
    stale = Person.objects.filter(status=Status.IN_FORCE).exclude(likeness_keys__revision=F("revision"))
    rows = list(stale.order_by("id").values("revision", *COLUMNS)[:most])
    if not rows:
        return []
    numbers = identifiers_of(row["id"] for row in rows)
    reader = Reader()
    made = [
        PersonKeys(
            person_id=row["id"], revision=row["revision"], keys=keys_of(reader.of(row, numbers.get(row["id"], ())))
        )
        for row in rows
    ]
    PersonKeys.objects.bulk_create(
        made, update_conflicts=True, unique_fields=["person"], update_fields=["revision", "keys"], batch_size=1000
    )
    return [row["id"] for row in rows]


@transaction.atomic
def make_all() -> int:
    """Make the keys of everybody anew, by COPY: after a load of millions. Return how many people have keys."""
    owners = PersonIdentifier.objects.order_by().values_list("person_id", flat=True).distinct()
    numbers = identifiers_of(owners.iterator(chunk_size=5000))
    reader, count, last = Reader(), 0, None
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("TRUNCATE masterdata_personkeys")
        # Building the index once is many times cheaper than keeping it up row by row.
        cursor.execute("DROP INDEX masterdata_person_keys")
        while rows := _after(last):
            with cursor.copy("COPY masterdata_personkeys (person_id, revision, keys) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row((row["id"], row["revision"], keys_of(reader.of(row, numbers.get(row["id"], ())))))
            count, last = count + len(rows), rows[-1]["id"]
        cursor.execute("CREATE INDEX masterdata_person_keys ON masterdata_personkeys USING gin (keys)")
    return count


def _after(last: UUID | None) -> list[dict[str, Any]]:
    rows = Person.objects.filter(status=Status.IN_FORCE).order_by("id")
    if last is not None:
        rows = rows.filter(id__gt=last)
    return list(rows.values("revision", *COLUMNS)[:_COPIED])
