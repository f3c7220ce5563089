"""The text layer of files, what it proposes for the fields of a document, and what is searched."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

import pypdfium2

from tinhso.government.official_documents import kinds, symbols
from tinhso.government.official_documents.states import Urgency
from tinhso.kernel.files.kinds import PDF
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.files.services import content_path
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.text import fold
from tinhso.kernel.reading.layouts import Layout

MOST_TEXT = 60_000
"""Letters of a file's text layer that are kept and searched."""
MOST_PAGES = 200
_SEARCHED = 40_000
_FROM_LAYOUT = {
    "sender_name": "issuer",
    "issued_on": "issued_on",
    "subject": "abstract",
    "due_on": "due_on",
    "signer_name": "signer",
    "signer_position": "position",
}


def of_file(file: StoredFile) -> str:
    """Return the text layer of a PDF, NFC and page by page; empty for a scan without one and for other files."""
    if file.media_type != PDF:
        return ""
    pages: list[str] = []
    try:
        with pypdfium2.PdfDocument(content_path(file)) as paper:
            for at in range(min(len(paper), MOST_PAGES)):
                page = paper[at]
                pages.append(page.get_textpage().get_text_bounded())
                if sum(map(len, pages)) > MOST_TEXT:
                    break
    except pypdfium2.PdfiumError:
        return ""
    text = unicodedata.normalize("NFC", "\n".join(pages)).replace("\r\n", "\n").replace("\x00", "")
    return text[:MOST_TEXT]


def page_count(file: StoredFile) -> int | None:
    """Return how many pages a PDF has; ``None`` for another file."""
    if file.media_type != PDF:
        return None
    try:
        with pypdfium2.PdfDocument(content_path(file)) as paper:
            return len(paper)
    except pypdfium2.PdfiumError:
        return None


def proposals(layout: Layout) -> dict[str, dict[str, Any]]:
    """Return what a page says of itself: ``{field: {"value", "doubtful", "words"}}``; the clerk confirms each."""
    found: dict[str, dict[str, Any]] = {}
    for field, source in _FROM_LAYOUT.items():
        read = getattr(layout, source)
        if read.value:
            found[field] = {"value": read.value.split("\n")[0], "doubtful": read.doubtful, "words": read.words[:200]}
    number, symbol = layout.number, layout.symbol
    if number.value and symbol.value:
        rest = symbol.value if "/" not in symbol.value else symbol.value.split("/", 1)[-1]
        text = symbols.tidy(f"{int(number.value):02d}/{rest}" if number.value.isdigit() else f"{number.value}/{rest}")
        found["symbol"] = {"value": text, "doubtful": number.doubtful or symbol.doubtful, "words": symbol.words[:200]}
    kind = kinds.by_abbreviation(layout.kind.value) or (kinds.kind(kinds.LETTER) if layout.kind.value == "CV" else None)
    if kind is not None:
        found["kind_code"] = {"value": kind.code, "doubtful": layout.kind.doubtful, "words": layout.kind.words[:200]}
    if layout.urgency.value:
        at = next((level for level in Urgency if fold(str(level.label)) == fold(layout.urgency.value)), None)
        if at:
            found["urgency"] = {"value": int(at), "doubtful": layout.urgency.doubtful, "words": ""}
    if layout.pages:
        found["pages"] = {"value": layout.pages, "doubtful": False, "words": ""}
    return found


def searchable(document: Any, pages: Iterable[str]) -> str:
    """Return the folded text in which a document is found: its fields first, then its pages."""
    fields = [getattr(document, name, "") or "" for name in ("symbol", "subject", "sender_name", "signer_name", "note")]
    if getattr(document, "number", None):
        fields.append(str(document.number))
    return fold(" ".join([*fields, *pages]))[:_SEARCHED]


def day(text: str) -> date | None:
    """Return the day that a text names: ``2026-11-21`` or ``21/11/2026``; ``None`` when it is none."""
    for form in ("%Y-%m-%d", "%d/%m/%Y", "%Y/%m/%d"):
        try:
            return datetime.strptime(text.strip(), form).replace(tzinfo=clock.VIETNAM).date()
        except ValueError:
            continue
    return None


def end_of(last: date | None) -> datetime | None:
    """Return the end of a last day: work is late from the next morning."""
    return datetime.combine(last, time(23, 59), tzinfo=clock.VIETNAM) if last else None
