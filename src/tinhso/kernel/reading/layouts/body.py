"""The body of a document: to whom it speaks, and until when something is to be done."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from tinhso.kernel.foundation.text import fold
from tinhso.kernel.reading.layouts import kinds, vocabulary
from tinhso.kernel.reading.layouts.found import Field
from tinhso.kernel.reading.layouts.head import alike, made
from tinhso.kernel.reading.layouts.positioned import Row, Word

ADDRESSED = frozenset({kinds.LETTER, "TTr"})
"""Kinds that always say to whom they speak."""
_STOPS = " ,.;:_—–|“”‘’'\"`*~"
_HOUR = r"(?:\d{1,2} ?(?:gio|h|g) ?\d{0,2} ?(?:phut)?,? ?)?"
_DAY = (
    r"(?:(?P<d>\d{1,2}) ?[/.-] ?(?P<m>\d{1,2})(?: ?[/.-] ?(?P<y>\d{4}))?"
    r"|(?P<d2>\d{1,2}) thang (?P<m2>\d{1,2})(?:(?:,| nay)? nam (?P<y2>\d{4}))?)(?![\d/])"
)
DEADLINE = re.compile(
    r"(?:truoc|cham nhat(?: la| den het| den| vao)?|khong qua|den het|han cuoi|han chot|thoi han:?)"
    rf" {_HOUR}(?:den )?(?:het )?(?:ngay )?{_DAY}"
)
"""Words that set a deadline, without marks, with its day."""
_SPAN = re.compile(r"trong (?:thoi han|thoi gian|vong) (\d{1,3}) (?:\(\w+\) )?(ngay(?: lam viec)?|thang|gio)")


def read_deadline(pages: Sequence[Sequence[Row]], issued: date | None, below: float) -> Field:
    """Return the deadline that the document sets; days before that of issue are no deadline.

    Several different days make it doubtful: the earliest is given. A span ("trong thời hạn 05 ngày làm việc")
    has no day; its words are given, doubtful.
    """
    words = [
        word
        for page in pages
        for row in page
        if not (row.words[0].page == 1 and row.middle < below)
        for word in row.words
    ]
    text, starts = _running(words)
    found: list[tuple[date, Field]] = []
    for match in DEADLINE.finditer(text):
        said = [word for word, start in zip(words, starts, strict=True) if match.start() <= start < match.end()]
        day = _day(match, issued)
        shown = " ".join(word.text for word in said)
        if day is None or (issued is not None and day < issued):
            continue
        certain = 1.0 if match["y"] or match["y2"] else 0.75
        row = Row(tuple(word for word in said if word.page == said[0].page))
        found.append((day, made(day.isoformat(), row.sure * certain, [row], shown)))
    if not found:
        span = _SPAN.search(text)
        if span is None:
            return Field("", 0.9)
        said = [word for word, start in zip(words, starts, strict=True) if span.start() <= start < span.end()]
        return made("", 0.5, [Row(tuple(said))], " ".join(word.text for word in said))
    day, first = min(found, key=lambda one: one[0])
    if any(other != day for other, _field in found):
        return Field(first.value, min(first.sure, 0.7), first.words, first.page, first.box)
    return first


def _running(words: Sequence[Word]) -> tuple[str, list[int]]:
    text, starts, at = [], [], 0
    for word in words:
        plain = fold(word.text)
        starts.append(at)
        text.append(plain)
        at += len(plain) + 1
    return " ".join(text), starts


def _day(match: re.Match[str], issued: date | None) -> date | None:
    day, month = int(match["d"] or match["d2"]), int(match["m"] or match["m2"])
    year = match["y"] or match["y2"]
    try:
        if year:
            return date(int(year), month, day)
        if issued is None:
            return None
        found = date(issued.year, month, day)
        return found if found >= issued else found.replace(year=issued.year + 1)
    except ValueError:
        return None


def read_addressees(rows: Sequence[Row], below: float) -> Field:
    """Return whom a letter speaks to: after “Kính gửi”, one or a list."""
    start = next((row for row in rows if row.middle > below and row.middle < 1.0 and _speaks(row)), None)
    if start is None:
        return Field("", 0.9)
    first = [index for index, word in enumerate(start.words) if fold(word.text).startswith(("gui", "gir", "gii"))]
    rest = start.words[first[0] + 1 :] if first else start.words[2:]
    rest = tuple(word for word in rest if word.text.strip(" :;.")) if rest else ()
    level = start.middle
    later = [
        row for row in rows if row.middle > level - 0.5 * start.height and row is not start and row.left > start.left
    ]
    listed: list[Row] = [Row(rest)] if rest else []
    edge = listed[0].left if listed else None
    for row in later:
        if edge is None:
            edge = row.left
        last = listed[-1] if listed else None
        if last is not None and (row.middle - last.middle > 2.6 * start.height or last.text.rstrip().endswith(".")):
            break
        if row.left < edge - 0.02:
            break
        listed.append(row)
    if not listed:
        return made("", 0.4, [start])
    entries: list[str] = []
    for row in listed:
        opened = re.match(r"^[-–—•+*]+\s*", row.text)
        text = row.text[opened.end() :] if opened else row.text
        if entries and not opened and not entries[-1].rstrip().endswith((";", ".")):
            entries[-1] = f"{entries[-1]} {text}"
        else:
            entries.append(text)
    value = "\n".join(vocabulary.mended_words(entry.strip(_STOPS + "-")) for entry in entries)
    return made(value, min(row.sure for row in listed), [start, *listed])


_SPEAKS = re.compile(r"\w?\w?nh gu[iu]\W* [-:]")
"""To whom a letter speaks, beside a stamp of arrival."""


def _speaks(row: Row) -> bool:
    plain = re.sub(r"[^a-z ]", "", row.plain).strip()
    return (
        plain.startswith(("kinh gui", "inh gui"))
        or bool(_SPEAKS.search(row.plain))
        or (alike(plain[:8], "kinh gui") >= 0.75 and ":" in row.text[:14])
    )
