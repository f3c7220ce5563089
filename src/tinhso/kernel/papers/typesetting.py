"""Typst: from a template's source and JSON data to a PDF/A-2b file.

Data never become Typst code: they travel as one JSON text and are read there as values. Every template is
compiled in a folder of its own, in which it finds ``common.typ`` and nothing else.
"""

import hashlib
import io
import json
import re
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, cast

import segno
import typst
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext as _

from tinhso.kernel.files.vault import full_disk_refused
from tinhso.kernel.foundation.errors import Invalid
from tinhso.kernel.foundation.ids import new_id

DATA = Path(__file__).parent / "data"
STANDARD: Final = "a-2b"
_PACKAGE = re.compile(r"""["']@""")

Stamp = dict[str, float]


@dataclass(frozen=True)
class Typeset:
    """A finished paper, and where its visible signatures belong: ``{role: {page, x, y, width, height}}``.

    ``page`` counts from 0; lengths are points from the page's lower left corner.
    """

    pdf: bytes
    stamps: dict[str, Stamp]


def typeset(source: str, data: dict[str, Any], paper: dict[str, Any], moment: datetime) -> Typeset:
    """Set ``source`` with ``data`` (``d`` in the template) and the paper's own facts (``paper``).

    Raises ``Invalid`` (field ``source``) with Typst's words and line when the template does not compile.
    """
    if _PACKAGE.search(source):
        raise Invalid({"source": _("Mẫu không được dùng gói Typst tải từ mạng (@…).")})
    path = _prepared(source)
    text = json.dumps({"data": data, "paper": paper, "fonts": families()}, cls=DjangoJSONEncoder, ensure_ascii=False)
    try:
        compiler = typst.Compiler(input=str(path), root=str(path.parent), font_paths=fonts(), sys_inputs={"data": text})
        pdf = compiler.compile(format="pdf", pdf_standards=STANDARD, timestamp=moment.replace(microsecond=0))
        marks = json.loads(compiler.query("<stamp>", field="value"))
    except typst.TypstError as error:
        words = str(error.diagnostic or error.message)
        words = words[max(words.find("error:"), 0) :].strip()
        raise Invalid({"source": words}, _("Mẫu giấy tờ có lỗi.")) from error
    return Typeset(cast(bytes, pdf), {mark["role"]: _placed(mark) for mark in marks})


def default_source(code: str) -> str:
    """Return the source of the template that comes with the software; raise ``FileNotFoundError``."""
    return (DATA / f"{code}.typ").read_text(encoding="utf-8")


def qr_svg(address: str) -> str:
    """Return a QR code as SVG text."""
    picture = io.BytesIO()
    segno.make(address, error="m").save(picture, kind="svg", border=1, scale=4, xmldecl=False)
    return picture.getvalue().decode()


@lru_cache(maxsize=1)
def fonts() -> typst.Fonts:
    """Return the fonts: Tinos (the width of Times New Roman) when the frontend was built, else Typst's own."""
    return typst.Fonts(include_system_fonts=False, font_paths=[str(folder) for folder in font_folders()])


@lru_cache(maxsize=1)
def families() -> list[str]:
    """Return the families that papers are set in, the first that has a letter sets it."""
    there = set(fonts().families())
    return [name for name in ("Times New Roman", "Tinos", "Libertinus Serif") if name in there]


def font_folders() -> list[Path]:
    """Return the folders with fonts for papers: that of the frontend's build, and ``DATA_DIR/fonts``."""
    candidates = (Path(__file__).parent / "fonts", Path(settings.DATA_DIR) / "fonts")
    return [folder for folder in candidates if folder.is_dir()]


def missing_fonts() -> list[str]:
    """Return what is wrong with the fonts, for ``tinhso doctor``."""
    if len(families()) > 1:
        return []
    return [
        _("Không có phông Tinos hoặc Times New Roman cho giấy tờ (papers/fonts, %(folder)s): dùng Libertinus Serif.")
        % {"folder": settings.DATA_DIR / "fonts"}
    ]


@lru_cache(maxsize=256)
def _prepared(source: str) -> Path:
    """Write the source beside ``common.typ`` in a folder named after both, once, and return its path.

    Raises ``StorageFull``.
    """
    common = (DATA / "common.typ").read_bytes()
    name = hashlib.sha256(common + b"\0" + source.encode()).hexdigest()[:32]
    folder = Path(settings.DATA_DIR) / "cache" / "papers" / name
    path = folder / "main.typ"
    if not path.exists():
        with full_disk_refused():
            folder.mkdir(parents=True, exist_ok=True)
            for target, content in ((folder / "common.typ", common), (path, source.encode())):
                draft = folder / f"{new_id()}.tmp"
                try:
                    draft.write_bytes(content)
                    draft.replace(target)
                finally:
                    draft.unlink(missing_ok=True)
    return path


def _placed(mark: dict[str, Any]) -> Stamp:
    return {
        "page": int(mark["page"]) - 1,
        "x": round(mark["x"], 2),
        "y": round(mark["page-height"] - mark["y"] - mark["height"], 2),
        "width": round(mark["width"], 2),
        "height": round(mark["height"], 2),
    }
