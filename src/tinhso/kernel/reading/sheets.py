"""Opening a file page by page: pictures as they are, PDF pages drawn, nothing larger than the machine bears."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pypdfium2
from numpy.typing import NDArray
from PIL import Image, ImageOps

PDF = "application/pdf"
PICTURES = ("JPEG", "PNG", "WEBP", "TIFF", "MPO")
MOST_PIXELS = 60_000_000
LONGEST = 3200
"""Long side, in pixels, of what is looked at; larger pictures are made smaller first."""
DOTS = 200

Image.MAX_IMAGE_PIXELS = MOST_PIXELS


class TooLarge(Exception):  # noqa: N818 - caught within the room
    """A page that would take more memory than it may."""


def count(path: Path, media_type: str) -> int:
    """Return how many pages a file has."""
    if media_type != PDF:
        with Image.open(path, formats=PICTURES) as image:
            return int(getattr(image, "n_frames", 1))
    document = pypdfium2.PdfDocument(path)
    try:
        return len(document)
    finally:
        document.close()


def pages(path: Path, media_type: str, most: int) -> Iterator[NDArray[np.uint8]]:
    """Yield the first ``most`` pages as RGB pictures; raise ``TooLarge`` for one that is out of all measure."""
    if media_type == PDF:
        yield from _pdf_pages(path, most)
        return
    with Image.open(path, formats=PICTURES) as image:
        for frame in range(min(most, int(getattr(image, "n_frames", 1)))):
            image.seek(frame)
            if image.width * image.height > MOST_PIXELS:
                raise TooLarge
            image.draft("RGB", (LONGEST, LONGEST))
            yield _array(ImageOps.exif_transpose(image))


def _array(image: Image.Image) -> NDArray[np.uint8]:
    if image.mode in ("RGBA", "LA", "P", "PA"):
        clear = image.convert("RGBA")
        ground = Image.new("RGBA", clear.size, "white")
        ground.alpha_composite(clear)
        image = ground
    image = image.convert("RGB")
    image.thumbnail((LONGEST, LONGEST), Image.Resampling.BOX, reducing_gap=2.0)
    return np.asarray(image)


def _pdf_pages(path: Path, most: int) -> Iterator[NDArray[np.uint8]]:
    document = pypdfium2.PdfDocument(path)
    try:
        for index in range(min(most, len(document))):
            page = document[index]
            wide, high = page.get_size()
            if not (0 < wide < 20_000 and 0 < high < 20_000):
                raise TooLarge
            scale = min(_scale(page, wide), LONGEST / max(wide, high))
            yield np.asarray(page.render(scale=scale, rev_byteorder=True).to_pil().convert("RGB"))
            page.close()
    finally:
        document.close()


def _scale(page: pypdfium2.PdfPage, wide: float) -> float:
    """Return how large to draw a page: as large as the scan it carries, so that small ones are seen to be small."""
    for item in page.get_objects(filter=(pypdfium2.raw.FPDF_PAGEOBJ_IMAGE,), max_depth=2):
        left, _bottom, right, _top = item.get_bounds()
        if right - left > 0.8 * wide:
            pixels, _high = item.get_px_size()
            return float(max(0.2, pixels / (right - left)))
    return DOTS / 72
