"""What a picture of a page looks like: measures of its paper, its print, its sharpness and how it lies.

Everything is measured against the height of the print's small letters (``x``): a blur that spoils a card is nothing
to a poster. Nothing here reads words; nothing here needs Django, so that it runs in a process of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[Any]
"""Brightness by pixel, from 0 to about 1, in single precision."""
Mask = NDArray[Any]
"""1 where something is, 0 where it is not, in bytes."""

SMALL = 360
"""Long side, in pixels, of the picture in which the paper is told from what it lies on."""
PLAIN = 1700
"""Long side of the picture in which print is looked for."""
GAP = 9
EDGE = 0.11
"""Least step in brightness (logarithm) at the paper's edge."""
LETTERS = 12.0
"""Height of small letters, in pixels, at which sharpness is measured."""


@dataclass
class Looks:
    """The measures of one page."""

    level: float
    """Brightness of the paper, 0 to 1."""
    ink: float
    """Share of the paper that print covers."""
    pieces: int
    """How many pieces of print there are: letters, or what ran together."""
    letters: float
    """Height of the small letters in pixels of the picture as sent; 0 when there are none."""
    blur: float
    """Width (σ) of the edges of the print, in ``x``."""
    open_sides: dict[str, float] = field(default_factory=dict)
    """Per side of the picture: share along which paper, not what it lies on, reaches the border."""
    touching: dict[str, int] = field(default_factory=dict)
    """Per side of the picture: how many pieces of print run over the border."""
    lines_across: float = 0.0
    """How much more the print hangs together across than along the picture: below 0 it lies on its side."""
    paper: tuple[int, int, int, int] = (0, 0, 0, 0)
    """The paper's rectangle in the picture: left, top, right, bottom."""

    def as_dict(self) -> dict[str, Any]:
        """Return the measures, rounded, for keeping."""
        return {
            "level": round(self.level, 3), "ink": round(self.ink, 5), "pieces": self.pieces,
            "letters": round(self.letters, 2), "blur": round(self.blur, 3),
            "open": {side: round(share, 2) for side, share in self.open_sides.items()},
            "touching": self.touching, "across": round(self.lines_across, 3), "paper": self.paper,
        }  # fmt: skip


