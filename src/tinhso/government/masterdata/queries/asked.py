"""Reading what somebody typed to find a person: which words are the name, which the year, which the place."""

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from tinhso.kernel.areas import queries as areas
from tinhso.kernel.search.queries import words_of

_FIRST_YEAR, _LAST_YEAR = 1850, 2100


@dataclass(frozen=True)
class Asked:
    """Folded words by what they mean. ``places`` are the names, each as words, by which the place is kept today."""

    name: tuple[str, ...]
    year: str
    places: tuple[tuple[str, ...], ...]
    words: tuple[str, ...]
    """Everything but marks and case, as typed."""

    def attempts(self) -> list[str]:
        """Return conditions in the language of ``tsquery``, the narrowest first; see the index's function.

        All of them are asked, as long as there is room; ``resorts`` only while nothing was found.
        """
        found = []
        if len(self.name) > 1:
            found.append(_all([_quoted("=" + " ".join(self.name)), *self._year(self.name[-1:]), *self._place(True)]))
        if self.name and (self.year or self.places):
            found.append(_all([*(self._year(self.name) or self._neighbours()), *self._place(False)]))
        elif len(self.name) > 1:
            found.append(_all(self._neighbours()))
        return list(dict.fromkeys(found))

    def resorts(self) -> list[str]:
        """Return wider conditions: the words of the name in any order at the place, then every word as typed."""
        found = []
        if self.name and self.places:
            found.append(_all([*(_quoted(word) for word in self.name), *self._place(False)]))
        return [*found, _all([_quoted(word) for word in self.words])]

    def _neighbours(self) -> list[str]:
        """Return conditions on the name by its pairs of words: the words alone are borne by hundreds of thousands."""
        return [_quoted(f"{a}_{b}") for a, b in pairwise(self.name)] or [_quoted(word) for word in self.name]

    def _year(self, words: tuple[str, ...]) -> list[str]:
        return [_quoted(word + self.year) for word in words] if self.year else []

    def _place(self, with_given: bool) -> list[str]:
        """Return at most one condition: any of the places, each by its pairs of words."""
        each = []
        for place in self.places:
            pairs = [f"{a}_{b}" for a, b in pairwise(place)] or list(place)
            if with_given and len(place) > 1 and self.year:
                pairs = [f"{self.name[-1]}:{pairs[0]}", *pairs]
            each.append(_all([_quoted(pair) for pair in pairs]))
        return [f"({' | '.join(f'({one})' for one in each)})"] if each else []


def _all(conditions: list[str]) -> str:
    return " & ".join(conditions)


def _quoted(word: str) -> str:
    # Words are letters and digits only: nothing in them can end the quotation.
    return f"'{word}'"


def read(text: str) -> Asked:
    """Return what ``text`` asks for: a name, perhaps a year of birth, perhaps a place of today or of before."""
    words = tuple(words_of(text))
    at = next((i for i, word in enumerate(words) if _is_year(word)), None)
    if at is None:
        name, place = _split(words)
        return Asked(name, "", _places(place), words)
    before, after = words[:at], words[at + 1 :]
    if after and _places(after):
        return Asked(before, words[at], _places(after), words)
    name, place = _split(before + after)
    return Asked(name, words[at], _places(place), words)


def _is_year(word: str) -> bool:
    return len(word) == 4 and word.isdigit() and _FIRST_YEAR <= int(word) <= _LAST_YEAR


def _split(words: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return name and place: the longest known place at the end, else at the beginning."""
    known = _known()
    for size in range(len(words) - 1, 0, -1):
        if " ".join(words[-size:]) in known and (size > 1 or len(words) > 2):
            return words[:-size], words[-size:]
    for size in range(len(words) - 1, 1, -1):
        if " ".join(words[:size]) in known:
            return words[size:], words[:size]
    return words, ()


def _places(words: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(name.split()) for name in _known().get(" ".join(words), ()))


@lru_cache(maxsize=1)
def _names(_stamp: int) -> dict[str, tuple[str, ...]]:
    return areas.names_today()


def _known() -> dict[str, tuple[str, ...]]:
    return _names(areas.count())
