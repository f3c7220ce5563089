"""What colour a status has: its own, or that of the word it is named by."""

from dataclasses import dataclass
from typing import Any

TONES = frozenset({"neutral", "info", "progress", "waiting", "success", "danger"})

_BY_NAME = {
    "neutral": "draft withdrawn stopped replaced ended closed archived inactive suspended cancelled",
    "info": "submitted received new sent registered",
    "progress": "processing open active running signing",
    "waiting": "supplement payment waiting pending paused returned",
    "success": "finished handed_over done published approved paid delivered clean valid signed",
    "danger": "refused failed late overdue rejected infected revoked invalid expired",
}
_TONE_OF = {name: tone for tone, names in _BY_NAME.items() for name in names.split()}


@dataclass(frozen=True)
class Word:
    """A status as it is printed."""

    label: str
    tone: str


def word_of(status: Any, *, label: str = "", tone: str = "") -> Word:
    """Return a status's words and tone.

    ``status`` is a member of a Django ``Choices`` (its ``label``, its ``name``; its ``tone`` when it has one), or
    the words themselves.
    """
    shown = label or str(getattr(status, "label", "") or status or "")
    named = str(getattr(status, "name", "") or "").lower()
    chosen = tone or str(getattr(status, "tone", "") or "") or _TONE_OF.get(named, "neutral")
    return Word(shown, chosen if chosen in TONES else "neutral")
