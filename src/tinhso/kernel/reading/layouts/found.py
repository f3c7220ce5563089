"""What is read of a document: each field with how sure it is, as data that travel as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from dataclasses import field as part
from datetime import date
from typing import Any

DOUBTFUL = 0.85
"""Below this (0 to 1) a field is doubtful: somebody confirms it before it counts."""
FIELDS = (
    "number", "symbol", "issued_on", "place", "superior", "issuer", "kind", "abstract", "urgency", "secrecy", "due_on",
    "addressees", "recipients", "competence", "position", "signer",
)  # fmt: skip
"""The fields that are read, in the order in which a form asks for them."""


@dataclass(frozen=True)
class Field:
    """One thing read: ``value`` as text (dates as ``2026-03-05``, several entries one a line), empty when not there."""

    value: str = ""
    sure: float = 0.0
    """How sure, 0 to 1: of what was read, or of there being nothing."""
    words: str = ""
    """The words in which it stood, for showing beside it; empty when they are the value."""
    page: int = 0
    """The page on which it stands, from 1; 0: none."""
    box: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    """Where: left, top, right, bottom as shares (0 to 1) of the page's width and height."""

    @property
    def doubtful(self) -> bool:
        """Whether somebody must look at it before it counts."""
        return self.sure < DOUBTFUL

    @property
    def entries(self) -> tuple[str, ...]:
        """The value's lines: several addressees or recipients."""
        return tuple(line for line in self.value.splitlines() if line)

    @property
    def day(self) -> date | None:
        """The value as a day; ``None`` when it is none."""
        try:
            return date.fromisoformat(self.value)
        except ValueError:
            return None


NOTHING = Field()


@dataclass(frozen=True)
class Layout:
    """A document as read."""

    fields: Mapping[str, Field] = part(default_factory=dict)
    """By name, one of ``FIELDS``; ``kind`` is the abbreviation of Annex III, ``CV`` for a letter without kind."""
    source: str = "text"
    """``text``: a PDF's own letters; ``ocr``: Tesseract; ``none``: no words could be read."""
    pages: int = 0
    text: str = ""
    """All words in the order of reading, for searching."""

    def __getattr__(self, name: str) -> Field:
        if name in FIELDS:
            return self.fields.get(name, NOTHING)
        raise AttributeError(name)

    @property
    def secret(self) -> bool:
        """Whether a mark of secrecy stands on it: such a document may not enter the system."""
        return bool(self.secrecy.value)

    @property
    def doubtful(self) -> tuple[str, ...]:
        """The names of fields that somebody must confirm."""
        return tuple(name for name in FIELDS if self.fields.get(name, NOTHING).doubtful)

    def as_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "source": self.source, "pages": self.pages, "text": self.text,
            "fields": {name: asdict(found) for name, found in self.fields.items()},
        }  # fmt: skip

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Layout:
        """Return what ``as_dict`` gave."""
        fields = {
            name: Field(found["value"], found["sure"], found["words"], found["page"], tuple(found["box"]))
            for name, found in data.get("fields", {}).items()
            if name in FIELDS
        }
        return cls(fields, data.get("source", "none"), data.get("pages", 0), data.get("text", ""))
