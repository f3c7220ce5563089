"""Typesetting a document in the layout of Decree 30, and the row with its number that is set on it at issue."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import Any

from tinhso.government.official_documents import kinds
from tinhso.government.official_documents.kinds import DATA
from tinhso.government.official_documents.models import Draft, OutgoingDocument
from tinhso.government.official_documents.states import Urgency
from tinhso.kernel.foundation import clock
from tinhso.kernel.organizations.models import OrganizationUnit, UnitKind
from tinhso.kernel.papers import typesetting
from tinhso.kernel.papers.typesetting import Typeset

_ALONE = {UnitKind.PROVINCE, UnitKind.DISTRICT, UnitKind.COMMUNE}
"""Committees stand alone in the letterhead; other bodies stand under their superior (Phụ lục I, mục II.2)."""
_ARTICLE = re.compile(r"\A((?:Điều|Chương|Mục|Phần)\s+[\dIVXLC]+\.?)\s*(.*)\Z", re.DOTALL)
DEFAULT_STAMPS = {
    "number": {"page": 0, "x": 85.04, "y": 718.0, "width": 459.2, "height": 18.4},
    "person": {"page": -1, "x": 350.0, "y": 120.0, "width": 124.7, "height": 62.4},
    "initial": {"page": -1, "x": 300.0, "y": 120.0, "width": 113.4, "height": 17.0},
}
"""Where signatures go on a file that came ready made: points from the lower left corner; page -1 is the last."""


def typeset(document: OutgoingDocument, draft: Draft, *, number: str = "", day: date | None = None) -> Typeset:
    """Return the document as PDF/A-2b with the rooms for its signatures; ``number`` empty leaves its room free."""
    unit = document.unit
    kind = kinds.kind(document.kind_code)
    data: dict[str, Any] = {
        "kind": kind.name if kind else document.kind_code,
        "letter": bool(kind) and not (kind.abbreviation if kind else ""),
        "subject": draft.subject,
        "addressee": _lines(draft.addressee),
        "grounds": [_ended(words, last) for words, last in _with_last(_lines(draft.grounds))],
        "blocks": blocks(draft.text),
        "recipients": [*(row.name for row in document.recipients.order_by("ordinal")), f"Lưu: {document.archive_mark}"],
        "signer_authority": _lines(document.signer_authority),
        "signer_title": document.signer_title,
        "signer_name": document.signer_name,
        "urgency": str(Urgency(document.urgency).label) if document.urgency else "",
    }
    if number:
        data |= {"number": f"Số: {number}", "place_and_day": place_and_day(unit, day)}
    facts = {
        "title": draft.subject,
        "issuer": unit.name,
        "issuer_lines": issuer_lines(unit.name),
        "superior": unit.parent.name if unit.parent and unit.kind not in _ALONE else "",
    }
    return typesetting.typeset(_source("van-ban.typ"), data, facts, clock.now())


def number_row(number: str, unit: OrganizationUnit, day: date, room: dict[str, float]) -> bytes:
    """Return the row with number, place and day as a small PDF that fills its room."""
    data = {
        "number": f"Số: {number}",
        "place_and_day": place_and_day(unit, day),
        "width": room["width"],
        "height": room["height"],
    }
    return typesetting.typeset(_source("dong-so.typ"), data, {"title": number}, clock.now()).pdf


def place_and_day(unit: OrganizationUnit, day: date | None) -> str:
    """Return place and day as Annex I writes them: days under 10 and the months 1 and 2 carry a zero."""
    if day is None:
        return f"{place(unit)}, ngày … tháng … năm {clock.today().year}"
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"{place(unit)}, ngày {day.day:02d} tháng {month} năm {day.year}"


def place(unit: OrganizationUnit) -> str:
    """Return the place that stands before the day: the area's name without its kind (Phụ lục I, mục II.4)."""
    above: OrganizationUnit | None = unit
    while above is not None:
        if above.area is not None:
            return above.area.name
        above = above.parent
    return "………"


def issuer_lines(name: str) -> list[str]:
    """Return the issuer's name in the lines in which it is set."""
    for start in ("Ủy ban nhân dân ", "Trung tâm Phục vụ hành chính công "):
        if name.lower().startswith(start.lower()):
            return [name[: len(start)].strip(), name[len(start) :]]
    return [name]


def blocks(text: str) -> list[dict[str, str]]:
    """Return the paragraphs of a text: articles with their bold beginning, headings, plain ones."""
    found: list[dict[str, str]] = []
    for line in _lines(text):
        article = _ARTICLE.match(line)
        if line.isupper() and len(line) < 80:
            found.append({"kind": "heading", "lead": "", "text": line})
        elif article:
            found.append({"kind": "article", "lead": article[1], "text": article[2]})
        else:
            found.append({"kind": "plain", "lead": "", "text": line})
    return found or [{"kind": "plain", "lead": "", "text": ""}]


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _with_last(lines: list[str]) -> list[tuple[str, bool]]:
    return [(line, at == len(lines)) for at, line in enumerate(lines, 1)]


def _ended(words: str, last: bool) -> str:
    return words.rstrip(" ;.,") + ("." if last else ";")


@lru_cache(maxsize=8)
def _source(name: str) -> str:
    return (DATA / name).read_text(encoding="utf-8")
