"""Labelled pictures: each with what is wrong with it, who applies, and the file as it would be sent."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tinhso.kernel.reading.tests.pictures import camera
from tinhso.kernel.reading.tests.pictures.camera import DESKS, Shot
from tinhso.kernel.reading.tests.pictures.sheets import (
    NAMING,
    OTHERS,
    Somebody,
    relative,
    sheet,
    somebody,
)

KINDS = ("blank", "blurred", "cut", "rotated", "tiny", "other-person")


@dataclass(frozen=True)
class Labelled:
    """A file with the truth about it: ``label`` is one of ``KINDS``, or ``good``."""

    name: str
    label: str
    note: str
    content: bytes
    media_type: str
    applicant: Somebody


def pictures(seed: int, each: int, good: int) -> Iterator[Labelled]:
    """Yield ``each`` pictures of every kind and ``good`` good ones: the same for the same numbers."""
    for label, count in [*((kind, each) for kind in KINDS), ("good", good)]:
        for index in range(count):
            yield picture(label, seed, index)


def picture(label: str, seed: int, index: int) -> Labelled:
    """Make one labelled picture."""
    rng = Random(f"{label} {seed} {index}")
    applicant = somebody(rng)
    pixels, note, turn = _MAKERS[label](rng, applicant)
    content, media_type, way = _sent(rng, pixels, turn)
    ending = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "application/pdf": "pdf"}[media_type]
    return Labelled(f"{label}-{index}.{ending}", label, f"{note} {way}", content, media_type, applicant)


def _sent(rng: Random, pixels: NDArray[np.uint8], turn: bool) -> tuple[bytes, str, str]:
    """Write the picture as telephones and scanners do; ``turn`` allows the sensor's way with a mark how to turn it."""
    draw, out = rng.random(), io.BytesIO()
    image = Image.fromarray(pixels)
    quality = rng.randint(55, 92)
    if draw < 0.12:
        image.save(out, "PDF", resolution=150, quality=quality)
        return out.getvalue(), "application/pdf", "pdf"
    if draw < 0.18:
        image.save(out, "WEBP", quality=quality)
        return out.getvalue(), "image/webp", "webp"
    if draw < 0.22:
        image.save(out, "PNG")
        return out.getvalue(), "image/png", "png"
    if turn and draw < 0.4:
        exif = Image.Exif()
        exif[0x0112] = 6
        image.transpose(Image.Transpose.ROTATE_90).save(out, "JPEG", quality=quality, exif=exif)
        return out.getvalue(), "image/jpeg", "exif"
    image.save(out, "JPEG", quality=quality)
    return out.getvalue(), "image/jpeg", "jpeg"


def _any_shot(rng: Random, kind: str) -> Shot:
    """Return a picture taken well enough, of a paper that may be old, on any desk, in ordinary light."""
    shot = Shot(
        letters=rng.uniform(10.5, 17) if kind != "card" else rng.uniform(11, 20),
        desk=rng.choice(DESKS),
        turn=rng.uniform(-4, 4),
        lean=rng.uniform(0, 0.03),
        blur=rng.uniform(0.02, 0.07),
        noise=rng.uniform(1.5, 6),
        light=rng.uniform(0.75, 1.05),
        slope=rng.uniform(0, 0.35),
    )
    draw = rng.random()
    if kind != "card" and draw < 0.2:
        shot.framing, shot.turn, shot.noise, shot.slope = "scan", rng.uniform(-1.5, 1.5), rng.uniform(0.5, 2), 0.03
    elif kind != "card" and draw < 0.35:
        shot.framing, shot.turn = "tight", rng.uniform(-1, 1)
    return shot


def _aged(rng: Random, shot: Shot) -> str:
    """Give the sheet one or two of the marks of time and use; return which."""
    words = []
    for mark in rng.sample(("yellow", "shadow", "wrinkle", "stamp", "stain", "faded", "through", "dim"), 2):
        words.append(mark)
        if mark == "yellow":
            shot.yellow = rng.uniform(0.5, 1.2)
        elif mark == "shadow":
            shot.shadow = rng.uniform(0.25, 0.55)
        elif mark == "wrinkle":
            shot.wrinkles = rng.randint(2, 7)
        elif mark == "stamp":
            shot.stamp = True
        elif mark == "stain":
            shot.stains = rng.randint(1, 4)
        elif mark == "faded":
            shot.faded = rng.uniform(0.2, 0.5)
        elif mark == "through":
            shot.through = rng.uniform(0.03, 0.08)
        else:
            shot.light, shot.noise = rng.uniform(0.45, 0.65), rng.uniform(5, 9)
    return "+".join(words)


Made = tuple[NDArray[np.uint8], str, bool]


def _printed(rng: Random, who: Somebody, kinds: tuple[str, ...]) -> tuple[str, object, Shot]:
    kind = rng.choice(kinds)
    return kind, sheet(rng, kind, who, dots=200 if kind != "card" else 480), _any_shot(rng, kind)