def look(picture: NDArray[np.uint8]) -> Looks:
    """Measure an RGB picture."""
    height, width = picture.shape[:2]
    shrink = min(1.0, PLAIN / max(height, width))
    plain = picture if shrink == 1.0 else cv2.resize(picture, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    grey = cv2.cvtColor(plain, cv2.COLOR_RGB2GRAY).astype(np.float32) / 255
    even, light = evened(grey)
    paper, open_sides = _paper(plain)
    print_ = _print(even, light, paper)
    inside = float(paper.sum()) or 1.0
    level = float(np.median(light[paper > 0])) if inside > 1 else float(np.median(light))
    x = _small_letters(print_)
    xs, ys = np.flatnonzero(paper.any(axis=0)), np.flatnonzero(paper.any(axis=1))
    box = (0, 0, width, height)
    if len(xs) and len(ys):
        box = (int(xs[0] / shrink), int(ys[0] / shrink), int((xs[-1] + 1) / shrink), int((ys[-1] + 1) / shrink))
    return Looks(
        level=level,
        ink=sum(piece[4] for piece in print_) / inside,
        pieces=len(print_),
        letters=x / shrink,
        blur=_blur(picture, x / shrink, print_, shrink) if x else 0.0,
        open_sides=open_sides,
        touching=_touching(print_, even.shape, x) if x else {},
        lines_across=_across(print_, even.shape, x) if x else 0.0,
        paper=box,
    )


def evened(grey: Grey) -> tuple[Grey, Grey]:
    """Return the picture with its light evened out (paper is 1), and the light: the paper's brightness everywhere."""
    height, width = grey.shape
    step = max(1, round(max(height, width) / 260))
    small = cv2.resize(grey, (max(8, width // step), max(8, height // step)), interpolation=cv2.INTER_AREA)
    # Print is thin and dark: what is brightest around is paper.
    lifted = cv2.dilate(small, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (13, 13)))
    settled = cv2.erode(lifted, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (13, 13)))
    light = cv2.resize(cv2.GaussianBlur(settled, (0, 0), 3), (width, height), interpolation=cv2.INTER_LINEAR)
    light = np.maximum(light, 0.02).astype(np.float32)
    return np.minimum(grey / light, 1.2).astype(np.float32), light


def _paper(plain: NDArray[Any]) -> tuple[Mask, dict[str, float]]:
    """Return where the paper lies, and along how much of each side it leaves the picture."""
    height, width = plain.shape[:2]
    shrink = SMALL / max(height, width)
    size = (max(16, round(width * shrink)), max(16, round(height * shrink)))
    small = cv2.resize(plain, size, interpolation=cv2.INTER_AREA)
    # Print, folds and thin frames go; the paper's own edge stays.
    closed = cv2.morphologyEx(small, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (11, 11)))
    closed = cv2.medianBlur(closed, 5)
    tones = np.log(closed.astype(np.float32) + 12)
    # The paper's edge is sharp; that of a shadow rises slowly.
    near, far = _steps(tones, 2), _steps(tones, 7)
    walls = ((near > EDGE) & (near > 0.55 * far)).astype(np.uint8)
    # A gap of a few points in the wall lets nothing through.
    middle = _middle(cv2.erode(1 - walls, np.ones((GAP, GAP), np.uint8), borderValue=1))
    grown = cv2.dilate(middle, np.ones((GAP + 4, GAP + 4), np.uint8))
    region = np.zeros_like(middle)
    points = cv2.findNonZero(grown)
    if points is None:
        region[:] = 1
    else:
        cv2.fillConvexPoly(region, cv2.convexHull(points), 1)
    opened = _open_sides(grown if points is not None else region)
    mask = cv2.resize(region, (width, height), interpolation=cv2.INTER_NEAREST)
    return mask, opened


def _steps(tones: Grey, reach: int) -> Grey:
    """Return how much the picture's tones change about each point within ``reach`` to both sides."""
    steps = np.zeros(tones.shape[:2], np.float32)
    for axis in (0, 1):
        step = np.abs(np.roll(tones, -reach, axis) - np.roll(tones, reach, axis)).max(axis=2)
        # What was rolled in from the other side is no neighbour.
        step = np.swapaxes(step, 0, axis)
        step[:reach] = step[-reach:] = 0
        steps = np.maximum(steps, np.swapaxes(step, 0, axis))
    return steps


def _middle(free: Mask) -> Mask:
    """Return the piece of even ground on which the middle of the picture lies; empty when there is none."""
    high, wide = free.shape
    count, labels, stats, centres = cv2.connectedComponentsWithStats(free, connectivity=4)
    best, score = 0, 0.0
    for index in range(1, count):
        share = stats[index, cv2.CC_STAT_AREA] / free.size
        if share < 0.02:
            continue
        away = np.hypot(centres[index][0] / wide - 0.5, centres[index][1] / high - 0.5)
        found = share * (1.2 - away)
        if found > score:
            best, score = index, float(found)
    return (labels == best).astype(np.uint8) if best else np.zeros_like(free)


def _middle_share(along: Mask) -> float:
    corner = len(along) // 12
    return float(along[corner : -max(1, corner)].mean())


def _open_sides(region: Mask) -> dict[str, float]:
    strip = 4
    borders: dict[str, Mask] = {
        "top": region[:strip].max(axis=0),
        "bottom": region[-strip:].max(axis=0),
        "left": region[:, :strip].max(axis=1),
        "right": region[:, -strip:].max(axis=1),
    }
    # Each side is measured between its corners: what a corner cuts off belongs to the neighbour.
    return {side: _middle_share(along) for side, along in borders.items()}


Piece = tuple[int, int, int, int, int]
"""A piece of print: left, top, width, height, area."""


def _print(even: Grey, light: Grey, paper: Mask) -> list[Piece]:
    """Return the pieces of print on the paper."""
    height, width = even.shape
    smooth = cv2.GaussianBlur(even, (0, 0), 0.8)
    around = cv2.GaussianBlur(smooth, (0, 0), max(8.0, max(height, width) / 110))
    ground = np.abs(smooth - around)[paper > 0]
    grain = 1.48 * float(np.median(ground)) if ground.size else 0.0
    dark = ((smooth < around - max(0.1, 4 * grain)) & (smooth < 0.87) & ((1 - smooth) * light > 0.05)).astype(np.uint8)
    inner = paper.copy()
    rim = max(2, max(height, width) // 220)
    inner = cv2.erode(
        inner, np.ones((2 * rim + 1, 2 * rim + 1), np.uint8), borderType=cv2.BORDER_CONSTANT, borderValue=1
    )
    dark = np.minimum(dark, inner)
    count, _labels, stats, _centres = cv2.connectedComponentsWithStats(dark, connectivity=8)
    longest = max(height, width)
    pieces: list[Piece] = []
    for index in range(1, count):
        left, top, wide, high, area = (int(value) for value in stats[index])
        if area < 4 or wide > longest * 0.25 or high > longest * 0.08:
            continue
        pieces.append((left, top, wide, high, area))
    return pieces


def _touching(pieces: list[Piece], shape: tuple[int, ...], x: float) -> dict[str, int]:
    """Return how many letters run over each side of the picture, or end where it ends."""
    height, width = shape[:2]
    near = max(2.0, 0.5 * x)
    found = {"top": 0, "bottom": 0, "left": 0, "right": 0}
    for left, top, wide, high, area in pieces:
        if area < 0.12 * x * x or max(wide, high) > 14 * x or max(wide, high) < 0.4 * x:
            continue
        found["top"] += top < near
        found["bottom"] += top + high > height - near
        found["left"] += left < near
        found["right"] += left + wide > width - near
    return found


def _small_letters(pieces: list[Piece]) -> float:
    """Return the usual height of pieces of print: that of small letters, in pixels; 0 when there is hardly any."""
    sizes = np.array([(min(high, wide * 3), area) for _l, _t, wide, high, area in pieces if high >= 2 and wide >= 2])
    if len(sizes) < 12:
        return 0.0
    heights = sizes[:, 0].astype(np.float32)
    # Dots and marks are many and small: let each piece count by its ink.
    order = np.argsort(heights)
    weight = np.cumsum(sizes[order, 1])
    middle = heights[order][np.searchsorted(weight, weight[-1] * 0.4)]
    return float(middle)


def _blur(picture: NDArray[np.uint8], x: float, pieces: list[Piece], shrink: float) -> float:
    """Return the width of the print's edges in ``x``, by the direction in which they are widest."""
    scale = min(1.0, LETTERS / x)
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    grey = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else grey
    even, _light = evened(grey.astype(np.float32) / 255)
    smooth = cv2.GaussianBlur(even, (0, 0), 0.7)
    where = np.zeros(smooth.shape, bool)
    ratio = scale / shrink
    for left, top, wide, high, _area in pieces:
        if high * ratio > 5:
            where[
                max(0, int(top * ratio) - 2) : int((top + high) * ratio) + 3,
                max(0, int(left * ratio) - 2) : int((left + wide) * ratio) + 3,
            ] = True
    if where.sum() < 60:
        return 0.0
    across = cv2.Sobel(smooth, cv2.CV_32F, 1, 0, ksize=3, scale=1 / 8)[where]
    along = cv2.Sobel(smooth, cv2.CV_32F, 0, 1, ksize=3, scale=1 / 8)[where]
    depth = float(np.percentile(smooth[where], 95) - np.percentile(smooth[where], 4))
    widest = 0.0
    for turn in (0.0, 0.785, 1.571, 2.356):
        slope = float(np.percentile(np.abs(across * np.cos(turn) + along * np.sin(turn)), 94))
        widest = max(widest, 0.5 * depth / max(slope, 1e-4))
    return widest / (x * scale)


def _across(pieces: list[Piece], shape: tuple[int, ...], x: float) -> float:
    """Return how much more letters have neighbours to their sides than above and below: from 1 to -1."""
    boxes = [piece for piece in pieces if x * 0.5 <= max(piece[2], piece[3]) <= x * 12 and piece[4] >= x]
    if len(boxes) < 8:
        return 0.0
    ground = np.zeros(shape[:2], np.uint8)
    for left, top, wide, high, _area in boxes:
        ground[top : top + high, left : left + wide] = 1
    reach = max(3, round(x * 0.9))
    beside = cv2.morphologyEx(ground, cv2.MORPH_CLOSE, np.ones((1, reach), np.uint8))
    below = cv2.morphologyEx(ground, cv2.MORPH_CLOSE, np.ones((reach, 1), np.uint8))
    first, second = (cv2.connectedComponents(made, connectivity=4)[0] for made in (beside, below))
    return float((second - first) / max(second, first))
