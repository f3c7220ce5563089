"""From the picture of a page to its words: made level, coloured ink taken away, read by Tesseract."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from tinhso.kernel.foundation.text import normalise_tones
from tinhso.kernel.reading.layouts.positioned import Word
from tinhso.kernel.reading.letters import LANGUAGE, PROGRAM
from tinhso.kernel.reading.looks import evened

WIDTH = 2050
"""Pixels across an A4 page at which it is read: about 250 an inch."""
MOST_SKEW = 5.0
"""Degrees to both sides in which the lines of print are looked for."""
COLOUR = 0.22
"""Difference between a point's brightest and darkest colour from which on it is coloured ink."""

LEAST_COLOUR = 0.0008
"""Share of the upper half from which on coloured ink is read by itself: marks of urgency are red."""
RULE = 56
"""A straight run of so many pixels is a drawn line, not a letter."""

Grey = NDArray[np.uint8]


@dataclass(frozen=True)
class Sheet:
    """A page made ready: black print alone, coloured ink alone, and by how much it lay askew."""

    print_: Grey
    colour: Grey
    skew: float
    coloured: float
    """Share of the page's upper half that coloured ink covers."""
    rules: list[tuple[float, float, float]]
    """Level lines drawn: left, right and how far down, in page widths; they are taken out of the print."""


def prepared(picture: NDArray[np.uint8]) -> Sheet:
    """Return an RGB page level, evenly lit, at the size for reading, with coloured ink parted from black print.

    Seals and stamps are red or blue, print is black: a point's brightest channel shows black print alone.
    """
    scale = WIDTH / picture.shape[1]
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    sized = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=method)
    brightest, darkest = sized.max(axis=2), sized.min(axis=2)
    even, _light = evened(brightest.astype(np.float32) / 255)
    dark_even, _light = evened(darkest.astype(np.float32) / 255)
    angle = skew(even)
    spread = np.clip(even - dark_even, 0, 1)
    # What is left of ink in the brightest channel goes by how coloured it is; print below a seal has no colour.
    black = np.clip((even - 0.25) / 0.65 + np.clip((spread - 0.12) * 2.5, 0, 1) * (even > 0.5), 0, 1)
    colour = np.clip(1 - np.clip((spread - 0.1) / 0.35, 0, 1), 0, 1)
    half = spread[: spread.shape[0] // 2]
    print_, rules = _unruled(_turned((black * 255).astype(np.uint8), angle))
    coloured, _rules = _unruled(_turned((colour * 255).astype(np.uint8), angle))
    return Sheet(print_, coloured, angle, float((half > COLOUR).mean()), rules)


def _unruled(grey: Grey) -> tuple[Grey, list[tuple[float, float, float]]]:
    """Take drawn lines and frames out; return where the level ones stood."""
    dark = (grey < 185).astype(np.uint8)
    thick = cv2.dilate(dark, np.ones((3, 1), np.uint8))
    level = cv2.morphologyEx(thick, cv2.MORPH_OPEN, np.ones((1, RULE), np.uint8))
    wide = cv2.dilate(dark, np.ones((1, 3), np.uint8))
    upright = cv2.morphologyEx(wide, cv2.MORPH_OPEN, np.ones((RULE, 1), np.uint8))
    lines = np.zeros_like(dark)
    rules = []
    for mask, along in ((level, 2), (upright, 3)):
        count, labels, stats, _centres = cv2.connectedComponentsWithStats(mask, connectivity=8)
        for index in range(1, count):
            left, top, across, down, _area = (int(value) for value in stats[index])
            # What is as thick as it is long is a blot, not a line.
            if min(across, down) > 14 and min(across, down) * 4 > max(across, down):
                continue
            lines[top : top + down, left : left + across] |= labels[top : top + down, left : left + across] == index
            if along == 2:
                rules.append((left / WIDTH, (left + across) / WIDTH, (top + down / 2) / WIDTH))
    clean = grey.copy()
    clean[cv2.dilate(lines, np.ones((3, 3), np.uint8)) > 0] = 255
    return clean, rules


def skew(even: NDArray[np.float32]) -> float:
    """Return by how many degrees the lines of print fall to the right: where the sums along them differ most."""
    small = cv2.resize(even, (800, round(800 * even.shape[0] / even.shape[1])), interpolation=cv2.INTER_AREA)
    dark = (small < 0.75).astype(np.float32)
    dark[:8] = dark[-8:] = 0
    dark[:, :8] = dark[:, -8:] = 0
    best = _sharpest(dark, np.arange(-MOST_SKEW, MOST_SKEW + 0.1, 0.5))
    return _sharpest(dark, np.arange(best - 0.45, best + 0.46, 0.1))


def _sharpest(dark: NDArray[np.float32], angles: NDArray[np.float64]) -> float:
    def sharpness(angle: float) -> float:
        along = _turned(dark, angle, 0).sum(axis=1)
        return float(np.square(np.diff(along)).sum())

    return float(max(angles, key=sharpness))


def _turned(picture: NDArray[Any], angle: float, ground: int = 255) -> NDArray[Any]:
    if abs(angle) < 0.05:
        return picture
    height, width = picture.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    made = cv2.warpAffine(
        picture, turn, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=ground
    )
    return np.asarray(made)


def words(grey: Grey, *, mode: int, seconds: float, page: int = 1, left: int = 0, top: int = 0) -> list[Word]:
    """Return the words of a picture; ``left`` and ``top`` say where in its page it was cut out.

    ``mode`` is Tesseract's way of cutting a page: 3 finds columns, 6 takes one block, 7 one line, 11 scattered words.
    """
    done, png = cv2.imencode(".png", grey, [cv2.IMWRITE_PNG_COMPRESSION, 1])
    if not done or min(grey.shape[:2]) < 8:
        return []
    path = shutil.which(PROGRAM) or PROGRAM
    command = [path, "stdin", "stdout", "-l", LANGUAGE, "--psm", str(mode), "--dpi", "250", "tsv"]
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    try:
        answer = subprocess.run(  # noqa: S603 - the system's own program; what others sent is only a picture on its input
            command, input=png.tobytes(), capture_output=True, timeout=seconds, env=environment, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return []
    return _table(answer.stdout.decode("utf-8", "replace"), page, left, top)


def _table(table: str, page: int, left: int, top: int) -> list[Word]:
    found = []
    for row in table.splitlines()[1:]:
        cells = row.split("\t")
        if len(cells) < 12 or cells[0] != "5" or not cells[11].strip():
            continue
        x, y, wide, high = (int(cell) for cell in cells[6:10])
        found.append(
            Word(
                normalise_tones(cells[11].strip()),
                (x + left) / WIDTH, (y + top) / WIDTH, (x + wide + left) / WIDTH, (y + high + top) / WIDTH,
                max(0.0, float(cells[10])) / 100, page,
            )
        )  # fmt: skip
    return found
