"""Keys under which records that may tell of one person meet.

Two records are compared only when they share a key, so each error that is to be forgiven must leave some key whole: a
wrong digit leaves two thirds of a number, a wrong letter leaves number, birth date and commune, a partial date
leaves name, year and commune. A key is a whole number of 63 bits whose lowest four tell its kind.
"""

from enum import IntEnum
from hashlib import blake2b
from typing import Any

from tinhso.kernel.search.likeness.features import Features


class Kind(IntEnum):
    """What a key is made of. Kinds with ``PARTIAL`` bring only pairs together of which one has no whole date."""

    NUMBER = 1
    NUMBER_END = 2
    NUMBER_BEGIN = 3
    NUMBER_MIDDLE = 4
    DATE_GIVEN = 5
    DATE_INITIALS = 6
    DATE_PLACE = 7
    NAME_YEAR_PLACE = 8
    NAME_MONTH = 9
    PHONE = 10
    PARTIAL_GIVEN = 11
    PARTIAL_INITIALS = 12
    NAME_PLACE_DAY = 13


PARTIAL = frozenset({Kind.PARTIAL_GIVEN, Kind.PARTIAL_INITIALS})
_KIND_BITS = 4


def kind_of(key: int) -> Kind:
    """Return what a key is made of."""
    return Kind(key & ((1 << _KIND_BITS) - 1))


def keys_of(person: Features) -> list[int]:
    """Return the keys of a person, each once: about fifteen for a complete record."""
    found: dict[int, None] = {}
    for kind, *parts in _parts(person):
        found.setdefault(_key(kind, parts))
    return list(found)


def _key(kind: Kind, parts: list[Any]) -> int:
    text = "|".join(map(str, parts))
    digest = int.from_bytes(blake2b(text.encode(), digest_size=8, person=bytes([kind])).digest(), "big")
    return ((digest >> (_KIND_BITS + 1)) << _KIND_BITS) | kind


def _day(person: Features) -> str:
    """Return day and month, whichever stands first: they are swapped at times."""
    return "-".join(map(str, sorted((person.month, person.day)))) if person.day else ""


def _parts(person: Features) -> list[tuple[Any, ...]]:
    parts: list[tuple[Any, ...]] = []
    initials = "".join(sorted(word[0] for word in person.words))
    for number in person.numbers:
        parts.append((Kind.NUMBER, number))
        if len(number) == 12:
            # Two thirds of a number are shared by dozens: with the initials, or with the day, by hardly anybody.
            besides = [besides for besides in (initials, _day(person)) if besides]
            thirds = (
                (Kind.NUMBER_END, number[6:]),
                (Kind.NUMBER_BEGIN, number[:9]),
                (Kind.NUMBER_MIDDLE, number[:6], number[9:]),
            )
            parts += [(*third, besides_it) for third in thirds for besides_it in besides]
        elif person.words:
            parts.append((Kind.NUMBER_END, number[3:]))
            parts.append((Kind.NUMBER_BEGIN, number[:6], person.words[-1]))
            parts.append((Kind.NUMBER_MIDDLE, number[:3], number[6:], person.words[-1]))
    if person.phone:
        parts.append((Kind.PHONE, person.phone))
    if not person.words:
        return parts
    given, ordered = person.words[-1], " ".join(sorted(person.words))
    if person.day:
        date = (person.year, person.month, person.day)
        parts.append((Kind.DATE_GIVEN, *date, given))
        parts.append((Kind.DATE_INITIALS, *date, initials))
        if person.place:
            parts.append((Kind.DATE_PLACE, *date, person.place))
            parts.append((Kind.NAME_PLACE_DAY, ordered, *sorted(date[1:]), person.place))
    if person.year:
        if person.month:
            parts.append((Kind.NAME_MONTH, ordered, person.year, person.month))
        if person.place:
            parts.append((Kind.NAME_YEAR_PLACE, ordered, person.year, person.place))
            parts.append((Kind.PARTIAL_GIVEN, given, person.year, person.place))
            parts.append((Kind.PARTIAL_INITIALS, initials, person.year, person.place))
    return parts
