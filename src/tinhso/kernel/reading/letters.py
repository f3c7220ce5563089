"""Reading the words of a page with Tesseract; without it nothing is read, and it is said so (``program``)."""

from __future__ import annotations

import os
import shutil
import subprocess

import cv2
import numpy as np
from numpy.typing import NDArray

from tinhso.kernel.reading.looks import Looks, evened
from tinhso.kernel.reading.program import LANGUAGE, PROGRAM, SURE, Line

HEIGHT = 26.0
"""Height of pieces of print, in pixels, at which words are read: larger is slower and no better."""
LONGEST = 2600


def prepared(picture: NDArray[np.uint8], looks: Looks) -> NDArray[np.uint8]:
    """Return the paper of a picture in grey, evenly lit, at the size at which words are read."""
    left, top, right, bottom = looks.paper
    part = picture[top:bottom, left:right]
    scale = HEIGHT / looks.letters if looks.letters else 1.0
    scale = min(scale, 2.0, LONGEST / max(part.shape[:2]))
    grey = cv2.cvtColor(part, cv2.COLOR_RGB2GRAY)
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    grey = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=method)
    even, _light = evened(grey.astype(np.float32) / 255)
    stretched = np.clip((even - 0.25) / 0.7, 0, 1)
    return np.asarray(stretched * 255, np.uint8)


def lines(grey: NDArray[np.uint8], *, seconds: float) -> list[Line]:
    """Return the lines of words in a grey picture; none when the program fails or takes longer than ``seconds``."""
    done, png = cv2.imencode(".png", grey, [cv2.IMWRITE_PNG_COMPRESSION, 1])
    if not done:
        return []
    path = shutil.which(PROGRAM) or PROGRAM
    command = [path, "stdin", "stdout", "-l", LANGUAGE, "--psm", "6", "--dpi", "200", "tsv"]
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    try:
        answer = subprocess.run(  # noqa: S603 - the system's own program; what others sent is only a picture on its input
            command, input=png.tobytes(), capture_output=True, timeout=seconds, env=environment, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return []
    return _lines(answer.stdout.decode("utf-8", "replace"))


def _lines(table: str) -> list[Line]:
    """Return the lines of Tesseract's table: level, page, block, paragraph, line, word, box, certainty, text."""
    found: dict[tuple[str, ...], list[tuple[str, float]]] = {}
    for row in table.splitlines()[1:]:
        cells = row.split("\t")
        if len(cells) < 12 or cells[0] != "5" or not cells[11].strip():
            continue
        found.setdefault(tuple(cells[1:5]), []).append((cells[11].strip(), float(cells[10])))
    return [
        Line(" ".join(word for word, _sure in words), sum(sure for _word, sure in words) / len(words), tuple(words))
        for words in found.values()
    ]


def legible(read: list[Line]) -> int:
    """Return how many letters were read with certainty, in words of at least three letters."""
    return sum(
        len(word)
        for line in read
        for word, sure in line.words
        if sure >= SURE + 10 and len(word) >= 3 and word.isalpha()
    )


def amount(read: list[Line]) -> int:
    """Return how many letters there are in words of at least three letters, read with certainty or not."""
    return sum(len(word) for line in read for word, _sure in line.words if len(word) >= 3)
