"""Whom a paper names: the names and personal numbers on it, and whether they are those of the people expected.

Marks are left out and errors of reading are borne: a page is said to name another person only when a name stands
after a label, was read with certainty, and is nobody's who belongs to the application.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from tinhso.kernel.foundation.text import fold
from tinhso.kernel.reading.program import SURE, Line

LABELS = re.compile(
    r"\b(?:ho (?:va |chu dem |chu dem va |dem va )?ten(?: khai sinh| goi khac)*(?: full ?name)?|full ?name"
    r"|cap (?:cho|co|ch0)|chung nhan(?: ong| ba)|xet de nghi cua(?: ong)?(?: ba)?|nguoi duoc khai sinh)\b"
)
"""What stands before the name of whose paper it is, without marks and stops."""
NUMBER_LABELS = re.compile(r"dinh danh|can cuoc|cccd|cmnd|\bso no\b|identification number")
_TITLES = frozenset({"ong", "ba", "anh", "chi", "em", "chau", "ongba", "cho"})
_NEXT_FIELD = frozenset(
    [
        "ngay",
        "gioi",
        "dan",
        "quoc",
        "so",
        "noi",
        "que",
        "date",
        "sex",
        "nam",
        "nu",
        "dia",
        "nghe",
        "chuc",
        "ky",
        "cccd",
        "cmnd",
        "sinh",
        "nguoi",
    ]
)
_NUMBER = re.compile(r"(?<!\d)(\d(?:[ .]?\d){11}|\d(?:[ .]?\d){8})(?!\d)")
_MRZ = re.compile(r"^([A-Z]+)<<([A-Z]+(?:<[A-Z]+)*)<{2,}")
_SURNAMES = (
    "nguyen tran le pham hoang huynh phan vu vo dang bui do ho ngo duong ly trinh mai luong ha dao doan "
    "dinh to ta lam lo vi quach cam truong cao chu ton tong thai thach kim luu la lai khuc kieu giang duc "
    "dam diep bach au an ung vuong van uong tieu thieu thi than tang sung son quang phung phu nong ngan "
    "ninh mac mach ma lu lieng leo len lau lang kha khuong hua hung hau han giap gia dong doi dieu de dau "
    "dan cu chau che cat bo be banh ba hoa hong phi thao cung mua hang vang ban trieu chao phuong ky "
    "tuong tao xa y h"
)
SURNAMES = frozenset(_SURNAMES.split())


@dataclass(frozen=True)
class Expected:
    """Somebody who belongs to an application."""

    name: str
    number: str = ""


@dataclass(frozen=True)
class Stranger:
    """Whom a page names that nobody expects: the name or the number as read."""

    name: str
    number: str = ""


def named(read: list[Line]) -> dict[str, Any]:
    """Return what a page says of persons: ``names`` after a label and ``numbers``, each with its certainty."""
    names: dict[str, float] = {}
    numbers: dict[str, float] = {}
    rest = [*read, Line("", 0.0, ())]
    for index, (line, following) in enumerate(pairwise(rest)):
        words = _words(line)
        plain = " ".join(word.plain for word in words)
        for found in LABELS.finditer(plain):
            after = words[plain.count(" ", 0, found.end()) + 1 :]
            # On a card the label goes on in English.
            english = next((place for place, word in enumerate(after[:3], 1) if word.plain == "name"), 0)
            after = after[english:]
            name = _name(after) or (_name(_words(following)) if len(after) < 2 else None)
            if name is not None:
                names[name[0]] = max(name[1], names.get(name[0], 0.0))
        machine = _MRZ.match(line.text.replace(" ", ""))
        if machine:
            coded = f"{machine.group(1)} {machine.group(2).replace('<', ' ')}"
            names[coded] = max(line.sure, names.get(coded, 0.0))
        before = " ".join(word.plain for word in _words(read[index - 1])) if index else ""
        if NUMBER_LABELS.search(plain) or NUMBER_LABELS.search(before):
            for text in _NUMBER.findall(line.text):
                digits = re.sub(r"\D", "", text)
                numbers[digits] = max(_sureness(line, digits), numbers.get(digits, 0.0))
    return {
        "names": [[name, round(sure)] for name, sure in names.items()][:20],
        "numbers": [[number, round(sure)] for number, sure in numbers.items()][:20],
    }


@dataclass(frozen=True)
class _Word:
    text: str
    plain: str
    sure: float
    ends: bool
    """Whether a stop follows: the name is over."""


def _words(line: Line) -> list[_Word]:
    """Return the words of a line without stops, each also without marks."""
    found = []
    for text, sure in line.words:
        bare = re.sub(r"[^\w]", "", text)
        if bare:
            found.append(_Word(bare, fold(bare).replace(" ", ""), sure, text[-1] in ",;.("))
    return found


def _name(words: list[_Word]) -> tuple[str, float] | None:
    """Return the name with which the words begin, and how surely its words were read; ``None`` when it is none."""
    while words and words[0].plain in _TITLES:
        words = words[1:]
    kept: list[_Word] = []
    for word in words[:6]:
        # Names are written with capitals; what follows in small letters is the sentence going on.
        if not word.text[0].isupper() or word.text.isdigit() or (len(kept) >= 2 and word.plain in _NEXT_FIELD):
            break
        kept.append(word)
        if word.ends:
            break
    if len(kept) < 2 or kept[0].plain not in SURNAMES:
        return None
    return " ".join(word.text for word in kept), min(word.sure for word in kept)


def _sureness(line: Line, digits: str) -> float:
    parts = [sure for word, sure in line.words if re.sub(r"\D", "", word) and re.sub(r"\D", "", word) in digits]
    return min(parts, default=0.0)


def strangers(pages: Sequence[Mapping[str, Any]], expected: Iterable[Expected]) -> dict[int, Stranger]:
    """Return, by the number of the page, whom the pages of a file name that is none of those expected.

    A file that names one of them on any page is theirs, whoever else stands in it: contracts have two parties.
    """
    people = [person for person in expected if person.name.strip()]
    if not people or any(_names_somebody(page, people) for page in pages):
        return {}
    found = {int(page["number"]): _stranger(page, people) for page in pages}
    return {number: somebody for number, somebody in found.items() if somebody is not None}


def _names_somebody(page: Mapping[str, Any], people: Sequence[Expected]) -> bool:
    """Tell whether a page names one of the people: by number, or by name unless it bears another's number."""
    numbers = [str(number) for number, _sure in page.get("numbers", ())]
    known = [person.number for person in people if person.number]
    if any(_same_number(number, other) for number in numbers for other in known):
        return True
    names = [str(name) for name, _sure in page.get("names", ())]
    meant = [person for person in people if any(_same_name(name, person.name) for name in names)]
    return bool(meant) and _foreign_number(page, meant) is None


