"""Names that a directory knows: places and bodies. What was read nearly like one of them is mended, and doubted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from typing import Any

from tinhso.kernel.foundation.text import fold, normalise_tones

NEAR = 0.8
"""How alike two names without marks must be for one to be the other misread."""
EXACT, MARKS, LETTERS = 1.0, 0.9, 0.7
"""How sure a name is that the directory has as read; that differs in marks alone; that differs in letters."""
_NO_BODIES: tuple[str, ...] = ()


@dataclass(frozen=True)
class Known:
    """The names of places (Hoằng Châu) and of bodies (Sở Nội vụ) that may stand on a document."""

    places: Sequence[str] = ()
    bodies: Sequence[str] = _NO_BODIES

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Known:
        """Return what ``as_dict`` gave."""
        return cls(tuple(data.get("places", ())), tuple(data.get("bodies", ())))

    def as_dict(self) -> dict[str, list[str]]:
        """Return plain data for JSON."""
        return {"places": list(self.places), "bodies": list(self.bodies)}

    @cached_property
    def _places(self) -> dict[str, set[str]]:
        return _by_letters(self.places)

    @cached_property
    def _bodies(self) -> dict[str, set[str]]:
        return _by_letters(name.upper() for name in self.bodies)

    def place(self, read: str) -> tuple[str, float]:
        """Return the place that was meant and how sure it is; as read, and 0, when none is near or several are."""
        return _nearest(read, self._places)

    def body(self, read: str) -> tuple[str, float]:
        """Return the body that was meant, in capitals; its last words may be a place (ỦY BAN NHÂN DÂN XÃ …).

        Bodies differ in single letters (SỞ TÀI CHÍNH, BỘ TÀI CHÍNH): only marks are mended in them.
        """
        found, sure = _nearest(read.upper(), self._bodies, near=1.0)
        if sure:
            return found, sure
        words = read.split()
        for count in (4, 3, 2, 1):
            if len(words) > count + 1:
                place, sure = _nearest(" ".join(words[-count:]).title(), self._places, near=1.0 if count < 2 else NEAR)
                if 0 < sure < EXACT and len(place.split()) == count:
                    return " ".join([*words[:-count], place.upper()]), sure
        return read, 0.0


def _by_letters(names: Iterable[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for name in names:
        found.setdefault(fold(name), set()).add(normalise_tones(name))
    return found


def _nearest(read: str, names: Mapping[str, set[str]], near: float = NEAR) -> tuple[str, float]:
    plain, sure = fold(read), MARKS
    if plain not in names:
        close = get_close_matches(plain, names, n=2, cutoff=near) if near < 1 else []
        if len(close) != 1:
            return read, 0.0
        plain, sure = close[0], LETTERS
    same = names[plain]
    exact = [name for name in same if name.casefold() == read.casefold()]
    if exact:
        return exact[0], EXACT
    return (next(iter(same)), sure) if len(same) == 1 else (read, 0.0)
