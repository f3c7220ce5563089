"""Documents that belong together: those of nearly the same subject, and those that name a document's symbol."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import QuerySet
from django.db.models.functions import Left

from tinhso.government.official_documents import symbols
from tinhso.government.official_documents.models import HEAD_LETTERS, IncomingDocument, OutgoingDocument
from tinhso.government.official_documents.queries import incoming, outgoing
from tinhso.kernel.foundation.text import fold
from tinhso.kernel.identity.actor import Actor

Document = IncomingDocument | OutgoingDocument
MOST = 20
"""Documents of each direction that are told."""
_SHORTEST_SUBJECT, _MOST_LETTERS = 8, 200
_TELLING_SYMBOL = re.compile(r"\d+/\S{2,}")
_HYPHEN = r"\s*[-–—]\s*"


@dataclass(frozen=True)
class Related:
    """A document that belongs to another one."""

    row: Document
    received: bool
    """Whether it came in, or is one of one's own."""
    percent: int = 0
    """How much of the subject it shares, for those that are alike."""


def document_of(actor: Actor, way: str, key: object) -> Document:
    """Return a document that the actor may see, ``den`` (incoming) or ``di`` (one's own); raise ``NotFound``."""
    found: Document = incoming.document_of(actor, key) if way == "den" else outgoing.document_of(actor, key)  # type: ignore[arg-type]
    return found


def alike(actor: Actor, document: Document) -> list[Related]:
    """Return the documents within the actor's rights whose subject is nearly the same, the likest first."""
    subject = fold(document.subject)[:_MOST_LETTERS]
    if len(subject) < _SHORTEST_SUBJECT:
        return []
    found = []
    for received, rows in _others(actor, document):
        near = rows.annotate(head=Left("folded", HEAD_LETTERS)).filter(head__trigram_word_similar=subject)
        ranked = near.annotate(likeness=TrigramWordSimilarity(subject, "head")).order_by("-likeness", "-id")
        found += [Related(row, received, round(100 * row.likeness)) for row in ranked[:MOST]]
    return sorted(found, key=lambda one: -one.percent)[:MOST]


def naming(actor: Actor, document: Document) -> list[Related]:
    """Return the documents within the actor's rights in which the symbol of this one is written, the newest first.

    A symbol that says nothing without its number (``UBND``) finds none.
    """
    key = symbols.key(document.symbol)
    if not _TELLING_SYMBOL.fullmatch(key):
        return []
    found = []
    for received, rows in _others(actor, document):
        told = rows.filter(folded__regex=_as_written(key)).order_by("-created_at", "-id")[: 2 * MOST]
        found += [Related(row, received) for row in told if symbols.key(row.symbol) != key]
    return sorted(found, key=lambda one: one.row.created_at, reverse=True)[:MOST]


def _as_written(key: str) -> str:
    """Return a pattern of the ways in which a symbol is written: zeros in front, any hyphen, and nothing longer."""
    number, rest = key.split("/", 1)
    groups = _HYPHEN.join(re.escape(group) for group in rest.split("-"))
    return rf"(?<![\w/.-])0*{number}\s*/\s*{groups}(?![\w/]|\s*[-–—]\s*\w)"


def _others(actor: Actor, document: Document) -> Iterator[tuple[bool, QuerySet[Document]]]:
    for received, rows in ((True, incoming.visible_to(actor)), (False, outgoing.visible_to(actor))):
        yield received, rows.exclude(pk=document.pk).select_related("unit")  # type: ignore[misc]
