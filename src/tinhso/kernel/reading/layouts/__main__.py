"""Reading one document's layout in a process of its own: ``python -m tinhso.kernel.reading.layouts PATH TYPE``.

Names by which what was read is mended (``Known.as_dict``) come as JSON on standard input; it may be empty.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

import cv2

from tinhso.kernel.reading.layouts.known import Known
from tinhso.kernel.reading.layouts.reading import SECONDS, read
from tinhso.kernel.reading.reader import MEMORY


def main(arguments: list[str]) -> int:
    """Read one file within the limits of this process, as JSON on standard output."""
    path, media_type = arguments
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (2 * SECONDS, 2 * SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    cv2.setNumThreads(1)
    known = Known.from_dict(json.loads(sys.stdin.read() or "{}"))
    json.dump(read(Path(path), media_type, known).as_dict(), sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
