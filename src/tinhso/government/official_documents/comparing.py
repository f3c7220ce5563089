"""Comparing two versions of a draft, word by word within each of its parts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.translation import gettext as _

from tinhso.government.official_documents.models import Draft

_WORDS = re.compile(r"\n|[^\s]+")


@dataclass(frozen=True)
class Piece:
    """Words that stayed, came or went: ``kind`` is ``same``, ``added`` or ``gone``."""

    kind: str
    words: str


@dataclass(frozen=True)
class Part:
    """A part of the draft with its pieces."""

    label: str
    pieces: list[Piece]

    @property
    def changed(self) -> bool:
        return any(piece.kind != "same" for piece in self.pieces)


def compared(first: Draft, second: Draft) -> list[Part]:
    """Return each part with what changed from ``first`` to ``second``."""
    labels = (
        ("subject", _("Trích yếu")), ("addressee", _("Kính gửi")), ("grounds", _("Căn cứ")), ("text", _("Nội dung")),
    )  # fmt: skip
    parts = [Part(label, pieces(getattr(first, name), getattr(second, name))) for name, label in labels]
    names = [draft.file.name if draft.file else "" for draft in (first, second)]
    if any(names):
        parts.append(Part(_("Tệp"), pieces(*names)))
    return [part for part in parts if part.pieces]


def pieces(before: str, after: str) -> list[Piece]:
    """Return the words of both texts in order; line ends count as words."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    found: list[Piece] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(Piece("same", _joined(old[a:b])))
            continue
        if b > a:
            found.append(Piece("gone", _joined(old[a:b])))
        if d > c:
            found.append(Piece("added", _joined(new[c:d])))
    return found


def _joined(words: list[str]) -> str:
    return " ".join(words).replace(" \n ", "\n").replace("\n ", "\n").replace(" \n", "\n")
