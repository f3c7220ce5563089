"""The kinds of file that are taken in: how each is known from its first bytes, and shown to open."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from PIL import Image

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

PDF = "application/pdf"
JPEG = "image/jpeg"
PNG = "image/png"
WEBP = "image/webp"
TIFF = "image/tiff"
HEIC = "image/heic"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
ODT = "application/vnd.oasis.opendocument.text"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
OLE = "application/x-ole-storage"
DOC = "application/msword"
XLS = "application/vnd.ms-excel"
XML = "application/xml"
JSON = "application/json"
CSV = "text/csv"
TEXT = "text/plain"
TABLE = "application/x-csv"
ZIP = "application/zip"

IMAGES = frozenset({JPEG, PNG, WEBP, TIFF, HEIC})
DOCUMENTS = frozenset({PDF, *IMAGES, DOCX, XLSX, ODT, ODS, DOC, XLS})
"""What a citizen or an official may attach when a place does not say otherwise."""

MOST_PIXELS = 120_000_000
MOST_UNPACKED = 1 << 30
MOST_ENTRIES = 20_000


class Broken(Exception):  # noqa: N818 - caught within the room and turned into words
    """A file that does not open; the message says why."""


@dataclass(frozen=True)
class Kind:
    """A kind of file: its media type, its Vietnamese name, the endings of its names, and the test that it opens."""

    media_type: str
    label: StrOrPromise
    endings: tuple[str, ...]
    check: Callable[[Path], None]


def _check_pdf(path: Path) -> None:
    # Loaded when the first PDF arrives: every process names kinds of file, few open one.
    from pyhanko.pdf_utils.misc import PdfReadError
    from pyhanko.pdf_utils.reader import PdfFileReader

    try:
        with path.open("rb") as file:
            reader = PdfFileReader(file, strict=False)
            if reader.encrypted:
                raise Broken(_("tệp PDF có mật khẩu; hãy bỏ mật khẩu rồi tải lại"))
            if int(reader.root["/Pages"]["/Count"]) < 1:
                raise Broken(_("tệp PDF không có trang nào"))
    except (PdfReadError, KeyError, ValueError, TypeError, RecursionError, OSError, IndexError) as error:
        raise Broken(_("tệp PDF bị hỏng hoặc chưa tải đủ")) from error


def _check_image(path: Path) -> None:
    try:
        with Image.open(path, formats=["JPEG", "PNG", "WEBP", "TIFF", "MPO"]) as image:
            width, height = image.size
            if width * height > MOST_PIXELS:
                raise Broken(_("ảnh quá lớn; hãy giảm độ phân giải"))
            # A JPEG is decoded small: enough to meet a missing end, without the cost of the full picture.
            image.draft("L", (256, 256))
            image.load()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise Broken(_("ảnh bị hỏng hoặc chưa tải đủ")) from error


def _check_office(part: str) -> Callable[[Path], None]:
    def check(path: Path) -> None:
        try:
            with zipfile.ZipFile(path) as archive:
                entries = archive.infolist()
                names = {entry.filename for entry in entries}
                unpacked = sum(entry.file_size for entry in entries)
                if len(entries) > MOST_ENTRIES or unpacked > MOST_UNPACKED:
                    raise Broken(_("nội dung nén quá lớn"))
                if any(name.lower().endswith("vbaproject.bin") for name in names):
                    raise Broken(_("tệp có chứa macro; hãy lưu lại thành tệp không có macro"))
                if part not in names:
                    raise Broken(_("tệp bị hỏng"))
                if archive.testzip() is not None:
                    raise Broken(_("tệp bị hỏng hoặc chưa tải đủ"))
        except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError) as error:
            raise Broken(_("tệp bị hỏng hoặc chưa tải đủ")) from error

    return check


def _check_text(path: Path) -> None:
    try:
        with path.open(encoding="utf-8-sig") as file:
            while chunk := file.read(1 << 16):
                if "\x00" in chunk:
                    raise Broken(_("tệp không phải là văn bản"))
    except UnicodeDecodeError as error:
        raise Broken(_("tệp không dùng bảng mã UTF-8; hãy lưu lại với bảng mã UTF-8")) from error


def _no_check(path: Path) -> None:
    """Take a kind whose content nothing here can open."""


KINDS = {
    kind.media_type: kind
    for kind in (
        Kind(PDF, "PDF", (".pdf",), _check_pdf),
        Kind(JPEG, gettext_lazy("ảnh JPEG"), (".jpg", ".jpeg", ".jpe", ".jfif"), _check_image),
        Kind(PNG, gettext_lazy("ảnh PNG"), (".png",), _check_image),
        Kind(WEBP, gettext_lazy("ảnh WebP"), (".webp",), _check_image),
        Kind(TIFF, gettext_lazy("ảnh TIFF"), (".tif", ".tiff"), _check_image),
        Kind(HEIC, gettext_lazy("ảnh HEIC"), (".heic", ".heif"), _no_check),
        Kind(DOCX, "Word (DOCX)", (".docx",), _check_office("word/document.xml")),
        Kind(XLSX, "Excel (XLSX)", (".xlsx",), _check_office("xl/workbook.xml")),
        Kind(PPTX, "PowerPoint (PPTX)", (".pptx",), _check_office("ppt/presentation.xml")),
        Kind(ODT, "OpenDocument (ODT)", (".odt",), _check_office("content.xml")),
        Kind(ODS, "OpenDocument (ODS)", (".ods",), _check_office("content.xml")),
        Kind(DOC, "Word (DOC)", (".doc",), _no_check),
        Kind(XLS, "Excel (XLS)", (".xls",), _no_check),
        Kind(XML, "XML", (".xml", ".edxml"), _check_text),
        Kind(JSON, "JSON", (".json", ".geojson"), _check_text),
        Kind(CSV, "CSV", (".csv",), _check_text),
        Kind(TEXT, gettext_lazy("văn bản thuần"), (".txt",), _check_text),
        # A CSV in whatever encoding: who reads it finds that out, and refuses what is no text.
        Kind(TABLE, "CSV", (".csv", ".txt", ".tsv"), _no_check),
        Kind(ZIP, "ZIP", (".zip",), _no_check),
    )
}
