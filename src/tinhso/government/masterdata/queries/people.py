"""Finding people among millions: by name without marks, year of birth and place, whichever of them were typed."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL

from tinhso.government.masterdata.models import Person
from tinhso.government.masterdata.queries.asked import read

MOST_FOUND = Person.most_found
"""How many of those found are shown; whoever finds more adds a year or a place."""
_DENSE = 40_000
_WALKED = 20_000
_FULL_PAGE = 50
_MATCHES = "masterdata_person_words(masterdata_person.search_text) @@ %s::tsquery"


def found(rows: QuerySet[Person], text: str) -> list[UUID]:
    """Return the keys of at most ``MOST_FOUND`` of ``rows`` that ``text`` asks for, those named exactly so first.

    ``rows`` is what the actor may see. An index over the words of name, year and place answers; words that
    hundreds of thousands bear are looked for among the newest rows instead.
    """
    asked = read(text)
    if not asked.words:
        return []
    keys: dict[UUID, None] = {}
    with transaction.atomic():
        # The index's function is dear: no plan may ask it of each row. The planner does not know that two common
        # words may have no row in common.
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
        for attempt in asked.attempts():
            keys.update(dict.fromkeys(_matching(rows, attempt, asked.words)))
            if len(keys) >= MOST_FOUND:
                break
        for attempt in asked.resorts():
            if keys:
                break
            keys.update(dict.fromkeys(_matching(rows, attempt, asked.words)))
    return list(keys)[:MOST_FOUND]


def _matching(rows: QuerySet[Person], attempt: str, words: Sequence[str]) -> list[UUID]:
    if _expected(attempt) > _DENSE:
        newest = _newest(rows, words)
        if len(newest) >= _FULL_PAGE:
            return newest
    return list(rows.filter(_condition(attempt)).order_by().values_list("pk", flat=True)[:MOST_FOUND])


def _condition(attempt: str) -> Any:
    return RawSQL(_MATCHES, [attempt], output_field=BooleanField())  # noqa: S611 - a constant, its value a parameter


def _expected(attempt: str) -> float:
    """Return how many rows the planner expects."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) SELECT 1 FROM masterdata_person WHERE {_MATCHES}", [attempt])  # noqa: S608
        plan = cursor.fetchone()[0]
    return float(plan[0]["Plan"]["Plan Rows"])


def _newest(rows: QuerySet[Person], words: Sequence[str]) -> list[UUID]:
    """Return those of the newest rows that have every word."""
    pages = rows.order_by("-id").values_list("pk", "search_text")[:_WALKED]
    wanted = set(words)
    found: list[UUID] = []
    for key, line in pages.iterator(chunk_size=1000):
        if wanted <= set(line.split()):
            found.append(key)
            if len(found) == MOST_FOUND:
                break
    return found