def _good(rng: Random, applicant: Somebody) -> Made:
    kind, printed, shot = _printed(rng, applicant, NAMING + OTHERS)
    marks = _aged(rng, shot) if rng.random() < 0.75 else ""
    return camera.take(printed, shot, rng), f"{kind} {shot.framing} {shot.desk} {marks}", True


def _blank(rng: Random, applicant: Somebody) -> Made:
    if rng.random() < 0.12:
        return camera.covered(rng, rng.randint(900, 1800)), "covered", True
    shot = _any_shot(rng, "blank")
    marks = _aged(rng, shot)
    shot.stamp = False
    if rng.random() < 0.3:
        shot.through = rng.uniform(0.02, 0.05)
    ratio = rng.choice((1.414, 0.707, 1.3))
    shot.framing = "desk" if shot.framing == "desk" else "scan"
    pixels = camera.blank(rng, ratio=ratio, height=rng.randint(1100, 2000), shot=shot)
    return pixels, f"{shot.framing} {shot.desk} {marks}", True


def _blurred(rng: Random, applicant: Somebody) -> Made:
    kind, printed, shot = _printed(rng, applicant, NAMING + OTHERS)
    marks = _aged(rng, shot) if rng.random() < 0.3 else ""
    if rng.random() < 0.6:
        shot.blur = rng.uniform(0.26, 0.6)
        how = f"blur {shot.blur:.2f}"
    else:
        shot.moved = rng.uniform(1.0, 2.2)
        how = f"moved {shot.moved:.2f}"
    return camera.take(printed, shot, rng), f"{kind} {shot.framing} {how} {marks}", True


def _cut(rng: Random, applicant: Somebody) -> Made:
    kind, printed, shot = _printed(rng, applicant, NAMING + OTHERS)
    marks = _aged(rng, shot) if rng.random() < 0.3 else ""
    sides = rng.sample(("top", "bottom", "left", "right"), 1 if rng.random() < 0.7 else 2)
    if shot.framing != "desk":
        # Too near: the print itself runs over the border.
        shot.framing = "scan"
        wanted = [side for side in sides if kind not in ("ending", "card") or side in ("left", "top")] or ["left"]
        shot.cut = {side: _into_print(printed.picture, side, rng) for side in wanted}
    else:
        # What is left must still say something: the last page of a paper has its words at the top.
        kept = [side for side in sides if kind != "ending" or side != "top"] or ["bottom"]
        shot.cut = {side: rng.uniform(0.07, 0.3) for side in kept}
    return camera.take(printed, shot, rng), f"{kind} {shot.framing} {shot.desk} {shot.cut} {marks}", True


def _into_print(page: Image.Image, side: str, rng: Random) -> float:
    """Return the share of the sheet to leave out on a side so that the border goes through its letters."""
    dark = np.asarray(page.convert("L")) < 140
    ink = dark.sum(axis=0 if side in ("left", "right") else 1)
    if side in ("right", "bottom"):
        ink = ink[::-1]
    filled = np.flatnonzero(ink)
    first, last = int(filled[0]), int(filled[-1])
    within = np.arange(first + (last - first) // 16, first + (last - first) // 4)
    thick = within[ink[within] >= 0.4 * ink[within].max()]
    return float(rng.choice(list(thick))) / len(ink)


def _rotated(rng: Random, applicant: Somebody) -> Made:
    kind, printed, shot = _printed(rng, applicant, NAMING + OTHERS)
    marks = _aged(rng, shot) if rng.random() < 0.3 else ""
    quarters = rng.choice((1, 2, 2, 3))
    pixels = np.ascontiguousarray(np.rot90(camera.take(printed, shot, rng), quarters))
    return pixels, f"{kind} {shot.framing} {quarters * 90}° {marks}", False


def _tiny(rng: Random, applicant: Somebody) -> Made:
    kind, printed, shot = _printed(rng, applicant, NAMING + OTHERS)
    marks = _aged(rng, shot) if rng.random() < 0.3 else ""
    shot.letters = rng.uniform(2.6, 4.8)
    shot.noise = min(shot.noise, 4)
    return camera.take(printed, shot, rng), f"{kind} {shot.framing} letters {shot.letters:.1f} {marks}", True


def _other_person(rng: Random, applicant: Somebody) -> Made:
    other = relative(rng, applicant) if rng.random() < 0.25 else somebody(rng)
    while other.name == applicant.name:
        other = somebody(rng)
    kind, printed, shot = _printed(rng, other, NAMING)
    marks = _aged(rng, shot) if rng.random() < 0.4 else ""
    return camera.take(printed, shot, rng), f"{kind} {shot.framing} {other.name} / {applicant.name} {marks}", True


_MAKERS = {
    "good": _good,
    "blank": _blank,
    "blurred": _blurred,
    "cut": _cut,
    "rotated": _rotated,
    "tiny": _tiny,
    "other-person": _other_person,
}
