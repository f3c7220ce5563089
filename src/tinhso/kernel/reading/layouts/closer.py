"""A second, closer look: the lines of head and foot cut out and read one by one, after the page was read in one go."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from tinhso.kernel.reading.layouts import body, scans, tesseract
from tinhso.kernel.reading.layouts.foot import starts_recipients
from tinhso.kernel.reading.layouts.head import read_head
from tinhso.kernel.reading.layouts.positioned import Row, Word, moved, rows
from tinhso.kernel.reading.layouts.scans import WIDTH, Grey
from tinhso.kernel.reading.layouts.tesseract import Cut

SECONDS = 20.0
COLOURED = 12
"""So many lines of coloured ink are read."""
LONG_STROKE, THIN = 130, 0.3
"""What is wider than this, in pixels, and fills less of its box than this share is a signature, no letter."""
GAP = 34
"""Half of the widest gap, in pixels, between letters of one line."""
SMALLEST, LARGEST = 14, 95
"""Heights of lines of print, in pixels."""


@dataclass(frozen=True)
class Part:
    """A line cut out of a page (from 0), or out of the first page's coloured ink."""

    page: int | None
    picture: Grey
    cut: Cut


def reread(made: Sequence[scans.Sheet], pages: Sequence[Sequence[Word]]) -> tuple[list[list[Word]], list[Word]]:
    """Return the words of each page, those of head and foot read anew, and the words of the first page's colours."""
    found = [list(page) for page in pages]
    cuts = [Part(0, made[0].print_, cut) for cut in _head_cuts(made[0], rows(found[0]))]
    for index in range(len(found) - 1, -1, -1):
        lines = rows(found[index])
        start = next((row for row in reversed(lines) if starts_recipients(row)), None)
        if start is not None:
            cuts += [Part(index, made[index].print_, cut) for cut in _foot_cuts(made[index].print_, lines, start)]
            break
    colour = made[0].colour
    if colour is not None:
        whole = Cut(0, 0, colour.shape[1], colour.shape[0])
        cuts += [Part(None, colour, cut) for cut in list(_lines_of(colour, whole))[:COLOURED]]
    # One call for all: to start the program costs as much as to read ten lines.
    read = tesseract.line_words([(part.picture, part.cut) for part in cuts], seconds=SECONDS)
    coloured: list[Word] = []
    anew: dict[int, list[tuple[Cut, list[Word]]]] = {}
    for part, words in zip(cuts, read, strict=True):
        if part.page is None:
            coloured += words
        elif words:
            anew.setdefault(part.page, []).append((part.cut, moved(words, part.page + 1)))
    for index, lines_read in anew.items():
        kept = [word for word in found[index] if not any(_inside(word, cut) for cut, _words in lines_read)]
        found[index] = kept + [word for _cut, words in lines_read for word in words]
    return found, coloured


def _head_cuts(sheet: scans.Sheet, lines: Sequence[Row]) -> list[Cut]:
    """Return the lines in which the fields of the head stand: issuer and number found anew, a line may be lost."""
    head = read_head(lines, sheet.rules, [])
    upper = [row for row in lines if row.middle < 0.3 and row.centre > head.column]
    country = max((row.bottom for row in upper if _country(row)), default=0.0)
    below_date = max(0.16, head.date_row.bottom + 0.05 if head.date_row else country + 0.07)
    level = head.number_row.bottom if head.number_row else below_date
    left = Cut(0, 0, round(head.column * WIDTH), round((level + 0.008) * WIDTH))
    found = list(_lines_of(sheet.print_, left))
    kind, abstract = head.fields.get("kind"), head.fields.get("abstract")
    if abstract is None and kind is not None and kind.box[3]:
        top = round((kind.box[3] * 1.414 + 0.004) * WIDTH)
        found += list(_lines_of(sheet.print_, Cut(round(0.08 * WIDTH), top, WIDTH, top + round(0.13 * WIDTH))))[:5]
    ends = max(level, head.date_row.bottom if head.date_row else 0)
    if kind is not None and kind.value in body.ADDRESSED and not body.read_addressees(lines, head.ends).value:
        below = Cut(round(0.05 * WIDTH), round(ends * WIDTH), WIDTH, round((ends + 0.24) * WIDTH))
        found += list(_lines_of(sheet.print_, below))[:10]
    if country:
        right = Cut(
            round((head.column - 0.02) * WIDTH), round(country * WIDTH), WIDTH, round((country + 0.075) * WIDTH)
        )
        found += list(_lines_of(sheet.print_, right))[:2]
    elif head.date_row is not None:
        found.append(_around(head.date_row))
    return found + [_around(row) for row in head.rows if not _covered(row, left)]


