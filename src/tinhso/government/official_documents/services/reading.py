"""Opening files: each opening is on record, and what is opened bears the reader's name on every page."""

from __future__ import annotations

import io

import pypdfium2
from django.utils.translation import gettext as _
from pypdfium2 import raw

from tinhso.government.official_documents import audit_events as happened
from tinhso.kernel.audit import services as audit
from tinhso.kernel.files import queries as file_queries
from tinhso.kernel.files.kinds import PDF
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.foundation import clock
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.papers import typesetting

_SOURCE = """
#let inputs = json(bytes(sys.inputs.at("data")))
#set document(title: "")
#set page(width: 595pt, height: 842pt, margin: 0pt, fill: none)
#set text(font: inputs.fonts, size: 11pt, fill: rgb(120, 120, 120, 70), lang: "vi")
#let words = box(width: 520pt, align(center)[#inputs.data.words])
#for at in (160, 420, 680) { place(top + left, dx: 40pt, dy: at * 1pt, rotate(-28deg, words)) }
#place(bottom + left, dx: 30pt, dy: -10pt, text(size: 7.5pt, fill: rgb(110, 110, 110))[#inputs.data.words])
"""


def note_view(actor: Actor, document: object, kind: str, key: object, symbol: str, unit_id: object) -> None:
    """Write that somebody opened a document's page."""
    audit.record(
        actor,
        happened.VIEWED,
        subject_kind=kind,
        subject_id=key,  # type: ignore[arg-type]
        subject_label=str(document),
        unit_id=unit_id,  # type: ignore[arg-type]
        symbol=symbol,
    )


def note_file(
    actor: Actor, document: object, kind: str, key: object, unit_id: object, file: StoredFile, way: str
) -> None:
    """Write that somebody opened a file: ``way`` is ``view``, ``download`` or ``original``."""
    audit.record(
        actor,
        happened.FILE_READ,
        subject_kind=kind,
        subject_id=key,  # type: ignore[arg-type]
        subject_label=str(document),
        unit_id=unit_id,  # type: ignore[arg-type]
        symbol=str(getattr(document, "symbol", ""))[:60],
        file=file.name,
        way=way,
    )


def marked(actor: Actor, file: StoredFile) -> bytes:
    """Return a PDF with the reader's name and the moment on every page; its signatures stay with the original."""
    content = file_queries.read(file)
    if file.media_type != PDF:
        return content
    moment = clock.now().astimezone(clock.VIETNAM)
    words = _("{name} mở lúc {when}").format(name=actor.name, when=f"{moment:%H:%M %d/%m/%Y}")
    overlay = typesetting.typeset(_SOURCE, {"words": words}, {"title": ""}, clock.now()).pdf
    target = pypdfium2.PdfDocument(content)
    mark = pypdfium2.PdfDocument(overlay)
    try:
        target.init_forms()
        captured = raw.FPDF_NewXObjectFromPage(target, mark, 0)
        for page in target:
            width, height = page.get_size()
            stamp = raw.FPDF_NewFormObjectFromXObject(captured)
            raw.FPDFPageObj_Transform(stamp, width / 595, 0, 0, height / 842, 0, 0)
            raw.FPDFPage_InsertObject(page, stamp)
            page.gen_content()
            # Visible signatures become part of the page: on this copy they prove nothing.
            if target.formenv:
                page.flatten()
        raw.FPDF_CloseXObject(captured)
        output = io.BytesIO()
        target.save(output)
        return output.getvalue()
    finally:
        mark.close()
        target.close()
