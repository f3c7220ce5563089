"""The foot of a document: for whom it signs, the signer's post and name, and to whom it goes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tinhso.kernel.foundation.text import fold
from tinhso.kernel.reading.layouts import vocabulary
from tinhso.kernel.reading.layouts.found import Field
from tinhso.kernel.reading.layouts.head import alike, made
from tinhso.kernel.reading.layouts.positioned import Row, Word
from tinhso.kernel.reading.names import SURNAMES

_FOR = re.compile(r"^(t\s?/?m|k\s?/?t|t\s?/?l|t\s?/?u\s?/?q|q)\s?[.,]", re.IGNORECASE)
_ACTING = re.compile(r"^[O0]\.\s")
"""“Q.” as it is often misread."""
_NOT_A_NAME = ("ky boi", "nguoi ky", "ngay ky", "co quan", "email", "thoi gian", "da ky", "signature", "chu ky")
_KEPT = re.compile(r"^(L[ưu]u\W{0,2}\s*)V[TIl1]\b")
"""The last entry names the clerk's office (VT), whose T is often taken for an I."""
_STOPS = " ,.;:_-—–|“”‘’'\"`*~•"


def read_foot(pages: Sequence[Sequence[Row]]) -> dict[str, Field]:
    """Read the last page that bears the list of recipients, or the last page."""
    for page in reversed(pages):
        start = next((row for row in reversed(page) if starts_recipients(row)), None)
        if start is not None:
            return _recipients(page, start) | _signer(page, start)
    found = next((page for page in reversed(pages) if page), None)
    return _signer(found, None) if found is not None else {}


def starts_recipients(row: Row) -> bool:
    """Tell whether a row is the heading of the list of recipients (Nơi nhận)."""
    plain = re.sub(r"[^a-z]", "", row.plain)
    return len(plain) < 14 and alike(plain, "noinhan") >= 0.75 and row.left < 0.5


def _recipients(page: Sequence[Row], start: Row) -> dict[str, Field]:
    edge = 0.5
    rows = [
        part
        for row in page
        if row.middle > start.middle + 0.4 * start.height
        and (part := row.within(0, edge)) is not None
        and part.left < 0.42
    ]
    rows.sort(key=lambda row: row.middle)
    entries: list[str] = []
    kept: list[Row] = []
    for row in rows:
        if kept and row.middle - kept[-1].middle > 3.2 * start.height:
            break
        text = row.text.strip()
        opened = re.match(r"^[-–—•+*~=_]+\s*", text)
        text = text[opened.end() :] if opened else text
        if not re.search(r"[^\W\d_]{2}", text):
            continue
        if entries and not opened and not re.match(r"^L[ưuư][uư]\W", text) and not _ended(entries[-1]):
            entries[-1] = f"{entries[-1]} {text}"
        else:
            entries.append(text)
        kept.append(row)
        if re.match(r"^l.{1,2}u\W*\s*v[tr]", fold(entries[-1])) and entries[-1].rstrip().endswith("."):
            break
    if not kept:
        return {"recipients": made("", 0.5, [start])}
    value = "\n".join(_KEPT.sub(r"\1VT", vocabulary.mended_words(entry.strip(_STOPS))) for entry in entries)
    sure = sum(row.sure for row in kept) / len(kept)
    ended = bool(re.match(r"^l.{0,2}u", fold(entries[-1])))
    return {"recipients": made(value, sure * (1 if ended else 0.8), kept)}


def _ended(entry: str) -> bool:
    return entry.rstrip().endswith((";", "."))


