"""A list as .docx (Office Open XML): a title and one table, nothing that needs a program of its own."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)
_FONT = (
    '<w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman"/>{bold}'
    '<w:sz w:val="{size}"/></w:rPr>'
)
_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:color="000000"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_PAGE = (
    '<w:sectPr><w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>'
    '<w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="567" w:footer="567" w:gutter="0"/>'
    "</w:sectPr>"
)


def table(title: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return a document with a title and a table, A4 lying."""
    body = _paragraph(title, bold=True, size=28, centred=True)
    lines = [_row(head, bold=True, header=True), *(_row(row) for row in rows)]
    body += (
        f'<w:tbl><w:tblPr><w:tblW w:w="5000" w:type="pct"/><w:tblBorders>{_BORDERS}</w:tblBorders></w:tblPr>'
        f"{''.join(lines)}</w:tbl><w:p/>{_PAGE}"
    )
    document = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f"<w:body>{body}</w:body></w:document>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in (
            ("[Content_Types].xml", _TYPES),
            ("_rels/.rels", _RELATIONS),
            ("word/document.xml", document),
        ):
            package.writestr(name, text)
    return out.getvalue()


def _row(cells: Sequence[str], *, bold: bool = False, header: bool = False) -> str:
    mark = "<w:trPr><w:tblHeader/></w:trPr>" if header else ""
    return f"<w:tr>{mark}{''.join(f'<w:tc>{_paragraph(cell, bold=bold)}</w:tc>' for cell in cells)}</w:tr>"


def _paragraph(text: str, *, bold: bool = False, size: int = 24, centred: bool = False) -> str:
    font = _FONT.format(bold="<w:b/>" if bold else "", size=size)
    place = '<w:pPr><w:jc w:val="center"/></w:pPr>' if centred else ""
    clean = "".join(char for char in text if char >= " " or char in "\t\n")
    return f'<w:p>{place}<w:r>{font}<w:t xml:space="preserve">{escape(clean)}</w:t></w:r></w:p>'
