"""What a telephone or a scanner makes of a sheet: old paper, a desk, light, perspective, blur, noise, compression."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from random import Random

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tinhso.kernel.reading.tests.pictures.sheets import Sheet

Picture = NDArray[np.float32]


@dataclass
class Shot:
    """How a picture is taken. Lengths are in heights of a small letter (``x``) where they say so."""

    letters: float = 14.0
    """Height of the small letters in pixels of the picture."""
    yellow: float = 0.0
    wrinkles: int = 0
    stains: int = 0
    stamp: bool = False
    through: float = 0.0
    faded: float = 0.0
    shadow: float = 0.0
    light: float = 1.0
    slope: float = 0.15
    turn: float = 0.0
    """Degrees by which the sheet lies askew."""
    lean: float = 0.02
    framing: str = "desk"
    """``desk``: the sheet lies on it; ``tight``: its margins leave the picture; ``scan``: sheet and picture fit."""
    desk: str = "wood"
    blur: float = 0.05
    """Width (σ) of the blur in ``x``."""
    moved: float = 0.0
    """Length of the movement in ``x``."""
    noise: float = 3.0
    quality: int = 85
    cut: dict[str, float] = field(default_factory=dict)
    """What leaves the picture: side to share of the sheet."""


def take(sheet: Sheet, shot: Shot, rng: Random) -> NDArray[np.uint8]:
    """Take the picture: RGB bytes, without compression."""
    dice = np.random.default_rng(rng.randrange(2**32))
    scale = shot.letters / sheet.letters
    size = (max(16, round(sheet.picture.width * scale)), max(16, round(sheet.picture.height * scale)))
    page = np.asarray(sheet.picture.resize(size, Image.Resampling.LANCZOS), np.float32) / 255
    page = _aged(page, shot, rng, dice)
    if shot.framing == "scan":
        scene = _straight(page, shot)
    elif shot.framing == "tight":
        scene = _straight(_inside(page, rng), shot)
    else:
        scene = _on_desk(page, shot, rng, dice)
    scene = _lit(scene, shot, rng)
    scene = _blurred(scene, shot, rng)
    grain = dice.normal(0, shot.noise / 255, scene.shape[:2])[..., None] + dice.normal(0, shot.noise / 510, scene.shape)
    return (np.clip(scene + grain.astype(np.float32), 0, 1) * 255).astype(np.uint8)


def blank(rng: Random, *, ratio: float, height: int, shot: Shot) -> NDArray[np.uint8]:
    """Take the picture of an empty sheet, or of its back with the print showing through faintly."""
    width = round(height / ratio)
    sheet = Sheet(Image.new("RGB", (width, height), (250, 250, 248)), 14.0, None, "blank")
    shot.letters = 14.0
    return take(sheet, shot, rng)


def covered(rng: Random, height: int) -> NDArray[np.uint8]:
    """Take the picture of nothing: a hand over the lens, or a dark pocket."""
    dice = np.random.default_rng(rng.randrange(2**32))
    level = rng.uniform(0.02, 0.3)
    scene = np.full((height, round(height * 0.75), 3), level, np.float32) * np.array([1, rng.uniform(0.6, 1), 0.6])
    scene = _lit(scene.astype(np.float32), Shot(slope=0.4, shadow=0.3), rng)
    return (np.clip(scene + dice.normal(0, 0.02, scene.shape), 0, 1) * 255).astype(np.uint8)


def _noise(dice: np.random.Generator, shape: tuple[int, ...], grain: float) -> Picture:
    """Return smooth noise about 0 with width 1, whose lumps are ``grain`` pixels wide."""
    small = (max(2, round(shape[0] / grain)), max(2, round(shape[1] / grain)))
    lumps = dice.normal(0, 1, small).astype(np.float32)
    return np.asarray(cv2.resize(lumps, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC))


def _aged(page: Picture, shot: Shot, rng: Random, dice: np.random.Generator) -> Picture:
    height, width = page.shape[:2]
    if shot.faded:
        page = 1 - (1 - page) * (1 - shot.faded)
    if shot.through:
        other = 1 - page[:, ::-1].mean(axis=2, keepdims=True) if page.min() < 0.5 else _lines(height, width, rng)
        page = page - shot.through * cv2.GaussianBlur(other, (0, 0), 1.5).reshape(height, width, 1)
    page = page * (1 + 0.008 * _noise(dice, page.shape, 3)[..., None])
    if shot.yellow:
        patches = 1 + 0.25 * _noise(dice, page.shape, max(width, height) / 5)[..., None]
        tint = np.array([0.06, 0.14, 0.38], np.float32) * shot.yellow
        page = page * (1 - tint * np.clip(patches, 0.3, 1.8))
    for _ in range(shot.stains):
        page = page * (1 - _blob(width, height, rng, 0.04, 0.12)[..., None] * np.array([0.1, 0.16, 0.26], np.float32))
    for _ in range(shot.wrinkles):
        page = page * _fold(width, height, rng)[..., None]
    if shot.stamp:
        page = _stamped(page, rng)
    return np.clip(page, 0, 1).astype(np.float32)


def _lines(height: int, width: int, rng: Random) -> Picture:
    """Return the ghost of somebody's writing on the other side."""
    ghost = np.zeros((height, width, 1), np.float32)
    for y in range(height // 8, height * 7 // 8, max(14, height // 45)):
        x = width // 10
        while x < width * 9 // 10:
            long = rng.randint(max(3, width // 60), max(4, width // 14))
            ghost[y : y + max(2, height // 180), x : x + long] = rng.uniform(0.4, 1)
            x += long + max(3, width // 120)
    return ghost


def _blob(width: int, height: int, rng: Random, least: float, most: float) -> Picture:
    x, y = rng.uniform(0, width), rng.uniform(0, height)
    radius = rng.uniform(least, most) * max(width, height)
    ys, xs = np.ogrid[:height, :width]
    return np.exp(-(((xs - x) ** 2 + (ys - y) ** 2 * rng.uniform(0.4, 2.5)) / (2 * radius**2))).astype(np.float32)


def _fold(width: int, height: int, rng: Random) -> Picture:
    angle, offset = rng.uniform(0, math.pi), rng.uniform(-0.35, 0.35) * max(width, height)
    ys, xs = np.ogrid[:height, :width]
    away = (xs - width / 2) * math.cos(angle) + (ys - height / 2) * math.sin(angle) - offset
    wide = rng.uniform(0.002, 0.012) * max(width, height)
    dark = rng.uniform(0.04, 0.16)
    slope = dark * 0.5 * np.tanh(away / (wide * 12))
    return (1 - dark * np.exp(-((away / wide) ** 2)) + slope).astype(np.float32)


def _stamped(page: Picture, rng: Random) -> Picture:
    height, width = page.shape[:2]
    radius = round(0.085 * max(width, height))
    layer = np.zeros((height, width), np.float32)
    centre = (rng.randint(width // 3, width * 4 // 5), rng.randint(height // 2, height * 9 // 10))
    thick = max(1, radius // 22)
    for part in (1.0, 0.88, 0.55):
        cv2.circle(layer, centre, round(radius * part), 1.0, thick, cv2.LINE_AA)
    for step in range(22):
        angle = step * 2 * math.pi / 22
        spot = (round(centre[0] + radius * 0.72 * math.cos(angle)), round(centre[1] + radius * 0.72 * math.sin(angle)))
        cv2.putText(layer, rng.choice("ABCDEHKLNOSTUY"), spot, cv2.FONT_HERSHEY_PLAIN, radius / 110, 1.0, thick)
    strength = rng.uniform(0.5, 0.9)
    ink = np.array([0.85, 0.1, 0.15], np.float32)
    mask = (layer * strength)[..., None]
    return page * (1 - mask) + np.minimum(page, ink) * mask


def _inside(page: Picture, rng: Random) -> Picture:
    """Leave out part of the margins, nothing that is printed."""
    dark = page.min(axis=2) < 0.6
    rows, columns = np.flatnonzero(dark.any(axis=1)), np.flatnonzero(dark.any(axis=0))
    height, width = page.shape[:2]
    top, bottom, left, right = rows[0], height - 1 - rows[-1], columns[0], width - 1 - columns[-1]
    kept = [rng.uniform(0.4, 0.9) for _ in range(4)]
    return page[
        round(top * (1 - kept[0])) : height - round(bottom * (1 - kept[1])),
        round(left * (1 - kept[2])) : width - round(right * (1 - kept[3])),
    ]


def _straight(page: Picture, shot: Shot) -> Picture:
    """Leave out what is cut, of a sheet that fills the picture; turn it a little."""
    height, width = page.shape[:2]
    if shot.turn:
        turned = cv2.getRotationMatrix2D((width / 2, height / 2), shot.turn, 1.0)
        page = np.asarray(cv2.warpAffine(page, turned, (width, height), borderMode=cv2.BORDER_REPLICATE))
    cut = shot.cut
    return page[
        round(height * cut.get("top", 0)) : height - round(height * cut.get("bottom", 0)),
        round(width * cut.get("left", 0)) : width - round(width * cut.get("right", 0)),
    ]


_DESKS = {
    "wood": (0.42, 0.27, 0.16), "dark": (0.13, 0.13, 0.15), "cloth": (0.25, 0.35, 0.5), "grey": (0.5, 0.5, 0.5),
    "green": (0.2, 0.4, 0.28), "light": (0.66, 0.62, 0.55), "tile": (0.6, 0.62, 0.66),
}  # fmt: skip
DESKS = tuple(_DESKS)


def _desk(name: str, shape: tuple[int, int], rng: Random, dice: np.random.Generator) -> Picture:
    height, width = shape
    scene = np.ones((height, width, 3), np.float32) * np.array(_DESKS[name], np.float32)
    grain = _noise(dice, (height, width), max(height, width) / 40)
    if name == "wood":
        rows = np.cumsum(dice.normal(0, 1, height)).astype(np.float32)
        grain = grain * 0.5 + np.sin(rows * 0.35)[:, None] * rng.uniform(0.5, 1.2)
    if name == "cloth":
        grain = grain * 0.5 + np.sin(np.arange(width) * rng.uniform(0.2, 0.9))[None, :]
    scene = scene * (1 + 0.09 * grain[..., None])
    if name == "tile":
        gap = max(40, max(height, width) // rng.randint(3, 6))
        scene[::gap], scene[:, ::gap] = 0.35, 0.35
    return scene


def _on_desk(page: Picture, shot: Shot, rng: Random, dice: np.random.Generator) -> Picture:
    height, width = page.shape[:2]
    room = [rng.uniform(0.06, 0.16) for _ in range(4)]
    sides = dict(zip(("top", "bottom", "left", "right"), room, strict=True))
    for side, share in shot.cut.items():
        sides[side] = -share
    turn = math.radians(shot.turn)
    spread_x = abs(math.sin(turn)) * height / 2
    spread_y = abs(math.sin(turn)) * width / 2
    left = sides["left"] * width + (spread_x if sides["left"] > 0 else 0)
    top = sides["top"] * height + (spread_y if sides["top"] > 0 else 0)
    wide = round(width + left + sides["right"] * width + (spread_x if sides["right"] > 0 else 0))
    high = round(height + top + sides["bottom"] * height + (spread_y if sides["bottom"] > 0 else 0))
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    middle = corners.mean(axis=0)
    spin = np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]], np.float32)
    target = (corners - middle) @ spin.T + middle + np.array([left, top], np.float32)
    lean = shot.lean * min(width, height)
    target += np.array([[rng.uniform(-lean, lean) for _ in range(2)] for _ in range(4)], np.float32)
    warp = cv2.getPerspectiveTransform(corners, target.astype(np.float32))
    scene = _desk(shot.desk, (high, wide), rng, dice)
    mask = cv2.warpPerspective(np.ones((height, width), np.float32), warp, (wide, high), flags=cv2.INTER_LINEAR)
    laid = cv2.warpPerspective(page, warp, (wide, high), flags=cv2.INTER_AREA)
    fall = cv2.GaussianBlur(mask, (0, 0), max(2.0, width / 120))
    scene = scene * (1 - 0.35 * np.roll(fall, (max(1, height // 200), max(1, width // 200)), (0, 1))[..., None])
    return np.asarray(scene * (1 - mask[..., None]) + laid * mask[..., None], np.float32)


def _lit(scene: Picture, shot: Shot, rng: Random) -> Picture:
    height, width = scene.shape[:2]
    angle = rng.uniform(0, 2 * math.pi)
    ys, xs = np.ogrid[:height, :width]
    ramp = ((xs / width - 0.5) * math.cos(angle) + (ys / height - 0.5) * math.sin(angle)).astype(np.float32)
    light = shot.light * (1 + shot.slope * ramp)
    if shot.shadow:
        edge = ramp * rng.choice((-1, 1)) + rng.uniform(-0.2, 0.2)
        light = light * (1 - shot.shadow / (1 + np.exp(-edge * rng.uniform(12, 60))))
    white = np.array([rng.uniform(0.94, 1.02), 1.0, rng.uniform(0.88, 1.03)], np.float32)
    return np.clip(scene * light[..., None] * white, 0, 1).astype(np.float32)


def _blurred(scene: Picture, shot: Shot, rng: Random) -> Picture:
    wide = shot.blur * shot.letters
    if wide > 0.25:
        if wide > 2 and rng.random() < 0.5:
            # A lens out of focus smears a point into a disc of about twice the width.
            radius = max(1, round(wide * 1.8))
            disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1)).astype(np.float32)
            scene = cv2.filter2D(scene, -1, disc / disc.sum(), borderType=cv2.BORDER_REPLICATE)
        else:
            scene = cv2.GaussianBlur(scene, (0, 0), wide)
    long = round(shot.moved * shot.letters)
    if long > 1:
        line = np.zeros((long, long), np.float32)
        angle = rng.uniform(0, math.pi)
        reach = (long - 1) / 2
        end = (round(reach + reach * math.cos(angle)), round(reach + reach * math.sin(angle)))
        start = (round(reach - reach * math.cos(angle)), round(reach - reach * math.sin(angle)))
        cv2.line(line, start, end, 1.0, 1)
        scene = cv2.filter2D(scene, -1, line / line.sum(), borderType=cv2.BORDER_REPLICATE)
    return np.asarray(scene, np.float32)
