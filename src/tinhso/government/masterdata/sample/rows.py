"""People who do not exist as rows of the index: by COPY, with what the kit derives, and a household for each."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from random import Random
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from tinhso.government.masterdata.fields import place_words
from tinhso.government.masterdata.models import Household, Person
from tinhso.government.masterdata.sample.duplicates import second_record
from tinhso.government.masterdata.sample.people import Made, Place, people
from tinhso.kernel.areas.models import Area, AreaSuccession, Tier
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.ids import new_id
from tinhso.kernel.foundation.text import fold, sort_key
from tinhso.kernel.organizations.models import OrganizationUnit, UnitKind

_BATCH = 50_000
_PERSON = (
    "id", "created_at", "updated_at", "unit_id", "status", "revision", "changed_by", "reason", "search_text",
    "sort_key", "full_name", "birth", "sex", "personal_number", "old_number", "phone", "area_id", "address",
    "household_id", "household_role", "other_names", "died",
)  # fmt: skip
_HOUSEHOLD = (
    "id", "created_at", "updated_at", "unit_id", "status", "revision", "changed_by", "reason", "search_text",
    "sort_key", "code", "area_id", "address",
)  # fmt: skip
_BY = "Dữ liệu trình diễn"


@dataclass(frozen=True)
class Land:
    """The communes of an installation: where people live, and whose records they are."""

    places: list[Place]
    unit_of: dict[str, UUID]


def land() -> Land:
    """Return the communes that stand, with the former ones that became each by default."""
    former: dict[str, list[str]] = {}
    shares = (AreaSuccession.Share.WHOLE, AreaSuccession.Share.PART_DEFAULT)
    for before, after in AreaSuccession.objects.filter(share__in=shares, predecessor__tier=Tier.COMMUNE).values_list(
        "predecessor_id", "successor_id"
    ):
        former.setdefault(str(after), []).append(str(before))
    units = OrganizationUnit.objects.on().filter(kind=UnitKind.COMMUNE, area__isnull=False)
    unit_of = {str(area): unit for area, unit in units.values_list("area_id", "id")}
    standing = Area.objects.on().filter(tier=Tier.COMMUNE).order_by("code").values_list("pk", flat=True)
    places = [Place(str(key), tuple(former.get(str(key), ()))) for key in standing if str(key) in unit_of]
    for place in places:
        unit_of.update((old, unit_of[place.key]) for old in place.former)
    for key in unit_of:
        # Asked now: while rows are copied the connection answers nothing else.
        place_words(UUID(key))
    return Land(places, unit_of)


def lay(seed: int, count: int, *, duplicates: float = 0.0) -> tuple[int, list[tuple[UUID, UUID]]]:
    """Lay ``count`` people, and second records of a share of them; return how many rows, and the pairs that are one.

    Indexes are kept up row by row: take ``without_indexes`` around it for millions.
    """
    where, random = land(), Random(seed + 1)  # noqa: S311 - people who do not exist
    laid, pairs, seconds = 0, [], []
    for batch in _batches(people(seed, count, where.places), _BATCH):
        households: dict[int, UUID] = {}
        keyed = [(new_id(), made) for made in batch]
        _copy(Household, _HOUSEHOLD, _households(batch, households, where))
        _copy(Person, _PERSON, (_person(key, made, where, households.get(made.household)) for key, made in keyed))
        laid += len(batch)
        for key, made in keyed:
            if duplicates and random.random() < duplicates:
                twin, done = second_record(random, made, where.places)
                if done:
                    seconds.append((key, twin))
    for some in _batches(seconds, _BATCH):
        keyed_twins = [(new_id(), first, twin) for first, twin in some]
        _copy(Person, _PERSON, (_person(key, twin, where, None) for key, _first, twin in keyed_twins))
        pairs += [(first, key) for key, first, _twin in keyed_twins]
    return laid + len(pairs), pairs


class without_indexes:  # noqa: N801 - reads as what it is: with without_indexes(...)
    """Take the indexes of tables away, and build them again at the end: for loads of millions."""

    def __init__(self, *tables: str) -> None:
        self._tables, self._made = tables, []  # type: tuple[str, ...], list[str]

    def __enter__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT c.relname, pg_get_indexdef(i.indexrelid)"
                " FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
                " WHERE i.indrelid = ANY(%s::regclass[])"
                " AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid)",
                [list(self._tables)],
            )
            for name, definition in cursor.fetchall():
                self._made.append(definition)
                cursor.execute(f'DROP INDEX "{name}"')

    def __exit__(self, *_failure: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET maintenance_work_mem = '1GB'")
            for definition in self._made:
                cursor.execute(definition)
            for table in self._tables:
                cursor.execute(f'ANALYZE "{table}"')


def _batches(things: Iterable[Any], size: int) -> Iterator[list[Any]]:
    source = iter(things)
    while batch := list(islice(source, size)):
        yield batch


def _copy(model: Any, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    names = ", ".join(columns)
    statement = f"COPY {model._meta.db_table} ({names}) FROM STDIN"
    with transaction.atomic(), connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def _common(key: UUID, unit: UUID, words: str, order: str) -> tuple[Any, ...]:
    now = clock.now()
    return key, now, now, unit, "in_force", 1, _BY, "", words, order


def _person(key: UUID, made: Made, where: Land, household: UUID | None) -> tuple[Any, ...]:
    birth = birth_of(made)
    shown = "/".join(reversed(birth.split("-")))
    words = f"{_folded(made.name)} {birth[:4]} {shown} {place_words(UUID(made.place))}"
    return (
        *_common(key, where.unit_of[made.place], words, _order(made.name)),
        made.name, birth, made.sex, made.number, made.old_number, made.phone, made.place, f"Thôn {made.hamlet}",
        household, "", "", "",
    )  # fmt: skip


def birth_of(made: Made) -> str:
    """Return the partial date as the index keeps it."""
    if not made.month:
        return f"{made.year}"
    return f"{made.year}-{made.month:02d}-{made.day:02d}" if made.day else f"{made.year}-{made.month:02d}"


def _households(batch: Sequence[Made], known: dict[int, UUID], where: Land) -> Iterator[tuple[Any, ...]]:
    for made in batch:
        if made.household in known:
            continue
        key = known[made.household] = new_id()
        code = f"{made.household:08d}"
        yield (*_common(key, where.unit_of[made.place], code, ""), code, made.place, f"Thôn {made.hamlet}")


@lru_cache(maxsize=200_000)
def _order(name: str) -> str:
    return sort_key(name)


@lru_cache(maxsize=20_000)
def _word(word: str) -> str:
    return fold(word)


def _folded(name: str) -> str:
    return " ".join(_word(word) for word in name.split())
