"""Whether two rows stand for the same thing: their names without marks, partial days, words in common."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from tinhso.kernel.foundation.text import fold
from tinhso.kits.registers.definition import Field

MOST_CANDIDATES = 100_000
"""Rows or records of one file that are kept for comparing."""
_DAYS = frozenset({"date", "partial_date"})
_ALIKE_WORDS = 0.5


def blocks(fields: Sequence[Field], columns: Sequence[Sequence[Any]]) -> list[int | None]:
    """Return for each row the number under which those that may be alike meet, within this process.

    It stands for the name without marks, and the year of a day; a row without a name has none.
    """
    names = [column for found, column in zip(fields, columns, strict=True) if found.kind.code in {"name", "text"}]
    days = [column for found, column in zip(fields, columns, strict=True) if found.kind.code in _DAYS]
    if not names:
        return [None] * (len(columns[0]) if columns else 0)
    called = _first_of(names)
    years = _first_of(days) if days else [None] * len(called)
    folded: dict[Any, str] = {"": "", None: ""}
    found: list[int | None] = []
    for name, day in zip(called, years, strict=True):
        text = folded.get(name)
        if text is None:
            text = folded[name] = fold(str(name))
        found.append(hash((text, _day(day)[:4] if day else "")) if text else None)
    return found


def _first_of(columns: Sequence[Sequence[Any]]) -> Sequence[Any]:
    """Return for each row the first value that is not empty."""
    if len(columns) == 1:
        return columns[0]
    return [next((value for value in row if value), "") for row in zip(*columns, strict=True)]


def agreeing(fields: Sequence[Field], ours: Sequence[Any], theirs: Sequence[Any]) -> list[str] | None:
    """Return the fields in which two rows of one block agree, besides the name; None when they are not alike."""
    agree, compared, named = [], 0, False
    for found, mine, other in zip(fields, ours, theirs, strict=True):
        if not named and found.kind.code in {"name", "text"} and mine:
            named = True
            continue
        if mine in (None, "") or other in (None, ""):
            continue
        compared += 1
        if _agree(found, mine, other):
            agree.append(found.title)
    if agree or (not compared and len(fields) == 1):
        return agree
    return None


def _agree(found: Field, mine: Any, other: Any) -> bool:
    if found.kind.code in _DAYS:
        left, right = _day(mine), _day(other)
        return len(left) > 4 and len(right) > 4 and (left.startswith(right) or right.startswith(left))
    if found.kind.code in {"text", "long_text", "name"}:
        left_words, right_words = set(fold(str(mine)).split()), set(fold(str(other)).split())
        return len(left_words & right_words) >= _ALIKE_WORDS * len(left_words | right_words)
    return bool(mine == other)


def _day(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def comparable(fields: Sequence[Field], values: Sequence[Any]) -> tuple[Any, ...]:
    """Return values as they stand in the columns, so that a row and a record compare."""
    return tuple(found.kind.spread(found, value)[0] for found, value in zip(fields, values, strict=True))
