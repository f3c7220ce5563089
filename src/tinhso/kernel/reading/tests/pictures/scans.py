"""Scans of documents: skew, blur, noise, stamps, old paper, at 150 to 200 dots an inch, as a PDF of pictures."""

from __future__ import annotations

import io
from random import Random

import cv2
import numpy as np
import pypdfium2
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from tinhso.kernel.reading.tests.pictures import camera
from tinhso.kernel.reading.tests.pictures.camera import Shot
from tinhso.kernel.reading.tests.pictures.documents import _FONTS, Made
from tinhso.kernel.reading.tests.pictures.sheets import Sheet

_PRINTED = 240
"""Dots an inch at which pages are drawn before the scanner takes them."""


def scanned(made: Made, seed: int) -> tuple[bytes, str]:
    """Return a document as an office's scanner hands it over (a PDF without letters), and how it was scanned."""
    rng = Random(f"scan {made.name} {seed}")
    dots = rng.choice((150, 150, 175, 200, 200))
    grey = rng.random() < 0.2
    stamp, arrival = rng.random() < 0.75, rng.random() < 0.35
    document = pypdfium2.PdfDocument(made.pdf)
    pages, turns = [], []
    for number, page in enumerate(document):
        printed = page.render(scale=_PRINTED / 72).to_pil().convert("RGB")
        if stamp and number == len(document) - 1:
            printed = _sealed(printed, rng)
        if arrival and number == 0:
            printed = _arrived(printed, rng)
        shot = Shot(
            letters=0.45 * 13 * dots / 72, framing="scan", slope=rng.uniform(0, 0.06), turn=rng.uniform(-3, 3),
            blur=rng.choice((0.02, 0.06, 0.1)), noise=rng.uniform(1, 9), yellow=rng.choice((0, 0, 0.2, 0.5)),
            through=rng.choice((0, 0, 0, 0.05)), faded=rng.choice((0, 0, 0.15, 0.3)), stains=rng.choice((0, 0, 1)),
            wrinkles=rng.choice((0, 0, 1)),
        )  # fmt: skip
        turns.append(f"{shot.turn:+.1f}°")
        taken = camera.take(Sheet(printed, 0.45 * 13 * _PRINTED / 72, None, "document"), shot, rng)
        if grey:
            taken = cv2.cvtColor(cv2.cvtColor(taken, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
        pages.append(Image.fromarray(taken))
    out = io.BytesIO()
    pages[0].save(out, "PDF", save_all=True, append_images=pages[1:], resolution=dots, quality=rng.randint(55, 90))
    marks = [word for word, there in (("grey", grey), ("stamped", stamp), ("arrival", arrival)) if there]
    return out.getvalue(), " ".join([f"{dots} dpi", *turns, *marks])


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    path = _FONTS / "Tinos-Bold.ttf"
    return ImageFont.truetype(str(path), size) if path.exists() else ImageFont.load_default(size)


def _inked(
    printed: Image.Image, layer: NDArray[np.uint8], ink: tuple[float, float, float], strength: float
) -> Image.Image:
    page = np.asarray(printed, np.float32) / 255
    mask = (layer.astype(np.float32) / 255 * strength)[..., None]
    # Ink lies over print: what was black stays black.
    mixed = page * (1 - mask) + np.minimum(page, np.array(ink, np.float32)) * mask
    return Image.fromarray((mixed * 255).astype(np.uint8))


def _sealed(printed: Image.Image, rng: Random) -> Image.Image:
    """Set the round seal over the left third of the signature, which stands above the signer's name."""
    dark = np.asarray(printed.convert("L")) < 120
    _height, width = dark.shape
    right = dark[:, int(width * 0.55) :]
    last = int(np.flatnonzero(right.any(axis=1))[-1])
    dots = width / 8.27
    radius = int(0.36 / 2.54 * dots * 5)
    centre = (int(width * rng.uniform(0.56, 0.66)), last - int(dots * rng.uniform(0.35, 0.6)))
    layer = Image.new("L", printed.size, 0)
    pen = ImageDraw.Draw(layer)
    for share in (1.0, 0.93, 0.6):
        reach = radius * share
        pen.ellipse([centre[0] - reach, centre[1] - reach, centre[0] + reach, centre[1] + reach], outline=255, width=4)
    for step in range(26):
        angle = step * 2 * np.pi / 26
        spot = (centre[0] + radius * 0.76 * np.cos(angle), centre[1] + radius * 0.76 * np.sin(angle))
        pen.text(spot, rng.choice("ABCDEHKLNOSTUY"), fill=255, font=_font(int(radius / 5)), anchor="mm")
    signed = _inked(printed, np.asarray(layer), (0.86, 0.1, 0.16), rng.uniform(0.55, 0.9))
    return _signature(signed, rng, centre, dots)


def _signature(printed: Image.Image, rng: Random, centre: tuple[int, int], dots: float) -> Image.Image:
    layer = Image.new("L", printed.size, 0)
    x, y = centre[0] + dots * 0.2, centre[1] - dots * 0.1
    points = [(x + step * dots * 0.09 + rng.uniform(-8, 8), y + rng.uniform(-0.16, 0.12) * dots) for step in range(14)]
    ImageDraw.Draw(layer).line(points, fill=255, width=5, joint="curve")
    return _inked(printed, np.asarray(layer), (0.1, 0.18, 0.6), 0.9)


def _arrived(printed: Image.Image, rng: Random) -> Image.Image:
    """Set the stamp of arrival: 35 × 50 mm, in the free space under the number, red or blue."""
    width, height = printed.size
    dots = width / 8.27
    wide, high = int(50 / 25.4 * dots), int(30 / 25.4 * dots)
    left, top = int(width * rng.uniform(0.01, 0.07)), int(height * rng.uniform(0.2, 0.25))
    layer = Image.new("L", printed.size, 0)
    pen = ImageDraw.Draw(layer)
    pen.rectangle([left, top, left + wide, top + high], outline=255, width=4)
    lines = (
        "ĐẾN",
        f"Số: {rng.randint(10, 9000)}",
        f"Ngày: {rng.randint(1, 28):02d}/{rng.randint(1, 12):02d}/2026",
        "Chuyển: ........",
    )
    for index, line in enumerate(lines):
        pen.text((left + 12, top + 8 + index * high / 4.4), line, fill=255, font=_font(int(high / 6)))
    return _inked(printed, np.asarray(layer), rng.choice(((0.85, 0.12, 0.15), (0.2, 0.25, 0.75))), 0.85)
