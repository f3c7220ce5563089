"""Finding the heading row of a table, and the name of each column, when titles and groups stand above it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tinhso.kernel.foundation.text import fold
from tinhso.kits.registers.imports.matching import Matcher
from tinhso.kits.registers.imports.sources import Row

LOOKED_AT = 40
"""Rows at the top of a file among which the headings stand."""
_NUMBERING = re.compile(r"\(?(?:\d{1,3}|[a-z]|[ivx]{1,4})\)?")


@dataclass(frozen=True)
class Headings:
    """The row of the headings, the first row of data behind it, and the heading of each column."""

    row: int
    first_row: int
    titles: list[str]


def find(rows: Sequence[Row], matcher: Matcher) -> Headings:
    """Return the headings: the row whose cells are most like fields of the register, else the fullest near the top."""
    best, best_score = 0, -1.0
    for place, row in enumerate(rows[:LOOKED_AT]):
        texts = [cell for cell in row.cells if cell.strip()]
        known = sum(matcher.score(title) for title in titles_at(rows, place) if title)
        words = sum(1 for text in texts if not text.replace(".", "").replace("/", "").isdigit())
        score = known * 10 + words * 0.1 - place * 0.01
        if score > best_score:
            best, best_score = place, score
    return at(rows, best)


def at(rows: Sequence[Row], place: int) -> Headings:
    """Return the headings of the row at ``place``; a row that only numbers the columns is passed over."""
    if not rows:
        return Headings(1, 2, [])
    place = min(place, len(rows) - 1)
    nearest = place + 1
    first = rows[place].number + 1
    if nearest < len(rows) and _is_numbering(rows[nearest].cells):
        first = rows[nearest].number + 1
    return Headings(rows[place].number, first, titles_at(rows, place))


def titles_at(rows: Sequence[Row], place: int) -> list[str]:
    """Return each column's title; a merged group above it is put in front ("Ngày sinh – Nam")."""
    cells = rows[place].cells
    above = rows[place - 1].cells if place and rows[place - 1].number == rows[place].number - 1 else []
    width = max(len(cells), len(above))
    own = [*cells, *[""] * (width - len(cells))]
    upper = [*above, *[""] * (width - len(above))]
    # Two rows of headings stand over each other when the lower fills what the upper leaves empty, and the reverse.
    grouped = any(upper[i].strip() and not own[i].strip() for i in range(width)) and any(
        own[i].strip() and not upper[i].strip() for i in range(width)
    )
    if not grouped or sum(1 for text in upper if text.strip()) < 2:
        return [_tidy(text) for text in own]
    found, group = [], ""
    for mine, over in zip(own, upper, strict=True):
        group = _tidy(over) or (group if _tidy(mine) else "")
        title = _tidy(mine)
        found.append(f"{group} – {title}" if group and title and group != title else title or group)
    return found


def _tidy(text: str) -> str:
    return " ".join(text.split())[:200]


def _is_numbering(cells: Sequence[str]) -> bool:
    """Tell whether a row is the usual (1) (2) (3) or A B C under the headings."""
    texts = [fold(cell) for cell in cells if cell.strip()]
    if len(texts) < 3 or not all(_NUMBERING.fullmatch(text) for text in texts):
        return False
    digits = [int(text.strip("()")) for text in texts if text.strip("()").isdigit()]
    return digits == sorted(set(digits)) and (not digits or digits[0] in {1, 2})