def _signer(page: Sequence[Row], start: Row | None) -> dict[str, Field]:
    level = start.middle - 2.6 * start.height if start is not None else 0.6
    column = 0.47
    right = [
        part
        for row in page
        if row.middle >= level and (part := row.within(column, 2)) is not None and part.left > column - 0.02
    ]
    right.sort(key=lambda row: row.middle)
    capitals: list[Row] = []
    name: Row | None = None
    for row in right:
        if any(word in row.plain for word in _NOT_A_NAME):
            continue
        if row.capitals and (name is None or _likely(name) < 1) and len(_letters(row.text)) >= 3:
            if capitals and row.middle - capitals[-1].middle > 2.6 * row.height:
                continue
            capitals.append(row)
        elif capitals and (cleaned := _name(row)) is not None:
            # Below the post stand pen strokes as well, which may be taken for letters: the likeliest name counts.
            candidate = Row(cleaned)
            if name is None or _likely(candidate) > _likely(name):
                name = candidate
    fields: dict[str, Field] = {}
    for_rows = [row for row in capitals if _FOR.match(fold(row.text)) or _ACTING.match(row.text)]
    posts = [row for row in capitals if row not in for_rows]
    # “Q. TRƯỞNG BAN” is post and competence in one.
    fields["competence"] = _text(for_rows, 0.95 if capitals else 0.5)
    fields["position"] = _text(_posts(posts), 0.95 if for_rows and for_rows[0].plain.startswith("q") else 0.5)
    if name is not None:
        known = fold(name.words[0].text) in SURNAMES and len(name.words) > 2
        said = [word.text for word in name.words]
        mended = vocabulary.mended_name(said)
        usual = mended == said and names_somebody(" ".join(said))
        sure = name.sure * (1 if known else 0.7)
        fields["signer"] = made(" ".join(mended), sure if usual else min(sure, 0.8), [name])
    return fields


def names_somebody(text: str) -> bool:
    """Tell whether a text is the whole name of a person: a family name and two or more syllables of names."""
    said = text.split()
    return len(said) > 2 and said[0] in vocabulary.FAMILIES and all(word in vocabulary.NAMES for word in said)


def _likely(row: Row) -> float:
    """Return how much a row looks like a person's name."""
    said = [word.text for word in row.words]
    share = sum(word in vocabulary.NAMES for word in vocabulary.mended_name(said)) / len(said)
    return share + (fold(said[0]) in SURNAMES) + 0.5 * (len(said) > 2) + 0.5 * row.sure


def _text(rows: Sequence[Row], nothing: float) -> Field:
    if not rows:
        return Field("", nothing)
    value = "\n".join(re.sub(r"\s+", " ", row.text).strip(" ,;:_-—|“”‘’'\"`*~") for row in rows)
    value = _ACTING.sub("Q. ", value)
    value, known = vocabulary.mended(value, vocabulary.POSTS)
    sure = 0.95 if known == 1.0 else min(row.sure for row in rows) * 0.9
    if known < 1.0:
        lines = [vocabulary.nearest_post(line) for line in value.split("\n")]
        if all(lines):
            value, sure = "\n".join(lines), max(sure, 0.87)
    return made(value, sure, rows)


def _posts(rows: Sequence[Row]) -> list[Row]:
    """Leave out what a seal's letters were taken for."""
    plain = re.compile(r"[^\W\d_]+([ ,.-]+[^\W\d_]+)*[.,]?")
    kept = [row for row in rows if row.sure > 0.45 and plain.fullmatch(row.text.strip())]
    known = [row for row in rows if vocabulary.mended(row.text, vocabulary.POSTS)[1] == 1.0]
    return known or kept or list(rows)


def _letters(text: str) -> str:
    return "".join(char for char in text if char.isalpha())


def _name(row: Row) -> tuple[Word, ...] | None:
    """Return the words of a row that are a person's name; ``None`` when it is none."""
    kept = tuple(word for word in row.words if re.fullmatch(r"[^\W\d_][^\W\d_'-]*\.?", word.text))
    kept = tuple(word for word in kept if word.text[0].isupper() and not (len(word.text) > 1 and word.text.isupper()))
    # What stands before a family name is a stroke of the pen or of a seal.
    start = next((index for index, word in enumerate(kept[:-2]) if fold(word.text) in SURNAMES), 0)
    kept = kept[start:]
    return kept if 2 <= len(kept) <= 6 else None
