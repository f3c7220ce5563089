"""Tesseract, the program of the system that reads words: whether it is there, and what it gives.

Nothing here needs more than Python: whoever only names what was read loads neither OpenCV nor NumPy.
"""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from functools import lru_cache

PROGRAM = "tesseract"
LANGUAGE = "vie"
SURE = 60
"""From here on (of 100) a word counts as read."""


@dataclass(frozen=True)
class Line:
    """A line of words as read, with the mean and the least certainty of its words (0 to 100)."""

    text: str
    sure: float
    words: tuple[tuple[str, float], ...]


@lru_cache(maxsize=1)
def missing() -> str:
    """Return what is missing for reading words: ``program``, ``language``, or nothing."""
    path = shutil.which(PROGRAM)
    if path is None:
        return "program"
    try:
        answer = subprocess.run([path, "--list-langs"], capture_output=True, text=True, timeout=10, check=False)  # noqa: S603 - the system's own program, no words of others
    except (OSError, subprocess.TimeoutExpired):
        return "program"
    return "" if LANGUAGE in answer.stdout.split() else "language"
