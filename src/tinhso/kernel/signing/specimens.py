"""Made-up pictures of signatures and seals, for demonstrations: each is marked, or drawn by chance."""

import hashlib
import io
import math
import random
from functools import lru_cache
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from tinhso.kernel.papers import typesetting

_RED = (214, 30, 38, 255)
_BLUE = (18, 52, 168, 255)


def signature(name: str) -> bytes:
    """Return a PNG of a made-up signature in blue, always the same for the same name."""
    chance = random.Random(hashlib.sha256(name.encode()).digest())  # noqa: S311 - a drawing, not a secret
    scale, width, height = 3, 440, 220
    picture = Image.new("RGBA", (width * scale, height * scale), (0, 0, 0, 0))
    draw = ImageDraw.Draw(picture)
    turns, start = chance.uniform(3.5, 6.5), chance.uniform(0, math.tau)
    lean, waves = chance.uniform(0.2, 0.6), chance.uniform(1.5, 3.5)
    points = []
    for step in range(900):
        at = step / 900
        angle = start + at * turns * math.tau
        size = (0.34 - 0.22 * at) * height * (1 + 0.35 * math.sin(at * waves * math.tau))
        x = width * (0.14 + 0.66 * at) + size * math.cos(angle) * (0.9 + lean * math.sin(angle))
        y = height * (0.5 + 0.10 * math.sin(at * waves * math.pi)) + size * math.sin(angle) * 0.9
        points.append((x * scale, y * scale))
    for index in range(1, len(points)):
        weight = 2.2 + 1.8 * math.sin(index / 900 * turns * math.tau + 1)
        draw.line(points[index - 1 : index + 1], fill=_BLUE, width=int(weight * scale))
    left, right = points[0][0] * 0.6 + 20, width * scale * 0.94
    base = height * scale * chance.uniform(0.66, 0.8)
    flourish = [
        (left + (right - left) * t / 200, base - math.sin(t / 200 * math.pi * 1.5) * height * scale * 0.10)
        for t in range(201)
    ]
    draw.line(flourish, fill=_BLUE, width=2 * scale, joint="curve")
    return _png(picture.resize((width, height), Image.Resampling.LANCZOS), _BLUE)


def seal(agency: str, superior: str = "") -> bytes:
    """Return a PNG of a round red seal marked as a specimen: it is no seal of any agency."""
    scale, side = 2, 426
    picture = Image.new("RGBA", (side * scale, side * scale), (0, 0, 0, 0))
    draw = ImageDraw.Draw(picture)
    centre = side * scale / 2
    for radius, width in ((0.49, 9), (0.455, 3), (0.27, 4)):
        r = side * scale * radius
        draw.ellipse((centre - r, centre - r, centre + r, centre + r), outline=_RED, width=width)
    _around(picture, agency.upper(), side * scale * 0.365, top=True)
    _around(picture, (superior or "MẪU THỬ NGHIỆM").upper(), side * scale * 0.365, top=False)
    star = [
        (
            centre + math.sin(k * math.pi / 5) * side * scale * (0.11 if k % 2 == 0 else 0.045),
            centre - side * scale * 0.085 - math.cos(k * math.pi / 5) * side * scale * (0.11 if k % 2 == 0 else 0.045),
        )
        for k in range(10)
    ]
    draw.polygon(star, fill=_RED)
    font = _font(int(side * scale * 0.062))
    for row, words in enumerate(("MẪU", "THỬ NGHIỆM")):
        draw.text((centre, centre + side * scale * (0.085 + 0.07 * row)), words, font=font, fill=_RED, anchor="mm")
    return _png(picture.resize((side, side), Image.Resampling.LANCZOS), _RED)


def _around(picture: Image.Image, words: str, radius: float, *, top: bool) -> None:
    """Write words along a circle, over its top or under its bottom, shrunk to stay within their arc."""
    centre, most = picture.width / 2, math.radians(230 if top else 110)
    size = int(picture.width * 0.075)
    while True:
        font = _font(size)
        widths = [font.getlength(char) * 1.08 for char in words]
        arc = sum(widths) / radius
        if arc <= most or size <= 12:
            break
        size -= 2
    angle = -arc / 2
    for char, width in zip(words, widths, strict=True):
        middle = angle + width / radius / 2
        angle += width / radius
        tile = Image.new("RGBA", (size * 3, size * 3), (0, 0, 0, 0))
        ImageDraw.Draw(tile).text((size * 1.5, size * 1.5), char, font=font, fill=_RED, anchor="mm")
        turned = tile.rotate(-math.degrees(middle) if top else math.degrees(middle), Image.Resampling.BICUBIC)
        x = centre + math.sin(middle) * radius
        y = centre - math.cos(middle) * radius if top else centre + math.cos(middle) * radius
        picture.alpha_composite(turned, (int(x - size * 1.5), int(y - size * 1.5)))


@lru_cache(maxsize=32)
def _font(size: int) -> Any:
    for folder in (*typesetting.font_folders(), Path("/usr/share/fonts/truetype/dejavu")):
        for name in ("Tinos-Bold.ttf", "DejaVuSerif-Bold.ttf", "DejaVuSans-Bold.ttf"):
            if (folder / name).exists():
                return ImageFont.truetype(str(folder / name), size)
    return ImageFont.load_default(size)


def _png(picture: Image.Image, colour: tuple[int, int, int, int]) -> bytes:
    """Return the picture in one colour, more or less transparent: small in a file."""
    # A palette of one colour in 256 degrees: a quarter of the bytes of RGBA, and quickly written.
    flat = picture.getchannel("A")
    flat.putpalette(bytes(colour[:3]) * 256)
    file = io.BytesIO()
    flat.save(file, "PNG", transparency=bytes(range(256)))
    return file.getvalue()
