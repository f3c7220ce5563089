"""Words where they stand on a page, and the lines and columns that they make."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median

from tinhso.kernel.foundation.text import fold


@dataclass(frozen=True)
class Word:
    """A word on a page. Places are shares of the page's width (across and down, so that heights compare)."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    sure: float = 1.0
    """How surely it was read, 0 to 1."""
    page: int = 1
    bold: bool = False
    slanted: bool = False

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def height(self) -> float:
        return self.bottom - self.top


@dataclass(frozen=True)
class Row:
    """Words that follow each other on one line, without a gap as wide as that between columns."""

    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def plain(self) -> str:
        """The text without marks, in small letters."""
        return fold(self.text)

    @property
    def left(self) -> float:
        return self.words[0].left

    @property
    def right(self) -> float:
        return self.words[-1].right

    @property
    def top(self) -> float:
        return median(word.top for word in self.words)

    @property
    def bottom(self) -> float:
        return median(word.bottom for word in self.words)

    @property
    def middle(self) -> float:
        return median(word.middle for word in self.words)

    @property
    def centre(self) -> float:
        return (self.left + self.right) / 2

    @property
    def height(self) -> float:
        return median(word.height for word in self.words)

    @property
    def sure(self) -> float:
        """How surely the row was read: its letters' mean, pulled down by the worst word."""
        weights = [max(1, len(word.text)) for word in self.words]
        mean = sum(word.sure * weight for word, weight in zip(self.words, weights, strict=True)) / sum(weights)
        return 0.7 * mean + 0.3 * min(word.sure for word in self.words)

    @property
    def capitals(self) -> bool:
        """Whether nearly all its letters are capitals."""
        letters = [char for char in self.text if char.isalpha()]
        return len(letters) >= 2 and sum(char.isupper() for char in letters) >= 0.85 * len(letters)

    @property
    def bold(self) -> bool:
        return sum(word.bold for word in self.words) * 2 > len(self.words)

    def within(self, left: float, right: float) -> Row | None:
        """Return the part of the row whose words' middles lie between two places across."""
        kept = tuple(word for word in self.words if left <= (word.left + word.right) / 2 < right)
        return Row(kept) if kept else None


COLUMN_GAP = 1.7
"""A gap of so many heights of a line parts columns."""


def rows(words: Iterable[Word], gap: float = COLUMN_GAP) -> list[Row]:
    """Return the rows of one page from top to bottom, parted where a gap is wider than ``gap`` heights."""
    given = [word for word in words if word.text.strip()]
    if not given:
        return []
    usual = median(word.height for word in given)
    lines: list[list[Word]] = []
    for word in sorted(given, key=lambda one: one.middle):
        near = [
            line
            for line in lines[-6:]
            if abs(_level(line, word) - word.middle) < 0.5 * max(min(word.height, usual), 0.6 * usual)
        ]
        if near:
            min(near, key=lambda line: abs(_level(line, word) - word.middle)).append(word)
        else:
            lines.append([word])
    found: list[Row] = []
    for line in lines:
        line.sort(key=lambda one: one.left)
        part = [line[0]]
        for word in line[1:]:
            if word.left - part[-1].right > gap * usual:
                found.append(Row(tuple(part)))
                part = []
            part.append(word)
        found.append(Row(tuple(part)))
    return sorted(found, key=lambda row: (round(row.middle / max(usual, 1e-6) * 2), row.left))


def _level(line: Sequence[Word], word: Word) -> float:
    """Return the line's height on the page beside a word: of its nearest words, since scans lean."""
    nearest = sorted(line, key=lambda one: abs(one.left - word.left))[:3]
    return sum(one.middle for one in nearest) / len(nearest)


def moved(words: Iterable[Word], page: int) -> list[Word]:
    """Return words as those of another page."""
    return [replace(word, page=page) for word in words]


def reading_text(pages: Sequence[Sequence[Row]]) -> str:
    """Return all rows' words, a row a line, a page apart by an empty line."""
    return "\n\n".join("\n".join(row.text for row in page) for page in pages)
