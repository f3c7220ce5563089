"""Looking for duplicates among people: pairs that share keys are scored, those alike wait for somebody to decide."""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from tinhso.government.masterdata.models import DuplicatePair, Person, Verdict
from tinhso.government.masterdata.queries.features import COLUMNS, Reader, identifiers_of
from tinhso.government.masterdata.services import keys
from tinhso.kernel.search.likeness import Features, Likeness, compare, keys_of
from tinhso.kits.registers.models import Status

MOST_OF_BLOCK = 60
"""A key that more people share brings nobody together: it tells too little."""
LEAST_SHARED = 2
_SCORED = 5000

# People whose whole number is the same are compared in any case (kind 1); others when they share two keys.
_ENOUGH = f"count(*) >= {LEAST_SHARED} OR bool_or(key & 15 = 1)"
_OF_SOME = f"""
SELECT one.person_id, two.person_id
FROM (SELECT person_id, unnest(keys) AS key FROM masterdata_personkeys WHERE person_id = ANY(%s)) one
CROSS JOIN LATERAL (
  SELECT person_id FROM masterdata_personkeys WHERE keys @> ARRAY[one.key] LIMIT {MOST_OF_BLOCK + 1}
) two
WHERE one.person_id <> two.person_id
GROUP BY 1, 2 HAVING {_ENOUGH}
"""  # noqa: S608 - constants
_OF_ALL = f"""
CREATE TEMP TABLE likely ON COMMIT DROP AS
WITH block AS (
  SELECT key, array_agg(person_id ORDER BY person_id) AS people
  FROM (SELECT person_id, unnest(keys) AS key FROM masterdata_personkeys) each
  GROUP BY key HAVING count(*) BETWEEN 2 AND {MOST_OF_BLOCK}
), pair AS (
  SELECT key, people[i] AS one, people[j] AS two
  FROM block, generate_series(1, array_length(people, 1)) i, generate_series(i + 1, array_length(people, 1)) j
)
SELECT one, two FROM pair GROUP BY one, two HAVING {_ENOUGH}
"""  # noqa: S608 - constants


def look(*, most: int = keys.BATCH) -> int:
    """Look for duplicates of people whose records are new or changed; return how many people were looked at."""
    with transaction.atomic():
        changed = keys.refresh(most=most)
        if changed:
            with connection.cursor() as cursor:
                cursor.execute(_OF_SOME, [changed])
                found = sorted({(min(pair), max(pair)) for pair in cursor.fetchall()})
            _drop_open(changed)
            _keep(_scored(found))
    return len(changed)


def look_among_all() -> int:
    """Look for duplicates among everybody, after a load of millions; return how many pairs wait."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL work_mem = '512MB'")
            cursor.execute(_OF_ALL)
        with connection.cursor() as cursor:
            cursor.execute("SELECT one, two FROM likely")
            while pairs := cursor.fetchmany(_SCORED):
                _keep(_scored(pairs))
    return DuplicatePair.objects.filter(verdict=Verdict.OPEN).count()


def likely(person: Features, rows: Any, *, most: int = 5) -> list[tuple[Person, Likeness]]:
    """Return who of ``rows`` may be the person that ``person`` describes, the likest first: before a record is made."""
    wanted = keys_of(person)
    if not wanted:
        return []
    people = list(rows.filter(likeness_keys__keys__overlap=wanted, status=Status.IN_FORCE)[:200])
    features = Reader().of_people(people)
    scored = [(one, compare(person, features[one.pk])) for one in people]
    alike = [(one, likeness) for one, likeness in scored if likeness.alike]
    return sorted(alike, key=lambda pair: -pair[1].bits)[:most]


def _scored(pairs: Iterable[tuple[UUID, UUID]]) -> Iterator[DuplicatePair]:
    """Yield a pair that is alike as what waits for a decision; the older record stands first."""
    pairs = list(pairs)
    wanted = {key for pair in pairs for key in pair}
    standing = Person.objects.filter(pk__in=wanted, status=Status.IN_FORCE)
    rows = {row["id"]: row for row in standing.values("unit_id", *COLUMNS)}
    numbers, reader = identifiers_of(wanted), Reader()
    features = {key: reader.of(row, numbers.get(key, ())) for key, row in rows.items()}
    for first, second in pairs:
        if first not in features or second not in features:
            continue
        likeness = compare(features[first], features[second])
        if likeness.alike:
            yield DuplicatePair(
                first_id=first,
                second_id=second,
                unit_id=rows[second]["unit_id"],
                bits=likeness.bits,
                reasons=[[reason.code, reason.bits] for reason in likeness.reasons],
            )


def _drop_open(people: list[UUID]) -> None:
    """Forget what waits about people whose records changed: it is judged anew."""
    waiting = DuplicatePair.objects.filter(verdict=Verdict.OPEN)
    waiting.filter(first_id__in=people).delete()
    waiting.filter(second_id__in=people).delete()


def _keep(found: Iterator[DuplicatePair]) -> None:
    # What somebody has decided stands, whatever is found again.
    DuplicatePair.objects.bulk_create(found, ignore_conflicts=True, batch_size=1000)