def _stranger(page: Mapping[str, Any], people: Sequence[Expected]) -> Stranger | None:
    names = [(str(name), float(sure)) for name, sure in page.get("names", ())]
    number = _foreign_number(page, people)
    for name, sure in names:
        if any(_same_name(name, person.name) for person in people):
            # The same name and another number: a namesake's paper.
            return Stranger(name, number) if number is not None else None
        apart = min(_apart(name, person.name) for person in people)
        if sure >= SURE or apart >= 4 or (number is not None and apart >= 2):
            return Stranger(name, number or "")
    return Stranger("", number) if number is not None else None


def _foreign_number(page: Mapping[str, Any], people: Sequence[Expected]) -> str | None:
    """Return the one number on a page, read with certainty, that is far from that of each of the people."""
    theirs = [person.number for person in people if len(person.number) == 12]
    whole = [str(number) for number, sure in page.get("numbers", ()) if len(str(number)) == 12 and sure >= SURE + 20]
    if len(theirs) < len(people) or len(whole) != 1:
        return None
    return whole[0] if min(_digits_apart(whole[0], number) for number in theirs) >= 5 else None


def _same_name(read: str, expected: str) -> bool:
    ours, theirs = _plain(read), _plain(expected)
    if not ours or not theirs:
        return False
    if ours == theirs or ours[: len(theirs)] == theirs:
        return True
    if len(ours) != len(theirs):
        return False
    return all(_same_word(one, other) for one, other in zip(ours, theirs, strict=True))


def _plain(name: str) -> list[str]:
    return re.findall(r"[a-z']+", fold(name))


_LOOK_ALIKE = str.maketrans({"l": "i", "j": "i", "1": "i", "0": "o", "q": "g", "c": "e"})


def _same_word(one: str, other: str) -> bool:
    """Tell whether two words without marks are one, one of them perhaps misread."""
    if one == other or one.translate(_LOOK_ALIKE) == other.translate(_LOOK_ALIKE):
        return True
    # One letter of a long word may be wrong; short words differ by one letter and are other names (An, Ân, Anh).
    return min(len(one), len(other)) >= 5 and len(one) == len(other) and _digits_apart(one, other) == 1


def _apart(one: str, other: str) -> int:
    """Return how many letters must change to make one name of the other (Levenshtein)."""
    ours, theirs = "".join(_plain(one)), "".join(_plain(other))
    row = list(range(len(theirs) + 1))
    for place, letter in enumerate(ours, 1):
        before, row[0] = row[0], place
        for index, wanted in enumerate(theirs, 1):
            before, row[index] = row[index], min(row[index] + 1, row[index - 1] + 1, before + (letter != wanted))
    return row[-1]


def _same_number(one: str, other: str) -> bool:
    return len(one) == len(other) and _digits_apart(one, other) <= 2


def _digits_apart(one: str, other: str) -> int:
    if len(one) != len(other):
        return max(len(one), len(other))
    return sum(a != b for a, b in zip(one, other, strict=True))
