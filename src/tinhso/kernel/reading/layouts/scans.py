"""From the picture of a page to its print alone: made level, evenly lit, stamps and drawn lines taken away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

WIDTH = 2050
"""Pixels across an A4 page at which it is read: about 250 an inch."""
MOST_SKEW = 5.0
"""Degrees to both sides in which the lines of print are looked for."""
COLOUR = 56
"""Difference between a point's brightest and darkest colour (of 255) from which on it is coloured ink."""

LEAST_COLOUR = 0.0008
"""Share of the upper half from which on coloured ink is read by itself: marks of urgency are red."""
INK = 200
"""What is darker than this, of 255, is ink."""
DRAWN = 208
"""Thin lines are paler than letters."""
STAMP = 110
"""Extent in pixels from which on a pale piece of ink is of a stamp: a ring or a frame, no letter."""
SMALLEST_LETTER = 14
RULE = 90
"""A straight run of so many pixels is a drawn line, unless letters hang below it."""
SURE_RULE = 200
"""From here on it is one in any case: the bars of letters that stand close together (TT) are shorter."""
HANGING = 0.2
"""Share of a run below or above which print stands: more, and it is made of letters."""

Grey = NDArray[Any]
"""Tones by point, 0 (black) to 255, in bytes."""


@dataclass(frozen=True)
class Sheet:
    """A page made ready: black print alone, coloured ink alone, and by how much it lay askew."""

    print_: Grey
    colour: Grey | None
    """Coloured ink of the upper half; ``None`` when there is next to none."""
    skew: float
    rules: list[tuple[float, float, float]]
    """Level lines drawn: left, right and how far down, in page widths; they are taken out of the print."""


def prepared(picture: NDArray[np.uint8]) -> Sheet:
    """Return an RGB page level, evenly lit, at the size for reading, with coloured ink parted from black print.

    Seals and stamps are red or blue, print is black: a point's brightest channel shows black print alone.
    """
    red, green, blue = cv2.split(picture)
    brightest, darkest = cv2.max(cv2.max(red, green), blue), cv2.min(cv2.min(red, green), blue)
    even = _lit(brightest)
    spread = cv2.subtract(even, _lit(darkest))
    # What is left of ink in the brightest channel goes by how coloured it is; print below a seal has no colour.
    black = cv2.add(
        cv2.LUT(even, _BLACK), cv2.bitwise_and(cv2.LUT(spread, _UNCOLOURED), cv2.bitwise_not(darker(even, 128)))
    )
    black = _deepened(black)
    angle = skew(black)
    black = _turned(black, angle)
    half = spread[: spread.shape[0] // 2]
    colour = None
    if float((half > COLOUR).mean()) > LEAST_COLOUR:
        colour = _turned(cv2.LUT(half, _COLOURED), angle, picture.shape[0])
    elif float((spread > COLOUR).mean()) < LEAST_COLOUR:
        black, colour = without_pale(black)
    print_, rules = unruled(black)
    return Sheet(print_, None if colour is None else unruled(colour)[0], angle, rules)


def without_pale(black: Grey) -> tuple[Grey, Grey | None]:
    """Take stamps out of a page scanned without colours: their ink is paler than print; return it by itself as well.

    Thin strokes of print are pale too. So only parts of the page are cleaned over which something pale and large
    stretches (a ring, a frame), and what lies close to something black stays.
    """
    ink = darker(black, 195)
    core = darker(black, 75)
    lone = cv2.bitwise_and(ink, cv2.bitwise_not(cv2.dilate(core, _round(9))))
    lone = cv2.morphologyEx(lone, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    count, _labels, stats, _centres = cv2.connectedComponentsWithStats(lone, connectivity=8)
    stamped = np.zeros_like(black)
    for left, top, across, down, area in stats[1:count]:
        if max(across, down) > STAMP and area > STAMP:
            stamped[max(0, top - 8) : top + down + 8, max(0, left - 8) : left + across + 8] = 255
    if not stamped.any():
        return black, None
    stamped = _whole(stamped)
    # Close to what is black, ink stays; a little farther off it becomes as much paler as the stamp is than paper.
    tone = max(80.0, float(np.percentile(black[cv2.bitwise_and(lone, stamped) > 0], 30)))
    core = darker(black, 0.62 * tone)
    paler = cv2.LUT(black, _table_of(lambda grey: grey * 255 / tone))
    off = cv2.bitwise_and(stamped, cv2.bitwise_not(cv2.dilate(core, _round(5))))
    far = cv2.bitwise_and(stamped, cv2.bitwise_not(cv2.dilate(core, _round(11))))
    clean = cv2.max(cv2.max(black, cv2.bitwise_and(paler, off)), far)
    clean = cv2.max(clean, _specks(clean, stamped))
    pale = cv2.max(black, cv2.bitwise_not(cv2.bitwise_and(stamped, cv2.bitwise_not(cv2.dilate(core, _round(3))))))
    return clean, pale[: pale.shape[0] // 2]


def _whole(pieces: Grey) -> Grey:
    """Return the rectangles about pieces that lie close together: print breaks rings and frames."""
    count, _labels, stats, _centres = cv2.connectedComponentsWithStats(cv2.dilate(pieces, np.ones((41, 41), np.uint8)))
    whole = np.zeros_like(pieces)
    for left, top, across, down, _area in stats[1:count]:
        whole[top + 20 : top + down - 20, left + 20 : left + across - 20] = 255
    return whole


def _specks(clean: Grey, where: Grey) -> Grey:
    """Return what is left of a stamp's darkest points: small pieces of ink with no letter near them."""
    ink = cv2.bitwise_and(darker(clean, 195), where)
    _count, labels, stats, _centres = cv2.connectedComponentsWithStats(ink, connectivity=8)
    small = (stats[:, cv2.CC_STAT_HEIGHT] < SMALLEST_LETTER) | (stats[:, cv2.CC_STAT_AREA] < 4 * SMALLEST_LETTER)
    small[0] = False
    lookup = np.where(small, 255, 0).astype(np.uint8)
    specks = lookup[labels]
    letters = cv2.bitwise_and(ink, cv2.bitwise_not(specks))
    return cv2.bitwise_and(specks, cv2.bitwise_not(cv2.dilate(letters, np.ones((25, 25), np.uint8))))


def _round(size: int) -> NDArray[np.uint8]:
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size)), np.uint8)


