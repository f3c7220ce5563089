"""Which field a column fills: by what was chosen before for the same source, else by the likeness of its heading."""

import re
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path

import yaml

from tinhso.kernel.foundation.text import fold
from tinhso.kits.registers.definition import Definition, Field

ENOUGH = 0.72
"""From this likeness on a heading counts as a field's."""
_NOT_A_LETTER = re.compile(r"[^a-z0-9]+")
_ASIDE = re.compile(r"\([^)]*\)|\*")


def plain(heading: str) -> str:
    """Return a heading in lower case without marks, asides and punctuation: what headings are compared by."""
    folded = fold(heading)
    return _NOT_A_LETTER.sub(" ", _ASIDE.sub(" ", folded)).strip() or _NOT_A_LETTER.sub(" ", folded).strip()


class Matcher:
    """The fields of one register as headings may name them."""

    def __init__(self, definition: Definition, remembered: Mapping[str, str] | None = None) -> None:
        self._remembered = dict(remembered or {})
        self.fields = fillable(definition)
        self._names = {field.name: _names_of(field) for field in self.fields}
        self._scores: dict[str, float] = {}

    def likeness(self, heading: str, name: str) -> float:
        """Return how like a heading is to a field, from 0 to 1."""
        words = plain(heading)
        return max((_alike(words, known) for known in self._names[name]), default=0.0)

    def score(self, heading: str) -> float:
        """Return the likeness to the field it is most like, 0 when below what counts."""
        found = self._scores.get(heading)
        if found is None:
            best = max((self.likeness(heading, field.name) for field in self.fields), default=0.0)
            found = self._scores[heading] = best if best >= ENOUGH else 0.0
        return found

    def match(self, headings: Sequence[str]) -> list[str]:
        """Return for each heading the name of its field, empty when none is like it; no field is taken twice."""
        chosen = [""] * len(headings)
        taken: set[str] = set()
        left = []
        for place, heading in enumerate(headings):
            known = self._remembered.get(plain(heading)[:200]) if heading else None
            if known is None:
                left.append(place)
            elif known in self._names and known not in taken:
                chosen[place] = known
                taken.add(known)
        pairs = sorted(
            (
                (-self.likeness(headings[place], field.name), place, order, field.name)
                for place in left
                if headings[place]
                for order, field in enumerate(self.fields)
            ),
        )
        for negative, place, _order, name in pairs:
            if -negative < ENOUGH:
                break
            if not chosen[place] and name not in taken:
                chosen[place] = name
                taken.add(name)
        return chosen


def fillable(definition: Definition) -> list[Field]:
    """Return the fields that a file may fill."""
    return [field for field in definition.fields if not field.kit]


@cache
def _synonyms() -> list[list[str]]:
    text = (Path(__file__).parent / "data" / "synonyms.yaml").read_text(encoding="utf-8")
    return [[str(word) for word in group] for group in yaml.safe_load(text)]


def _names_of(field: Field) -> list[str]:
    label = plain(str(field.label))
    names = {label, plain(field.name.replace("_", " "))}
    for group in _synonyms():
        if label in group:
            names |= set(group)
    return sorted(names)


def _alike(left: str, right: str) -> float:
    if not left or not right:
        return 0.0
    if left == right:
        return 1.0
    ours, theirs = set(left.split()), set(right.split())
    shared = len(ours & theirs) / len(ours | theirs)
    # A heading that says more than the field ("Họ và tên chủ cơ sở") is like it, but less than an equal one.
    within = 0.8 if theirs < ours and len(theirs) >= 2 and len(ours) - len(theirs) <= 2 else 0.0
    return max(shared, within, SequenceMatcher(None, left, right).ratio() * 0.95)
