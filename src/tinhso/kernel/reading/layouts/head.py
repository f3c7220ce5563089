"""The head of a document: who issued it, number and symbol, place and date, marks, kind and abstract."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import SequenceMatcher

from tinhso.kernel.foundation.text import fold
from tinhso.kernel.reading.layouts import kinds, vocabulary
from tinhso.kernel.reading.layouts.found import Field
from tinhso.kernel.reading.layouts.positioned import Row
from tinhso.kernel.reading.layouts.symbols import parse_number

Rule = tuple[float, float, float]
"""A drawn line: left, right and how far down, in page widths."""

_COUNTRY = "cong hoa xa hoi chu nghia viet nam"
_MOTTO = "doc lap tu do hanh phuc"
_NUMBER_ROW = re.compile(r"^[s5$3][o06ö]\s*(?:[:.;]|\d)")
_DATE = re.compile(r"n[gq]a?[yuvj]\W*(\d{1,2})\W+than[gq]\W*(\d{1,2}|\S)\W+nam\W*(\d{4})")
"""A date without marks; a slanted y is often taken for a u, a slanted digit for a letter."""
_BEFORE_DAY = re.compile(r"\bn[gq][àaâảãáạ][yuvjỳ]\b", re.IGNORECASE)
_ABOUT = re.compile(r"^v\s?[/\\|li1í!]?\s?[vy][\s.:]", re.IGNORECASE)
_URGENT = {"hoa toc": "hoa-toc", "hoa toc hen gio": "hoa-toc", "thuong khan": "thuong-khan", "khan": "khan"}
_SECRET = {"tuyet mat": "tuyet-mat", "toi mat": "toi-mat", "mat": "mat"}
_STARTS = re.compile(
    r"^(uy ban|ubnd|hoi dong|hdnd|so|bo|chi cuc|cuc|tong cuc|phong|ban|trung tam|van phong|truong|benh vien|thanh tra"
    r"|chinh phu|thu tuong|quoc hoi|tinh uy|dang uy|huyen uy|thanh uy|cong an|hoi|vien|toa an|kho bac|bao hiem|dai|quy"
    r"|tap doan|tong cong ty|cong ty|ngan hang"
    r"|lien doan|mat tran|hat|doi|tram|thu vien|bao tang|nha|doan|vu|bo chi huy)\b"
)
_TOP = 0.62
"""The head ends above this, in page widths (A4 is 1.41 high)."""


_DATE_ABOVE = 0.45


@dataclass
class Head:
    """What was found, and where the body begins."""

    fields: dict[str, Field] = field(default_factory=dict)
    ends: float = 0.0
    column: float = 0.45
    number_row: Row | None = None
    date_row: Row | None = None
    rows: list[Row] = field(default_factory=list)
    """The rows in which issuer and abstract stand."""


def box_of(rows: Sequence[Row], *, high: float = 1.414) -> tuple[float, float, float, float]:
    """Return where rows stand, as shares of the page."""
    return (
        round(max(0.0, min(row.left for row in rows)), 4),
        round(max(0.0, min(row.top for row in rows)) / high, 4),
        round(min(1.0, max(row.right for row in rows)), 4),
        round(min(1.0, max(row.bottom for row in rows) / high), 4),
    )


def made(value: str, sure: float, rows: Sequence[Row], words: str = "") -> Field:
    """Return a field that was read from rows."""
    return Field(value, round(max(0.0, min(1.0, sure)), 3), words, rows[0].words[0].page, box_of(rows))


def alike(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other).ratio()


def read_head(rows: Sequence[Row], rules: Sequence[Rule], coloured: Sequence[Row]) -> Head:
    """Read the first page's head; ``coloured`` are rows of coloured ink alone, where marks of urgency stand."""
    head = Head()
    top = [row for row in rows if row.middle < 0.8]
    head.column = _column(top)
    parts = [part for row in top for part in _parted(row, head.column)]
    left = [row for row in parts if row.centre < head.column + 0.02]
    _read_date(head, top)
    _read_number(head, left)
    level = head.number_row.middle if head.number_row else (head.date_row.middle if head.date_row else 0.22)
    _read_issuer(head, [row for row in left if row.middle < level - 0.4 * row.height])
    floor = max(level, head.date_row.middle if head.date_row else level)
    head.ends = floor
    _read_marks(head, left, top, coloured)
    _read_kind(head, top, left, rules, level, floor)
    return head


