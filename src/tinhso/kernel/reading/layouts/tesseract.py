"""Words of pictures of print, by Tesseract: a page by itself, or many lines in one call."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from tinhso.kernel.foundation.text import normalise_tones
from tinhso.kernel.reading.layouts.positioned import Word
from tinhso.kernel.reading.layouts.scans import WIDTH, Grey
from tinhso.kernel.reading.program import LANGUAGE, PROGRAM

COLUMNS, LINE = 3, 7
"""Tesseract's ways of cutting a picture: it finds columns, or takes it as one line."""
EDGE = 12
"""White around a line, in pixels: letters that touch the edge are read worse."""
SMALLEST = 8


@dataclass(frozen=True)
class Cut:
    """A part of a page, in pixels: left, top, right, bottom."""

    left: int
    top: int
    right: int
    bottom: int

    def of(self, page: Grey) -> Grey:
        """Return the part of a page's picture."""
        return page[max(0, self.top) : max(0, self.bottom), max(0, self.left) : max(0, self.right)]


def page_words(page: Grey, *, seconds: float, number: int = 1) -> list[Word]:
    """Return the words of a whole page."""
    done, png = cv2.imencode(".png", page, [cv2.IMWRITE_PNG_COMPRESSION, 1])
    if not done or min(page.shape[:2]) < SMALLEST:
        return []
    return _words(_read(png.tobytes(), COLUMNS, seconds), {1: (0, 0)}, number)


def line_words(cuts: Sequence[tuple[Grey, Cut]], *, seconds: float) -> list[list[Word]]:
    """Return the words of lines cut out of pages, each by itself: one call reads them all."""
    parts: list[Grey] = []
    places: dict[int, tuple[int, int]] = {}
    of_cut: dict[int, int] = {}
    for index, (page, cut) in enumerate(cuts):
        part = cut.of(page)
        if min(part.shape[:2], default=0) < SMALLEST:
            continue
        parts.append(np.pad(part, EDGE, constant_values=255).astype(np.uint8))
        places[len(parts)] = (max(0, cut.left) - EDGE, max(0, cut.top) - EDGE)
        of_cut[len(parts)] = index
    found: list[list[Word]] = [[] for _cut in cuts]
    if not parts:
        return found
    # Pages of one picture file: the program starts once, and nothing is written to a disk.
    done, tiff = cv2.imencodemulti(".tiff", parts, [cv2.IMWRITE_TIFF_COMPRESSION, 1])
    if not done:
        return found
    table = _read(np.asarray(tiff).tobytes(), LINE, seconds)
    for part_number, rows in _by_part(table).items():
        if part_number in places:
            found[of_cut[part_number]] = _words(rows, {part_number: places[part_number]}, 1)
    return found


def _read(picture: bytes, mode: int, seconds: float) -> str:
    """Return Tesseract's table of a picture; an empty text when it fails or takes longer than ``seconds``."""
    path = shutil.which(PROGRAM) or PROGRAM
    command = [path, "stdin", "stdout", "-l", LANGUAGE, "--psm", str(mode), "--dpi", "250", "tsv"]
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    try:
        answer = subprocess.run(  # noqa: S603 - the system's own program; what others sent is only a picture on its input
            command, input=picture, capture_output=True, timeout=seconds, env=environment, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return answer.stdout.decode("utf-8", "replace")


def _by_part(table: str) -> dict[int, str]:
    found: dict[int, list[str]] = {}
    for row in table.splitlines()[1:]:
        cells = row.split("\t", 2)
        if len(cells) > 2 and cells[1].isdigit():
            found.setdefault(int(cells[1]), []).append(row)
    return {number: "\n".join(["", *rows]) for number, rows in found.items()}


def _words(table: str, places: dict[int, tuple[int, int]], page: int) -> list[Word]:
    """Return the words of a table: level, page, block, paragraph, line, word, box, certainty, text."""
    found = []
    for row in table.splitlines()[1:]:
        cells = row.split("\t")
        if len(cells) < 12 or cells[0] != "5" or not cells[11].strip():
            continue
        left, top = places.get(int(cells[1]), (0, 0))
        x, y, wide, high = (int(cell) for cell in cells[6:10])
        found.append(
            Word(
                normalise_tones(cells[11].strip()),
                (x + left) / WIDTH, (y + top) / WIDTH, (x + wide + left) / WIDTH, (y + high + top) / WIDTH,
                max(0.0, float(cells[10])) / 100, page,
            )
        )  # fmt: skip
    return found
