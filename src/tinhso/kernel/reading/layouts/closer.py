"""A second, closer look: head and foot cut out and read by themselves, where a whole page was read in one go before."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from tinhso.kernel.reading.layouts import scans
from tinhso.kernel.reading.layouts.foot import starts_recipients
from tinhso.kernel.reading.layouts.head import read_head
from tinhso.kernel.reading.layouts.positioned import Row, Word, rows

LARGER = 1.6
"""So much larger parts are read than the whole page was."""
SECONDS = 15.0
Box = tuple[float, float, float, float]
"""A part of a page: left, top, right, bottom, in page widths."""


def reread(made: Sequence[scans.Sheet], pages: Sequence[Sequence[Word]]) -> list[list[Word]]:
    """Return the words of each page, those of head and foot read anew."""
    found = [list(page) for page in pages]
    lines = rows(found[0])
    head = read_head(lines, made[0].rules, [])
    floor = max(head.ends, 0.16)
    level = (head.number_row.bottom if head.number_row else floor) + 0.012
    parts = [
        (0.0, 0.0, head.column, level),
        (head.column, 0.0, 1.0, (head.date_row.bottom if head.date_row else floor) + 0.02),
    ]
    kind = head.fields.get("kind")
    if kind is not None and kind.value == "CV":
        parts.append((0.0, level, head.column, min(level + 0.2, _addressed(lines, level))))
    elif kind is not None and kind.box[3]:
        heading = kind.box[1] * 1.414
        parts.append((0.1, heading - 0.01, 1.0, heading + 0.2))
    found[0] = _replaced(made[0], found[0], parts, 1)
    for index in range(len(found) - 1, -1, -1):
        start = next((row for row in reversed(rows(found[index])) if starts_recipients(row)), None)
        if start is not None:
            top, high = start.top - 0.07, made[index].print_.shape[0] / scans.WIDTH
            foot = [(0.5, top, 1.0, min(high, top + 0.45)), (0.0, start.top - 0.008, 0.5, min(high, top + 0.5))]
            found[index] = _replaced(made[index], found[index], foot, index + 1)
            break
    return found


def _addressed(lines: Sequence[Row], below: float) -> float:
    """Return where the head of a letter ends at the latest: at whom it speaks to."""
    return min((row.top for row in lines if row.middle > below and "nh g" in row.plain[:7]), default=2.0) - 0.004


def _replaced(sheet: scans.Sheet, words: Sequence[Word], parts: Sequence[Box], page: int) -> list[Word]:
    kept = list(words)
    for part in parts:
        anew = _part(sheet, part, page)
        if anew:
            kept = [word for word in kept if not _inside(word, part)] + anew
    return kept


def _inside(word: Word, part: Box) -> bool:
    across = (word.left + word.right) / 2
    return part[0] <= across < part[2] and part[1] <= word.middle < part[3]


def _part(sheet: scans.Sheet, part: Box, page: int) -> list[Word]:
    left, top, right, bottom = (round(max(0.0, side) * scans.WIDTH) for side in part)
    cut = sheet.print_[top:bottom, left:right]
    if min(cut.shape[:2], default=0) < 20:
        return []
    larger = cv2.resize(cut, None, fx=LARGER, fy=LARGER, interpolation=cv2.INTER_CUBIC)
    edged = np.pad(larger, 24, constant_values=255).astype(np.uint8)
    read = scans.words(edged, mode=6, seconds=SECONDS, page=page)
    return [_placed(word, left, top) for word in read]


def _placed(word: Word, left: int, top: int) -> Word:
    def across(value: float, start: int) -> float:
        return (value * scans.WIDTH - 24) / LARGER / scans.WIDTH + start / scans.WIDTH

    return Word(
        word.text, across(word.left, left), across(word.top, top), across(word.right, left), across(word.bottom, top),
        word.sure, word.page,
    )  # fmt: skip