def _column(rows: Sequence[Row]) -> float:
    """Return where the right column of the head begins."""
    for row in rows:
        plain = [fold(word.text) for word in row.words]
        for index in range(len(plain) - 2):
            said = " ".join(plain[index : index + 4])
            if alike(said, "cong hoa xa hoi") >= 0.8 or (row.middle < _TOP / 2 and alike(said, "doc lap tu do") >= 0.9):
                start = row.words[index].left
                return start - 0.012 if alike(said, "cong hoa xa hoi") >= 0.8 else start - 0.07
    return 0.45


def _parted(row: Row, column: float) -> list[Row]:
    """Part a row that runs over both columns: at the widest gap near the column's edge."""
    if row.left > column - 0.12 or row.right < column + 0.12 or row.middle > _TOP / 2:
        return [row]
    gaps = [
        (right.left - left.right, index)
        for index, (left, right) in enumerate(zip(row.words, row.words[1:], strict=False), 1)
        if abs((right.left + left.right) / 2 - column) < 0.12
    ]
    if not gaps or max(gaps)[0] < 0.8 * row.height:
        return [row]
    cut = max(gaps)[1]
    return [Row(row.words[:cut]), Row(row.words[cut:])]


def _read_date(head: Head, rows: Sequence[Row]) -> None:
    for row in _continued(rows, head.column):
        found = _DATE.search(row.plain)
        if found is None or row.right < head.column or row.left < head.column - 0.2 or row.middle > _DATE_ABOVE:
            continue
        place = _BEFORE_DAY.split(row.text, maxsplit=1)[0]
        place_words = [word for word in row.words if word.left >= head.column - 0.06]
        if len(place_words) < len(row.words):
            place = _BEFORE_DAY.split(" ".join(word.text for word in place_words), maxsplit=1)[0]
        place = place.strip(" ,.;:_-—|“”‘’'\"`*")
        head.date_row = row
        sure = row.sure
        day = _day(*found.groups())
        if day is None:
            head.fields["issued_on"] = made("", 0.3, [row], row.text)
        else:
            # Days below 10 and the first two months are written with a 0: without it, a digit may be lost.
            short = len(found.group(1)) == 1 or (len(found.group(2)) == 1 and int(found.group(2)) < 3)
            head.fields["issued_on"] = made(day.isoformat(), sure * (0.8 if short else 1), [row], row.text)
        named = bool(place) and place[0].isupper() and all(char.isalpha() or char in " .-'" for char in place)
        head.fields["place"] = made(place, sure if named else 0.5, [row])
        return


def _continued(rows: Sequence[Row], column: float) -> list[Row]:
    """Return rows, a date that breaks before its end joined with the row below it."""
    found = []
    for row in rows:
        part = row.within(column - 0.06, 2)
        if part is not None and re.search(r"ngay|thang", row.plain) and not _DATE.search(row.plain):
            below = [
                other.words
                for other in rows
                if 0.5 * row.height < other.middle - row.middle < 2.2 * row.height and other.left > column - 0.06
            ]
            found.append(Row(part.words + below[0]) if below else row)
        else:
            found.append(row)
    return found