def _covered(row: Row, cut: Cut) -> bool:
    return row.right * WIDTH < cut.right + 20 and row.middle * WIDTH < cut.bottom


def _country(row: Row) -> bool:
    """Tell whether a row is the country's name or its motto."""
    return any(said in row.plain for said in ("xa hoi chu nghia", "viet nam", "lap", "hanh phuc", "tu do"))


def _around(row: Row) -> Cut:
    """Return the part of the page that a row takes, with room for marks above and below and a lost end."""
    pad = 0.22 * row.height
    top = min(word.top for word in row.words if word.height < 1.6 * row.height)
    bottom = max(word.bottom for word in row.words if word.height < 1.6 * row.height)
    high = row.height
    return Cut(
        round((row.left - 0.5 * high) * WIDTH), round((max(top, row.top - 0.45 * high) - pad) * WIDTH),
        round((row.right + 0.9 * high) * WIDTH), round((min(bottom, row.bottom + 0.4 * high) + pad) * WIDTH),
    )  # fmt: skip


def _foot_cuts(page: Grey, lines: Sequence[Row], start: Row) -> list[Cut]:
    """Return the lines of the list of recipients, and those of the signature: found anew where a seal hid them."""
    edge = max(
        [
            0.47,
            *(row.right + 0.01 for row in lines if row.middle > start.middle and row.left < 0.3 and row.right < 0.56),
        ]
    )
    top = start.top - 1.4 * start.height
    bottom = min(page.shape[0], round((top + 0.36) * WIDTH))
    listed = Cut(0, round((start.bottom + 0.1 * start.height) * WIDTH), round(min(edge, 0.5) * WIDTH), bottom)
    signed = Cut(round(edge * WIDTH), round(top * WIDTH), WIDTH, bottom)
    return [*list(_lines_of(page, listed))[:14], *_lines_of(page, signed)]


def _lines_of(page: Grey, part: Cut) -> Iterable[Cut]:
    """Yield the lines of print in a part of a page: pieces of ink that follow each other, without pen strokes."""
    cut = part.of(page)
    if not cut.size:
        return
    dark = scans.darker(cut, 150)
    count, _labels, stats, _centres = cv2.connectedComponentsWithStats(dark, connectivity=8)
    letters: list[tuple[int, int, int, int]] = []
    for index in range(1, count):
        left, top, wide, high, area = (int(value) for value in stats[index])
        if wide > LONG_STROKE and area < THIN * wide * high:
            continue
        if SMALLEST <= high <= LARGEST and wide < 4 * LARGEST and area > 40:
            letters.append((left, top, wide, high))
    mask = np.zeros_like(dark)
    for left, top, wide, high in letters:
        # Letters of a line share their middle; their marks and tails may touch the next line's.
        middle = slice(top + high // 3, top + max(high // 3 + 1, 2 * high // 3))
        mask[middle, max(0, left - GAP) : left + wide + GAP] = 255
    count, _labels, stats, _centres = cv2.connectedComponentsWithStats(mask, connectivity=8)
    for left, top, wide, high, _area in sorted(stats[1:count].tolist(), key=lambda one: one[1]):
        own = [
            one
            for one in letters
            if left <= one[0] + one[2] / 2 < left + wide and top <= one[1] + one[3] / 2 <= top + high
        ]
        if len(own) < 2:
            continue
        above, below = min(one[1] for one in own), max(one[1] + one[3] for one in own)
        yield Cut(part.left + left, part.top + above - 14, part.left + left + wide, part.top + below + 8)


def _inside(word: Word, cut: Cut) -> bool:
    across = (word.left + word.right) / 2 * WIDTH
    return cut.left <= across < cut.right and cut.top <= word.middle * WIDTH < cut.bottom
