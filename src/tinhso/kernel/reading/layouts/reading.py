"""A whole document: its words, from letters or by Tesseract, and its fields."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from tinhso.kernel.foundation.text import fold
from tinhso.kernel.reading import program, sheets
from tinhso.kernel.reading.layouts import body, closer, kinds, pdf_words, scans, tesseract, vocabulary
from tinhso.kernel.reading.layouts.foot import names_somebody, read_foot
from tinhso.kernel.reading.layouts.found import FIELDS, Field, Layout
from tinhso.kernel.reading.layouts.head import Rule, read_head
from tinhso.kernel.reading.layouts.known import Known
from tinhso.kernel.reading.layouts.positioned import Row, Word, reading_text, rows
from tinhso.kernel.reading.layouts.symbols import mend_symbol

NOBODY = Known()
MOST_PAGES = 40
MOST_SCANNED = 12
"""How many scanned pages are read: the first ones and the last, where head and foot stand."""
AGREED, DIFFERENT, ALONE = 0.93, 0.75, 0.84
"""How sure a field is that two readings gave alike; at most, given differently; at most, given by one alone."""
SECONDS = 90
"""After this long no further page is begun."""


def read(path: Path, media_type: str, known: Known = NOBODY) -> Layout:
    """Read a document from a PDF or a picture; ``Layout(source="none")`` when there are no words to be had.

    ``known`` are names of places and bodies by which what a scan says is mended.
    """
    if media_type == sheets.PDF:
        pages = pdf_words.words(path, MOST_PAGES)
        if pages and pages[0]:
            return of_words(pages, rules=pdf_words.rules(path), total=sheets.count(path, media_type))
    if program.missing():
        return Layout(source="none", pages=sheets.count(path, media_type))
    return _scanned(path, media_type, known)


def of_words(
    pages: Sequence[Sequence[Word]], *, rules: Sequence[Rule] = (), coloured: Sequence[Word] = (), source: str = "text",
    total: int = 0, known: Known = NOBODY,
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
    if source == "ocr":
        fields |= known_names(fields, known)
        if fields.get("kind", Field()).value in body.ADDRESSED and not fields["addressees"].value:
            fields["addressees"] = Field("", ALONE)
    fields |= _symbol(fields)
    ordered = {name: fields.get(name, Field()) for name in FIELDS}
    return Layout(ordered, source, total or len(pages), reading_text(lines))


def _symbol(fields: Mapping[str, Field]) -> dict[str, Field]:
    """Return the symbol as the issuer and the kind say that it must be."""
    symbol = fields.get("symbol")
    if symbol is None or not symbol.value:
        return {}
    kind = fields.get("kind", Field()).value or kinds.LETTER
    return {"symbol": replace(symbol, value=mend_symbol(symbol.value, fields.get("issuer", Field()).value, kind))}


def known_names(fields: Mapping[str, Field], known: Known) -> dict[str, Field]:
    """Return place and bodies as the directory names them: what it has as read is sure, what was mended less so."""
    found = {}
    for name, nearest in (("place", known.place), ("issuer", known.body), ("superior", known.body)):
        field = fields.get(name)
        if field is None or not field.value:
            continue
        value, sure = nearest(field.value)
        if sure == 1.0:
            found[name] = replace(field, value=value, sure=max(field.sure, AGREED))
        elif sure:
            found[name] = replace(field, value=value, sure=min(field.sure, sure), words=field.words or field.value)
        elif name == "place" and known.places:
            found[name] = replace(field, sure=min(field.sure, ALONE))
    return found


def _scanned(path: Path, media_type: str, known: Known) -> Layout:
    total = sheets.count(path, media_type)
    began = time.monotonic()
    pages: list[list[Word]] = []
    made: list[scans.Sheet] = []
    for number, picture in enumerate(sheets.pages(path, media_type, min(total, MOST_SCANNED)), 1):
        left = SECONDS - (time.monotonic() - began)
        if left <= 0:
            break
        sheet = scans.prepared(picture)
        made.append(sheet)
        pages.append(tesseract.page_words(sheet.print_, seconds=min(30.0, left), number=number))
    if not made or not pages[0]:
        return Layout(source="ocr", pages=total)

    def layout(words: Sequence[Sequence[Word]], coloured: Sequence[Word] = ()) -> Layout:
        return of_words(words, rules=made[0].rules, coloured=coloured, source="ocr", total=total, known=known)

    if SECONDS - (time.monotonic() - began) < 10:
        return layout(pages)
    words, coloured = closer.reread(made, pages)
    first, again = layout(pages, coloured), layout(words, coloured)
    return Layout(agreed(first.fields, again.fields), "ocr", total, first.text)


_STROKES = re.compile(r"[LI1|]{2}|\d(?!\d*$)")
"""What TT in a symbol is often taken for."""


_IN_DIRECTORY = frozenset({"place", "issuer", "superior"})


def _twice(name: str, field: Field) -> float:
    """Return how sure a field is that two readings gave alike: both may have misread what is known to be misread."""
    if name == "symbol" and _STROKES.search(field.value):
        return min(field.sure, ALONE)
    if name == "signer" and not names_somebody(field.value):
        return min(field.sure, ALONE)
    if name in _IN_DIRECTORY and field.words and fold(field.value) not in fold(field.words):
        return min(field.sure, ALONE)
    if name == "abstract" and vocabulary.numbered(field.value):
        return min(field.sure, ALONE)
    return max(field.sure, AGREED)


def agreed(first: Mapping[str, Field], again: Mapping[str, Field]) -> dict[str, Field]:
    """Return the fields of two readings: what both read alike is sure, what they read differently is doubtful."""
    fields: dict[str, Field] = {}
    # The better reading of issuer and kind says what both symbols were meant to be.
    better = {name: _better(first.get(name, Field()), again.get(name, Field())) for name in ("issuer", "kind")}
    first, again = ({**read_, **_symbol({**read_, **better})} for read_ in (first, again))
    for name in FIELDS:
        one, other = first.get(name, Field()), again.get(name, Field())
        best = _better(one, other)
        if one.value == other.value:
            fields[name] = replace(best, sure=_twice(name, best)) if one.value else best
        elif one.value and other.value:
            fields[name] = replace(best, sure=min(best.sure, DIFFERENT))
        else:
            fields[name] = replace(best, sure=min(best.sure, ALONE))
    return fields


def _better(one: Field, other: Field) -> Field:
    return other if (bool(other.value), other.sure) > (bool(one.value), one.sure) else one
