"""What of a person's record is compared, cleaned once."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from tinhso.kernel.foundation.text import fold, normalise_tones

_WORD = re.compile(r"[^\W\d_]+")
_DIGITS = re.compile(r"\D")
MOST_WORDS = 8
"""A name of more words is an institution's, or an error: only its first words are compared."""


@dataclass(frozen=True)
class Features:
    """A person as the comparison sees one; what is not known is empty.

    ``words`` are the name's words without marks in their order, ``marked`` the same with marks. ``year``, ``month``,
    ``day`` are 0 where the date of birth is partial. ``numbers`` are personal numbers (12 digits) and identity card
    numbers (9 digits), old and new. ``places`` are keys of communes: the one given, and those that it came of or
    became. ``place`` is the one commune by which records are brought together.
    """

    words: tuple[str, ...]
    marked: tuple[str, ...] = ()
    year: int = 0
    month: int = 0
    day: int = 0
    sex: str = ""
    numbers: tuple[str, ...] = ()
    phone: str = ""
    places: frozenset[str] = frozenset()
    place: str = ""
    address: frozenset[str] = frozenset()

    @property
    def has_whole_date(self) -> bool:
        """Whether day, month and year are known. The first of January often stands for a year alone."""
        return bool(self.day) and (self.day, self.month) != (1, 1)


def features(
    name: str,
    *,
    year: int | None = None,
    month: int | None = None,
    day: int | None = None,
    sex: str = "",
    numbers: Iterable[str] = (),
    phone: str = "",
    place: str = "",
    places: Iterable[str] = (),
    address: str = "",
) -> Features:
    """Clean what a record says of a person; nothing is refused, what cannot be read is left out."""
    marked = tuple(_WORD.findall(normalise_tones(name).lower())[:MOST_WORDS])
    known = (_DIGITS.sub("", number) for number in numbers)
    return Features(
        words=tuple(fold(word) for word in marked),
        marked=marked,
        year=year or 0,
        month=month or 0,
        day=day or 0,
        sex=sex,
        numbers=tuple(dict.fromkeys(number for number in known if len(number) in (9, 12))),
        phone=_DIGITS.sub("", phone)[-9:],
        places=frozenset({place, *places} - {""}),
        place=place,
        address=frozenset(re.findall(r"[a-z0-9]+", fold(address))),
    )
