"""A whole document: its words, from letters or by Tesseract, and its fields."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from tinhso.kernel.reading import letters, sheets
from tinhso.kernel.reading.layouts import body, closer, kinds, pdf_words, scans, vocabulary
from tinhso.kernel.reading.layouts.foot import read_foot
from tinhso.kernel.reading.layouts.found import FIELDS, Field, Layout
from tinhso.kernel.reading.layouts.head import Rule, mend_symbol, read_head
from tinhso.kernel.reading.layouts.positioned import Row, Word, reading_text, rows

MOST_PAGES = 40
MOST_SCANNED = 12
"""How many scanned pages are read: the first ones and the last, where head and foot stand."""
AGREED, DIFFERENT, ALONE = 0.93, 0.75, 0.84
"""How sure a field is that two readings gave alike; at most, given differently; at most, given by one alone."""
SECONDS = 90
"""After this long no further page is begun."""


def read(path: Path, media_type: str) -> Layout:
    """Read a document from a PDF or a picture; ``Layout(source="none")`` when there are no words to be had."""
    if media_type == sheets.PDF:
        pages = pdf_words.words(path, MOST_PAGES)
        if pages and pages[0]:
            return of_words(pages, rules=pdf_words.rules(path), total=sheets.count(path, media_type))
    if letters.missing():
        return Layout(source="none", pages=sheets.count(path, media_type))
    return _scanned(path, media_type)


def of_words(
    pages: Sequence[Sequence[Word]], *, rules: Sequence[Rule] = (), coloured: Sequence[Word] = (), source: str = "text",
    total: int = 0,
) -> Layout:  # fmt: skip
    """Read the fields from each page's words; ``rules`` are lines drawn, ``coloured`` coloured words of the first."""
    lines: list[list[Row]] = [rows(page) for page in pages]
    if not lines or not lines[0]:
        return Layout(source=source, pages=total or len(pages))
    head = read_head(lines[0], rules, rows(coloured))
    fields: dict[str, Field] = dict(head.fields)
    fields["addressees"] = body.read_addressees(lines[0], head.ends)
    issued = fields["issued_on"].day if "issued_on" in fields else None
    fields["due_on"] = body.read_deadline(lines, issued, head.ends)
    fields |= read_foot(lines)
    symbol = fields.get("symbol")
    if symbol is not None and symbol.value:
        kind = fields.get("kind", Field()).value or kinds.LETTER
        mended = mend_symbol(symbol.value, fields.get("issuer", Field()).value, kind)
        fields["symbol"] = replace(symbol, value=mended)
    ordered = {name: fields.get(name, Field()) for name in FIELDS}
    return Layout(ordered, source, total or len(pages), reading_text(lines))


def _scanned(path: Path, media_type: str) -> Layout:
    total = sheets.count(path, media_type)
    began = time.monotonic()
    pages: list[list[Word]] = []
    made: list[scans.Sheet] = []
    coloured: list[Word] = []
    for number, picture in enumerate(sheets.pages(path, media_type, min(total, MOST_SCANNED)), 1):
        left = SECONDS - (time.monotonic() - began)
        if left <= 0:
            break
        sheet = scans.prepared(picture)
        made.append(sheet)
        if number == 1 and sheet.coloured > scans.LEAST_COLOUR:
            coloured = scans.words(sheet.colour, mode=11, seconds=min(15.0, left), page=1)
        pages.append(scans.words(sheet.print_, mode=3, seconds=min(30.0, left), page=number))
    if not made or not pages[0]:
        return Layout(source="ocr", pages=total)
    rules = made[0].rules
    first = of_words(pages, rules=rules, coloured=coloured, source="ocr", total=total)
    if SECONDS - (time.monotonic() - began) < 10:
        return first
    again = of_words(closer.reread(made, pages), rules=rules, coloured=coloured, source="ocr", total=total)
    return Layout(agreed(first.fields, again.fields), "ocr", total, first.text)


_STROKES = re.compile(r"[LI1|]{2}|\d(?!\d*$)")
"""What TT in a symbol is often taken for."""


def _twice(name: str, field: Field) -> float:
    """Return how sure a field is that two readings gave alike: both may have misread what is known to be misread."""
    if name == "symbol" and _STROKES.search(field.value):
        return min(field.sure, ALONE)
    if name == "signer" and not all(word in vocabulary.NAMES for word in field.value.split()):
        return min(field.sure, ALONE)
    return max(field.sure, AGREED)


def agreed(first: Mapping[str, Field], again: Mapping[str, Field]) -> dict[str, Field]:
    """Return the fields of two readings: what both read alike is sure, what they read differently is doubtful."""
    fields = {}
    for name in FIELDS:
        one, other = first.get(name, Field()), again.get(name, Field())
        better = other if (bool(other.value), other.sure) > (bool(one.value), one.sure) else one
        if one.value == other.value:
            fields[name] = replace(better, sure=_twice(name, better)) if one.value else better
        elif one.value and other.value:
            fields[name] = replace(better, sure=min(better.sure, DIFFERENT))
        else:
            fields[name] = replace(better, sure=min(better.sure, ALONE))
    return fields
