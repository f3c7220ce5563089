"""What an official document says of itself, read from its layout (Decree 30/2020, Annex I).

``read(path, media_type)`` gives a ``Layout``: number and symbol, place and date, who issued it and above whom, kind,
abstract, marks of urgency and secrecy, deadline, who signed, to whom it goes. Each is a ``Field`` with how sure it is;
a doubtful one is shown to somebody before it counts. Words come from the text layer of a PDF, or from Tesseract.

What comes from outside is opened in a process of its own: use ``reading.services.ask_layout`` and
``reading.queries.layout`` rather than ``read``.
"""

from __future__ import annotations

from pathlib import Path

from tinhso.kernel.reading.layouts.found import DOUBTFUL, FIELDS, NOTHING, Field, Layout
from tinhso.kernel.reading.layouts.known import Known

__all__ = ["DOUBTFUL", "FIELDS", "NOTHING", "Field", "Known", "Layout", "read"]


def read(path: Path, media_type: str, known: Known | None = None) -> Layout:
    """Read a document from a PDF or a picture; ``known`` are names by which what a scan says is mended."""
    # OpenCV and NumPy take half a second to load: only the process that reads a document needs them.
    from tinhso.kernel.reading.layouts import reading

    return reading.read(path, media_type, known or Known())
