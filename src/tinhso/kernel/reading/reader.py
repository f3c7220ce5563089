"""Looking at a file, page by page, in a process of its own: ``python -m tinhso.kernel.reading.reader PATH TYPE``.

What comes from outside may be made to harm whoever opens it. So this process may use little memory and little time,
opens nothing else, and hands back one JSON text; when it dies, nothing else does.
"""

from __future__ import annotations

import base64
import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from tinhso.kernel.reading import letters, names, program, sheets, verdicts
from tinhso.kernel.reading.looks import look

MOST_PAGES = 30
MOST_READ = 8
"""How many pages of a file are read for names: cards and certificates are short."""
SECONDS = 60
"""After this long no further page is begun."""
MEMORY = 3 << 30
THUMBNAIL = 260
LEAST_LEGIBLE = 24
LEAST_SHARE = 0.4
"""So many letters, and so large a share of all, read with certainty, and a page lies the right way up."""


def read(path: Path, media_type: str) -> dict[str, Any]:
    """Return what every page of a file looks like and says: ``{pages, total, words}``."""
    began = time.monotonic()
    words = program.missing() == ""
    found: list[dict[str, Any]] = []
    for number, picture in enumerate(sheets.pages(path, media_type, MOST_PAGES), 1):
        left = SECONDS - (time.monotonic() - began)
        if left <= 0:
            break
        found.append(_page(number, picture, words=words and number <= MOST_READ, seconds=min(20.0, left)))
    return {"pages": found, "total": sheets.count(path, media_type), "words": words}


def _page(number: int, picture: NDArray[np.uint8], *, words: bool, seconds: float) -> dict[str, Any]:
    seen = look(picture)
    problems = verdicts.by_looks(seen)
    page: dict[str, Any] = {"number": number, "looks": seen.as_dict(), "names": [], "numbers": []}
    hidden = {verdicts.BLANK, verdicts.TINY, verdicts.BLURRED, verdicts.SIDEWAYS}
    if words and not hidden & set(problems):
        grey = letters.prepared(picture, seen)
        read_ = letters.lines(grey, seconds=seconds)
        if letters.legible(read_) < max(LEAST_LEGIBLE, LEAST_SHARE * letters.amount(read_)):
            turned = letters.lines(np.ascontiguousarray(np.rot90(grey, 2)), seconds=seconds)
            if letters.legible(turned) > 2 * letters.legible(read_) + 8:
                problems.insert(0, verdicts.UPSIDE_DOWN)
                read_ = turned
        page |= names.named(read_)
    return {**page, "problems": problems, "thumbnail": base64.b64encode(_thumbnail(picture)).decode()}


def _thumbnail(picture: NDArray[np.uint8]) -> bytes:
    scale = THUMBNAIL / max(picture.shape[:2])
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    done, content = cv2.imencode(".jpg", cv2.cvtColor(small, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, 60])
    return content.tobytes() if done else b""


def main(arguments: list[str]) -> int:
    """Look at one file within the limits of this process."""
    path, media_type = arguments
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (2 * SECONDS, 2 * SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    cv2.setNumThreads(1)
    json.dump(read(Path(path), media_type), sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