def darker(grey: Grey, tone: float) -> Grey:
    """Return 255 where a picture is darker than a tone, 0 elsewhere."""
    return np.asarray(cv2.threshold(grey, tone - 1, 255, cv2.THRESH_BINARY_INV)[1], np.uint8)


def _table_of(function: Callable[[NDArray[Any]], NDArray[Any]]) -> Grey:
    """Return what a function of 0 to 1 gives for each of the 256 tones."""
    return np.asarray(np.clip(function(np.arange(256) / 255), 0, 1) * 255, np.uint8)


_BLACK = _table_of(lambda tone: (tone - 0.25) / 0.65)
_UNCOLOURED = _table_of(lambda spread: (spread - 0.12) * 2.5)
_COLOURED = _table_of(lambda spread: 1 - (spread - 0.1) / 0.35)


def _deepened(black: Grey) -> Grey:
    """Return faded print darker: the darkest tenth of its ink becomes nearly black, thin strokes keep their greys."""
    tones = np.cumsum(np.bincount(black.ravel(), minlength=256)[:INK])
    if not tones[-1]:
        return black
    darkest = 0.75 * float(np.searchsorted(tones, tones[-1] / 10)) / 255
    return np.asarray(cv2.LUT(black, _table_of(lambda tone: (tone - darkest) / (1 - darkest))))


def _lit(grey: Grey) -> Grey:
    """Return a picture with its light evened out: paper is white everywhere."""
    height, width = grey.shape
    step = max(1, round(max(height, width) / 260))
    small = cv2.resize(grey, (max(8, width // step), max(8, height // step)), interpolation=cv2.INTER_AREA)
    # Print is thin and dark: what is brightest around is paper.
    settled = cv2.morphologyEx(small, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (13, 13)))
    light = cv2.resize(cv2.GaussianBlur(settled, (0, 0), 3), (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(grey, np.maximum(light, 5), scale=255))


def unruled(grey: Grey) -> tuple[Grey, list[tuple[float, float, float]]]:
    """Take drawn lines and frames out; return where the level ones stood."""
    dark = (grey < DRAWN).astype(np.uint8)
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
            box = (left, top, left + across, top + down)
            if along == 2 and across < SURE_RULE and _hanging(dark, box) > HANGING:
                continue
            lines[top : top + down, left : left + across] |= (
                labels[top : top + down, left : left + across] == index
            ).astype(np.uint8)
            if along == 2:
                rules.append((left / WIDTH, (left + across) / WIDTH, (top + down / 2) / WIDTH))
    clean = grey.copy()
    clean[cv2.dilate(lines, np.ones((3, 3), np.uint8)) > 0] = 255
    return clean, rules


def _hanging(dark: Grey, box: tuple[int, int, int, int]) -> float:
    """Return the share of a run below or above which print stands, whichever is more."""
    left, top, right, bottom = box
    below, above = dark[bottom + 3 : bottom + 9, left:right], dark[max(0, top - 9) : max(0, top - 3), left:right]
    return max((float(part.max(axis=0).mean()) for part in (below, above) if part.size), default=0.0)


def skew(black: Grey) -> float:
    """Return by how many degrees the lines of print fall to the right: where the sums along them differ most."""
    rough = _sharpest(_small(black, 400), np.arange(-MOST_SKEW, MOST_SKEW + 0.1, 0.5))
    return _sharpest(_small(black, 800), np.arange(rough - 0.4, rough + 0.41, 0.1))


def _small(black: Grey, width: int) -> NDArray[np.float32]:
    size = (width, round(width * black.shape[0] / black.shape[1]))
    dark = np.asarray(cv2.resize(black, size, interpolation=cv2.INTER_AREA) < 175, np.float32)
    rim = width // 100
    dark[:rim] = dark[-rim:] = 0
    dark[:, :rim] = dark[:, -rim:] = 0
    return dark


def _sharpest(dark: NDArray[np.float32], angles: NDArray[np.float64]) -> float:
    height, width = dark.shape

    def sharpness(angle: float) -> float:
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
        along = cv2.warpAffine(dark, turn, (width, height), flags=cv2.INTER_LINEAR).sum(axis=1)
        return float(np.square(np.diff(along)).sum())

    return float(max(angles, key=sharpness))


def _turned(picture: Grey, angle: float, height: int = 0) -> Grey:
    """Return a picture made level, at the size for reading; it turns about the middle of a page of ``height``."""
    scale = WIDTH / picture.shape[1]
    turn = cv2.getRotationMatrix2D((picture.shape[1] / 2, (height or picture.shape[0]) / 2), angle, scale)
    turn[0, 2] += (scale - 1) * picture.shape[1] / 2
    turn[1, 2] += (scale - 1) * (height or picture.shape[0]) / 2
    size = (WIDTH, round(picture.shape[0] * scale))
    method = cv2.INTER_LINEAR if scale < 1 else cv2.INTER_CUBIC
    made = cv2.warpAffine(picture, turn, size, flags=method, borderMode=cv2.BORDER_CONSTANT, borderValue=255)
    return np.asarray(made)
