"""Drawing visible signatures into a PDF."""

import io
from functools import lru_cache
from typing import Any

from PIL import Image
from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.images import PdfImage
from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, Margins, SimpleBoxLayoutRule
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.stamp import StaticStampStyle

from tinhso.kernel.foundation import clock
from tinhso.kernel.papers import typesetting
from tinhso.kernel.signing.stamps import Stamp


def style_of(stamp: Stamp) -> StaticStampStyle:
    """Return pyHanko's style that draws ``stamp`` to fill its box."""
    layout = SimpleBoxLayoutRule(
        x_align=AxisAlignment.ALIGN_MID, y_align=AxisAlignment.ALIGN_MID, margins=Margins.uniform(0)
    )
    content: Any = PdfImage(_decoded(stamp.image)) if stamp.image else _TextContent(stamp)
    return StaticStampStyle(background=content, background_opacity=1.0, background_layout=layout, border_width=0)


class _TextContent(PdfContent):
    """A text set by Typst, so that its font is embedded as PDF/A asks."""

    def __init__(self, stamp: Stamp) -> None:
        left, bottom, right, top = stamp.box
        super().__init__(box=BoxConstraints(width=right - left, height=top - bottom))
        self._pdf = stamp.pdf or _set_text(stamp.text, right - left, top - bottom)

    def render(self) -> bytes:
        writer = self._ensure_writer
        form = writer.import_page_as_xobject(PdfFileReader(io.BytesIO(self._pdf)))
        self.resources.xobject["/StampText"] = form
        return b"/StampText Do"


@lru_cache(maxsize=16)
def _decoded(image: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(image)).convert("RGBA")
    picture.thumbnail((640, 640))
    return picture


def _set_text(lines: tuple[str, ...], width: float, height: float) -> bytes:
    source = """
#let inputs = json(bytes(sys.inputs.at("data")))
#set page(width: inputs.data.width * 1pt, height: inputs.data.height * 1pt, margin: 0pt, fill: none)
#set text(font: inputs.fonts, size: 10pt, lang: "vi")
#set par(leading: 0.4em)
#align(right, for words in inputs.data.lines [#words \\ ])
"""
    data = {"lines": list(lines), "width": width, "height": height}
    return typesetting.typeset(source, data, {"title": lines[0] if lines else ""}, clock.now()).pdf
