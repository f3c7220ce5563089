"""Orders found in the words of a document: which unit, until when, the clause quoted. Proposals: people decide."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tinhso.kernel.foundation.text import fold

_NUMBERED = re.compile(r"^\s*(?:(?:Điều|Khoản|Mục)\s+\d+[.:]?|\d{1,2}[.)]|[a-zđ][.)]|[-–+•])\s*", re.IGNORECASE)
_PLACE = re.compile(r"^\s*((?:Điều|Khoản|Mục)\s+\d+|\d{1,2}[.)]|[a-zđ][.)])", re.IGNORECASE)
_ORDERS = re.compile(
    r"\b(giao|yêu cầu|đề nghị|chỉ đạo|chủ trì|khẩn trương|tập trung|có trách nhiệm|báo cáo|thực hiện|triển khai)\b",
    re.IGNORECASE,
)
_DAY = re.compile(
    r"(?:ngày\s+)?(\d{1,2})\s*(?:/|-|\s+tháng\s+)\s*(\d{1,2})\s*(?:/|-|\s+năm\s+)\s*(20\d\d)", re.IGNORECASE
)
_DUE = re.compile(r"\b(trước|chậm nhất|hoàn thành|xong|muộn nhất|đến hết|trong)\b", re.IGNORECASE)
MOST = 60
MOST_CHARACTERS = 100_000


@dataclass(frozen=True)
class Proposal:
    """One order that was found."""

    clause: str
    """The words of the document, as they stand."""
    place: str
    """Where they stand: “Điều 2”, “3.”; empty when the document does not say."""
    unit_id: UUID | None
    unit_name: str
    due: date | None
    joint: tuple[UUID, ...] = ()
    joint_names: tuple[str, ...] = ()


def find(text: str, units: Mapping[UUID, str]) -> list[Proposal]:
    """Return the clauses that order something of a unit, in the order of the document.

    A clause orders when it names a unit and has a word of ordering. The unit named first leads; others named after
    “phối hợp” join. The last day that follows a word of a term is the due day.
    """
    names = sorted(((_folded(name), key, name) for key, name in units.items()), key=lambda row: -len(row[0]))
    found: list[Proposal] = []
    place = ""
    for paragraph in text[:MOST_CHARACTERS].splitlines():
        words = " ".join(paragraph.split())
        if not words:
            continue
        numbered = _PLACE.match(words)
        place = numbered[1] if numbered else place
        if not _ORDERS.search(words):
            continue
        named = _units_in(_folded(words), names)
        if not named:
            continue
        lead = named[0]
        found.append(
            Proposal(
                clause=_NUMBERED.sub("", words),
                place=place,
                unit_id=lead[1],
                unit_name=lead[2],
                due=_due(words),
                joint=tuple(key for _at, key, _name in named[1:]),
                joint_names=tuple(name for _at, _key, name in named[1:]),
            )
        )
        if len(found) == MOST:
            break
    return found


def _folded(words: str) -> str:
    """Return the words folded, with what documents shorten written out."""
    return re.sub(r"\bubnd\b", "uy ban nhan dan", fold(words))


def _units_in(folded: str, names: list[tuple[str, UUID, str]]) -> list[tuple[int, UUID, str]]:
    """Return the units that the words name, where they stand; a name within a longer one does not count."""
    taken: list[tuple[int, int]] = []
    found: list[tuple[int, UUID, str]] = []
    for name, key, plain in names:
        if len(name) < 5:
            continue
        for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", folded):
            if any(begin < match.end() and match.start() < end for begin, end in taken):
                continue
            taken.append(match.span())
            found.append((match.start(), key, plain))
            break
    return sorted(found, key=lambda row: row[0])


def _due(words: str) -> date | None:
    due = None
    for match in _DAY.finditer(words):
        before = words[max(0, match.start() - 40) : match.start()]
        if not _DUE.search(before):
            continue
        try:
            due = date(int(match[3]), int(match[2]), int(match[1]))
        except ValueError:
            continue
    return due