def _day(day: str, month: str, year: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _read_number(head: Head, left: Sequence[Row]) -> None:
    named = [row for row in left if _NUMBER_ROW.match(row.plain + " ")]
    if not named:
        return
    row = next((one for one in named if "/" in one.text), named[0])
    head.number_row = row
    number, symbol, sure = parse_number(row.text)
    if not number and not symbol:
        head.fields["number"] = head.fields["symbol"] = made("", 0.4, [row], row.text)
        return
    head.fields["number"] = made(number, row.sure * sure if number else 0.4, [row], row.text)
    head.fields["symbol"] = made(symbol, row.sure * sure, [row], row.text)


def _read_issuer(head: Head, rows: Sequence[Row]) -> None:
    lines = [row for row in rows if _mostly_capitals(row) and len(re.findall(r"[^\W\d_]", row.text)) >= 2]
    lines = [row for row in lines if alike(row.plain, _COUNTRY) < 0.7 and row.left < head.column]
    if not lines:
        return
    bold = [row.bold for row in lines]
    starts = [index for index, row in enumerate(lines) if _STARTS.match(_plain_start(row))]
    rule = 0.97
    if any(bold) and not all(bold) and bold[-1]:
        cut = bold.index(True)
    elif starts:
        cut = starts[-1]
        if starts[0] != 0:
            rule = 0.8
    else:
        cut, rule = 0, 0.7
    superior, issuer = lines[:cut], lines[cut:]
    head.rows += lines
    head.fields["issuer"] = _body(issuer, rule)
    if superior:
        head.fields["superior"] = _body(superior, rule)
    else:
        head.fields["superior"] = made("", rule, lines[:1])


def _mostly_capitals(row: Row) -> bool:
    """Tell whether a row was printed in capitals, a few of them perhaps misread."""
    letters = [char for char in row.text if char.isalpha()]
    return sum(char.isupper() for char in letters) >= 0.6 * len(letters)


def _body(rows: Sequence[Row], rule: float) -> Field:
    """Return a body's name, its common words as they are written: of what is all known, no mark was lost."""
    name, known = vocabulary.mended(_joined(rows), vocabulary.BODIES)
    sure = min(row.sure for row in rows)
    return made(name, (0.95 if known == 1.0 else sure) * rule, rows)


def _plain_start(row: Row) -> str:
    return re.sub(r"^\W+", "", row.plain)


def _joined(rows: Sequence[Row]) -> str:
    text = " ".join(row.text for row in rows)
    return re.sub(r"\s+", " ", text).strip(" ,.;:_-—|“”‘’'\"`*~")


def _read_marks(head: Head, left: Sequence[Row], top: Sequence[Row], coloured: Sequence[Row]) -> None:
    for name, marks in (("urgency", _URGENT), ("secrecy", _SECRET)):
        best: Field | None = None
        for row in [*coloured, *left, *top]:
            if not row.capitals or row.middle > 0.8 or len(row.text) > 24:
                continue
            plain = re.sub(r"[^a-z ]", "", row.plain).strip()
            mark = max(marks, key=lambda one: alike(one, plain))
            degree = alike(mark, plain)
            if degree < (0.85 if len(mark) > 4 else 0.99):
                continue
            sure = min(1.0, degree * (0.5 + 0.5 * row.sure))
            if best is None or sure > best.sure:
                best = made(marks[mark], sure, [row], row.text)
        head.fields[name] = best or Field("", 0.9)


def _read_kind(
    head: Head, top: Sequence[Row], left: Sequence[Row], rules: Sequence[Rule], level: float, floor: float
) -> None:
    about = next((row for row in left if row.middle > level and _ABOUT.match(fold(row.text) + " ")), None)
    symbol = head.fields.get("symbol", Field()).value
    by_symbol = kinds.by_symbol(symbol)
    below = [row for row in top if row.middle > floor]
    heading = next((row for row in below if _is_heading(row)), None)
    if about is not None and (heading is None or heading.middle > about.middle + 0.25):
        _read_about(head, about, left)
        head.fields["kind"] = made(kinds.LETTER, 0.97 if _ABOUT.match(about.text) else 0.9, [about])
        return
    if heading is not None:
        kind, degree = kinds.by_heading(_letters(heading))
        agrees = by_symbol == kind
        head.fields["kind"] = made(kind, degree * (0.98 if agrees else 0.8), [heading], heading.text)
        _read_abstract(head, heading, below, rules)
        return
    if by_symbol:
        head.fields["kind"] = Field(by_symbol, 0.7)
    elif symbol:
        head.fields["kind"] = Field(kinds.LETTER, 0.7)


def _shouts(row: Row) -> bool:
    """Tell whether a row stands in capitals and is no numeral left over from the row above (quý III)."""
    return row.capitals and not re.fullmatch(r"[IVXLCHl1|]{1,5}\W*", row.text)


def _letters(row: Row) -> str:
    return " ".join(re.findall(r"[a-z]+", row.plain))


def _is_heading(row: Row) -> bool:
    return row.capitals and 0.3 < row.centre < 0.72 and len(row.words) <= 4 and kinds.by_heading(_letters(row))[1] > 0


def _read_about(head: Head, about: Row, left: Sequence[Row]) -> None:
    """Read the abstract of a letter: below the number, after ``V/v``."""
    rows = [about]
    centre, pitch = about.centre, 2.2 * about.height
    for row in sorted(
        (one for one in left if one.middle > about.middle + 0.3 * about.height), key=lambda one: one.middle
    ):
        below = row.middle - rows[-1].middle
        if below < 0.5 * about.height:
            continue
        plain = re.sub(r"[^a-z ]", "", row.plain).strip()
        if below > pitch or plain.startswith(("kinh gui", "den")) or plain in _URGENT or plain in _SECRET:
            break
        if _shouts(row) or abs(row.centre - centre) > 0.09:
            break
        rows.append(row)
    head.rows += rows
    text = _joined(rows)
    text = re.sub(r"^\S{1,4}\s+", "", text, count=1) if _ABOUT.match(fold(text) + " ") else text
    head.fields["abstract"] = made(vocabulary.mended_words(text), min(row.sure for row in rows), rows)


def _read_abstract(head: Head, heading: Row, below: Sequence[Row], rules: Sequence[Rule]) -> None:
    """Read the abstract of a kind with a name: centred below it, above a short line drawn."""
    later = sorted(
        (row for row in below if row.middle > heading.middle + 0.5 * heading.height), key=lambda one: one.middle
    )
    line = min((down for start, end, down in rules if _closes(start, end, down, heading)), default=None)
    rows: list[Row] = []
    for row in later:
        if line is not None and row.middle > line:
            break
        # A stamp or another column beside the abstract is not of it.
        if row.right < heading.left - 0.02 and row.right - row.left < 0.2 and abs(row.centre - heading.centre) > 0.06:
            continue
        gap = row.middle - (rows[-1].middle if rows else heading.middle)
        plain = re.sub(r"[^a-z ]", "", row.plain).strip()
        if gap > (2.9 if not rows else 2.1) * heading.height or (line is None and _shouts(row)):
            break
        if plain.startswith(("can cu ", "kinh gui", "dieu ", "theo de nghi")):
            break
        # The first line of a paragraph of the body is pushed to the right.
        if abs(row.centre - heading.centre) > (0.06 if line is not None else 0.022):
            break
        if line is None and rows:
            wide = rows[-1].right - rows[-1].left
            # Centred lines are full but for the last: after a short one, a longer one begins the body.
            if (heading.bold and not row.bold) or wide < 0.85 * (row.right - row.left):
                break
        rows.append(row)
        if len(rows) == 6:
            break
    if rows:
        certain = 1.0 if line is not None or heading.bold else 0.8
        head.rows += rows
        text = vocabulary.mended_words(_joined(rows))
        head.fields["abstract"] = made(text, min(row.sure for row in rows) * certain, rows)


def _closes(start: float, end: float, down: float, heading: Row) -> bool:
    wide = end - start
    return (
        0.04 < wide < 0.4
        and abs((start + end) / 2 - heading.centre) < 0.06
        and heading.bottom + heading.height < down < heading.bottom + 9 * heading.height
    )
