"""Finding out what a file is from its content, never from what its sender says."""

import zipfile
from collections.abc import Collection
from pathlib import Path, PurePath

import puremagic
from django.utils.translation import gettext as _

from tinhso.kernel.files import kinds
from tinhso.kernel.files.kinds import KINDS, Broken
from tinhso.kernel.foundation.errors import Invalid

_HEAD = 4096
_EXECUTABLES = (
    b"MZ",
    b"\x7fELF",
    b"#!",
    b"\xca\xfe\xba\xbe",
    b"\xfe\xed\xfa",
    b"\xcf\xfa\xed\xfe",
    b"\xce\xfa\xed\xfe",
)
_DANGEROUS = frozenset(
    [".exe", ".dll", ".com", ".bat", ".cmd", ".scr", ".msi", ".ps1", ".vbs", ".js", ".jse", ".wsf", ".hta", ".jar",
     ".apk", ".sh", ".py", ".php", ".html", ".htm", ".xhtml", ".svg", ".lnk", ".iso", ".docm", ".xlsm", ".pptm",
     ".dotm", ".xltm"]
)  # fmt: skip
_TEXTS = {".xml": kinds.XML, ".edxml": kinds.XML, ".json": kinds.JSON, ".geojson": kinds.JSON,
          ".csv": kinds.CSV, ".txt": kinds.TEXT}  # fmt: skip


def recognise(path: Path, name: str, accept: Collection[str]) -> str:
    """Return the media type of the file at ``path``, of a kind in ``accept``, which opens.

    Raises ``Invalid`` (field ``file``) when it is empty, executable, of another kind than its name says, of a
    kind that is not accepted, or broken; each message names the remedy.
    """
    ending = PurePath(name).suffix.lower()
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head:
        raise _refusal(_("Tệp “%(name)s” rỗng. Hãy chọn lại tệp.") % {"name": name})
    if ending in _DANGEROUS or head.startswith(_EXECUTABLES):
        raise _refusal(
            _("Tệp “%(name)s” là chương trình hoặc có thể chạy lệnh nên không được nhận. Hãy gửi %(kinds)s.")
            % {"name": name, "kinds": describe(accept)}
        )
    found = _by_content(path, head, ending)
    if kinds.TABLE in accept and found in {None, kinds.CSV, kinds.TEXT} and ending in KINDS[kinds.TABLE].endings:
        found = kinds.TABLE
    if found is None or found not in accept:
        raise _refusal(
            _("Tệp “%(name)s” là %(found)s, ở đây không nhận loại này. Hãy gửi %(kinds)s.")
            % {
                "name": name,
                "found": KINDS[found].label if found else _guess(head, name),
                "kinds": describe(accept),
            }
        )
    kind = KINDS[found]
    if ending and ending not in kind.endings:
        raise _refusal(
            _("Tệp “%(name)s” thực ra là %(found)s. Hãy đổi đuôi tệp thành %(ending)s hoặc chọn đúng tệp.")
            % {"name": name, "found": kind.label, "ending": kind.endings[0]}
        )
    try:
        kind.check(path)
    except Broken as reason:
        raise _refusal(
            _("Không mở được “%(name)s”: %(reason)s. Hãy tạo lại tệp rồi gửi lại.") % {"name": name, "reason": reason}
        ) from reason
    return found


def describe(accept: Collection[str]) -> str:
    """Return the accepted kinds in words: ``PDF, ảnh JPEG hoặc ảnh PNG``."""
    labels = [str(kind.label) for media_type, kind in KINDS.items() if media_type in accept]
    if len(labels) < 2:
        return "".join(labels)
    return _("%(first)s hoặc %(last)s") % {"first": ", ".join(labels[:-1]), "last": labels[-1]}


def _by_content(path: Path, head: bytes, ending: str) -> str | None:
    if b"%PDF-" in head[:1024]:
        return kinds.PDF
    if head.startswith(b"\xff\xd8\xff"):
        return kinds.JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return kinds.PNG
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return kinds.WEBP
    if head.startswith((b"II*\x00", b"MM\x00*")):
        return kinds.TIFF
    if head[4:8] == b"ftyp" and head[8:12] in (b"heic", b"heix", b"mif1", b"msf1", b"hevc", b"heim"):
        return kinds.HEIC
    if head.startswith(b"PK\x03\x04"):
        return _by_archive(path)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return {".doc": kinds.DOC, ".xls": kinds.XLS}.get(ending)
    if ending in _TEXTS and b"\x00" not in head:
        return _TEXTS[ending]
    return None


def _by_archive(path: Path) -> str | None:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            declared = archive.read("mimetype")[:100].decode("ascii", "replace") if "mimetype" in names else ""
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError):
        # The end of an archive carries its list: without it, only the beginning can be told.
        with path.open("rb") as file:
            beginning = file.read(1 << 16)
        names, declared = set(), ""
        for media_type, part in _OFFICE.items():
            if part.encode() in beginning:
                return media_type
    if declared.strip() in (kinds.ODT, kinds.ODS):
        return declared.strip()
    return next((media_type for media_type, part in _OFFICE.items() if part in names), kinds.ZIP)


_OFFICE = {
    kinds.DOCX: "word/document.xml",
    kinds.XLSX: "xl/workbook.xml",
    kinds.PPTX: "ppt/presentation.xml",
}


def _guess(head: bytes, name: str) -> str:
    try:
        return str(puremagic.from_string(head, mime=True, filename=name)) or _("loại chưa rõ")
    except (puremagic.PureError, ValueError):
        return _("loại chưa rõ")


def _refusal(message: str) -> Invalid:
    return Invalid({"file": message})
