"""The words of a PDF's text layer with their places. A scan with a layer of its own is a text layer as well."""

from __future__ import annotations

import ctypes
from pathlib import Path

import pypdfium2
from pypdfium2 import raw

from tinhso.kernel.foundation.text import normalise_tones
from tinhso.kernel.reading.layouts.positioned import Word

LEAST = 40
"""Fewer letters than this on a page, and it is a scan."""
_SPACE = 0.12
"""A gap of so many heights of the letters parts words."""


def words(path: Path, most: int) -> list[list[Word]]:
    """Return the words of each of the first ``most`` pages; an empty list for a page without letters of its own."""
    document = pypdfium2.PdfDocument(path)
    try:
        return [_page(document[index], index + 1) for index in range(min(most, len(document)))]
    finally:
        document.close()


def _page(page: pypdfium2.PdfPage, number: int) -> list[Word]:
    wide, high = page.get_size()
    text = page.get_textpage()
    try:
        found = _words(text, wide, high, number)
    finally:
        text.close()
        page.close()
    return found if sum(len(word.text) for word in found) >= LEAST else []


def _words(text: pypdfium2.PdfTextPage, wide: float, high: float, number: int) -> list[Word]:
    count = text.count_chars()
    found: list[Word] = []
    letters: list[str] = []
    box: list[float] = []
    weight = slant = 0
    codes = [raw.FPDFText_GetUnicode(text, index) for index in range(count)]

    def finish() -> None:
        if letters:
            left, bottom, right, top = box
            found.append(
                Word(
                    normalise_tones("".join(letters)),
                    left / wide, (high - top) / wide, right / wide, (high - bottom) / wide,
                    1.0, number, weight * 2 > len(letters), slant * 2 > len(letters),
                )
            )  # fmt: skip
            letters.clear()
            box.clear()

    for index, code in enumerate(codes):
        letter = chr(code) if code else ""
        if not letter or letter.isspace() or code in (0xFFFE, 0x2):
            # The library adds spaces and ends of lines where fonts meet; only a gap that one sees parts words.
            if raw.FPDFText_IsGenerated(text, index):
                continue
            finish()
            weight = slant = 0
            continue
        left, bottom, right, top = text.get_charbox(index, loose=True)
        if box and (left - box[2] > _SPACE * (top - bottom) or abs(bottom - box[1]) > 0.5 * (top - bottom)):
            finish()
            weight = slant = 0
        bold, slanted = _style(text, index)
        weight, slant = weight + bold, slant + slanted
        letters.append(letter)
        box[:] = [left, bottom, right, top] if not box else [
            min(box[0], left), min(box[1], bottom), max(box[2], right), max(box[3], top),
        ]  # fmt: skip
    finish()
    return found


def _style(text: pypdfium2.PdfTextPage, index: int) -> tuple[bool, bool]:
    """Tell whether a letter is bold and whether it is slanted, by its font's name."""
    buffer = ctypes.create_string_buffer(128)
    flags = ctypes.c_int()
    raw.FPDFText_GetFontInfo(text, index, buffer, 128, ctypes.byref(flags))
    name = buffer.value.lower()
    return b"bold" in name or b"black" in name, b"italic" in name or b"oblique" in name


def rules(path: Path) -> list[tuple[float, float, float]]:
    """Return the level lines drawn on the first page: left, right and how far down, in page widths."""
    document = pypdfium2.PdfDocument(path)
    try:
        page = document[0]
        wide, high = page.get_size()
        found = []
        for item in page.get_objects(filter=(raw.FPDF_PAGEOBJ_PATH,), max_depth=3):
            left, bottom, right, top = item.get_bounds()
            if right - left > 10 and top - bottom < 3:
                found.append((left / wide, right / wide, (high - (bottom + top) / 2) / wide))
        page.close()
        return found
    finally:
        document.close()
