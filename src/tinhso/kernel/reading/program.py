"""Tesseract, the program of the system that reads words: whether it is there. Nothing here needs more than Python."""

from __future__ import annotations

import shutil
import subprocess
from functools import lru_cache

PROGRAM = "tesseract"
LANGUAGE = "vie"


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
