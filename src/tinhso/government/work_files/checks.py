"""What is missing in a work file before it is closed, and before it goes to the archive."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tinhso.government.work_files import law, queries
from tinhso.government.work_files.models import Item, WorkFile
from tinhso.kernel.files import queries as files
from tinhso.kernel.files.kinds import PDF
from tinhso.kernel.files.models import Scan, StoredFile

PICTURES = frozenset({"image/jpeg", "image/png"})
"""Kinds that are set into a PDF/A when the package is made."""


@dataclass(frozen=True)
class Problem:
    """Something missing; ``stops`` says whether nothing can be done before it is mended."""

    words: str
    stops: bool


def problems(file: WorkFile, items: Sequence[Item] | None = None, *, deep: bool = False) -> list[Problem]:
    """Return what is missing in a file, of which ``items`` may have been read before.

    ``deep`` opens its documents' files as well, for the archive: PDF/A, no viruses.
    """
    items = queries.items_of(file) if items is None else items
    found = []
    if not items:
        found.append(Problem(_("hồ sơ chưa có tài liệu nào"), stops=True))
    if law.term(file.term) is None:
        found.append(Problem(_("chưa có thời hạn bảo quản"), stops=True))
    for item in items:
        name = _("tài liệu số {ordinal}").format(ordinal=item.ordinal)
        given = [one.file for one in item.files.all()]
        if not given and not item.paper:
            found.append(Problem(_("{name} chưa có tệp").format(name=name), stops=True))
        if item.paper:
            found.append(Problem(_("{name} chỉ có bản giấy").format(name=name), stops=False))
        if not item.issued_on:
            found.append(Problem(_("{name} chưa ghi ngày văn bản").format(name=name), stops=False))
        if deep:
            found += _of_files(name, given)
    return found


def _of_files(name: str, given: Iterable[StoredFile]) -> list[Problem]:
    found = []
    for file in given:
        if file.scan == Scan.INFECTED:
            found.append(Problem(_("{name}: tệp {file} có mã độc").format(name=name, file=file.name), stops=True))
        elif file.media_type == PDF:
            if not is_pdf_a(files.read(file)):
                words = _("{name}: tệp {file} không phải PDF/A; được giữ nguyên bản trong gói")
                found.append(Problem(words.format(name=name, file=file.name), stops=False))
        elif file.media_type not in PICTURES:
            words = _("{name}: tệp {file} không phải PDF hay ảnh; được giữ nguyên bản trong gói")
            found.append(Problem(words.format(name=name, file=file.name), stops=False))
    return found


def is_pdf_a(content: bytes) -> bool:
    """Tell whether a PDF says of itself that it is PDF/A (ISO 19005); whether it keeps its word is not examined."""
    return b"pdfaid:part" in content or b"http://www.aiim.org/pdfa/ns/id/" in content
