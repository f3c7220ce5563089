"""The package in which files go to the archive (SIP): a ZIP with metadata by Annex VI of Decree 30/2020 and checksums.

``manifest.xml``, for each file a folder with ``hoso.xml``, ``mucluc.pdf`` and ``tailieu/``; ``checksums.sha256`` names
every other entry. The same rows make the same bytes.
"""

from __future__ import annotations

import hashlib
import io
import re
import tempfile
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import cast
from uuid import UUID
from xml.sax.saxutils import escape

import typst

from tinhso.government.work_files import law, papers
from tinhso.government.work_files.checks import PICTURES
from tinhso.government.work_files.models import Item, WorkFile
from tinhso.kernel.files import queries as files
from tinhso.kernel.files.kinds import PDF
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.papers.typesetting import STANDARD, fonts

ZIP = "application/zip"
NAMESPACE = "urn:tinhso:work-files:sip:1"
_FIXED = (1980, 1, 1, 0, 0, 0)
LENGTHS = {
    "OrganId": 35, "FileNotation": 20, "Title": 500, "Maintenance": 30, "Rights": 30, "Creator": 30, "Language": 50,
    "Description": 500, "TypeName": 100, "CodeNumber": 11, "CodeNotation": 30, "OrganName": 200, "Subject": 500,
    "FullName": 50,
}  # fmt: skip
"""Most letters of a value (Annex VI); ``OrganId`` is 13 there and up to 35 since QĐ 20/2020/QĐ-TTg."""


def made(hand_over_id: UUID, unit_name: str, unit_identifier: str, parts: Sequence[WorkFile], day: date) -> bytes:
    """Return the package of files as ZIP bytes."""
    entries: list[tuple[str, bytes]] = []
    items = Item.objects.filter(work_file__in=parts, out_at=None).prefetch_related("files__file").order_by("ordinal")
    by_file: dict[UUID, list[Item]] = {}
    for item in items:
        by_file.setdefault(item.work_file_id, []).append(item)
    names = []
    for file in parts:
        folder = _folder(file)
        names.append(folder)
        entries += _of_file(folder, file, by_file.get(file.pk, []), unit_identifier, unit_name)
    manifest = _element(
        "Package",
        [
            _element("PackageId", str(hand_over_id)), _element("CreatedOn", day.isoformat()),
            _element("OrganId", unit_identifier), _element("OrganName", unit_name),
            *[_element("File", name) for name in names],
        ],
        f' xmlns="{NAMESPACE}" kind="SIP"',
    )  # fmt: skip
    entries.insert(0, ("manifest.xml", _document(manifest)))
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in entries)
    entries.append(("checksums.sha256", sums.encode()))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in entries:
            package.writestr(zipfile.ZipInfo(name, _FIXED), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def wrong(content: bytes) -> list[str]:
    """Return the entries of a package whose checksum is not theirs, or that are missing; nothing when all is well."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        there = set(package.namelist())
        lines = package.read("checksums.sha256").decode().splitlines()
        listed = {line[66:]: line[:64] for line in lines if line}
        bad = [name for name in listed if name not in there or _sum(package, name) != listed[name]]
        return sorted([*bad, *(there - set(listed) - {"checksums.sha256"})])


def _sum(package: zipfile.ZipFile, name: str) -> str:
    return hashlib.sha256(package.read(name)).hexdigest()


def _folder(file: WorkFile) -> str:
    return f"{file.year}-{re.sub(r'[^0-9A-Za-zĐđ.-]', '_', file.symbol)}"


def _of_file(
    folder: str, file: WorkFile, items: Sequence[Item], organ_id: str, organ_name: str
) -> Iterable[tuple[str, bytes]]:
    entries: list[tuple[str, bytes]] = []
    documents = []
    for item in items:
        written = []
        for number, one in enumerate(item.files.all(), 1):
            name, content = _content(one.file)
            path = f"{folder}/tailieu/{item.ordinal:03d}-{number:02d}{name}"
            entries.append((path, content))
            written.append((path.removeprefix(f"{folder}/"), hashlib.sha256(content).hexdigest(), one.file.sha256))
        documents.append(_item(item, written, file, organ_id, organ_name))
    term = law.term(file.term)
    days = [item.issued_on for item in items if item.issued_on]
    data = [
        _code(file, organ_id),
        _element("Title", file.title), _element("Maintenance", term.name if term else ""),
        _element("Rights", file.rights), _element("Creator", str(file.keeper or "")),
        _element("Language", file.language),
        _element("StartDate", _day(min(days, default=file.opened_on))),
        _element("EndDate", _day(max(days, default=file.closed_on or file.opened_on))),
        _element("DocTotal", str(len(items))), _element("PageTotal", str(file.pages)),
        _element("Description", file.description), *documents,
    ]  # fmt: skip
    metadata = _document(_element("File", data, f' xmlns="{NAMESPACE}"'))
    inventory = papers.inventory(file, items, organ_name)
    return [(f"{folder}/hoso.xml", metadata), (f"{folder}/mucluc.pdf", inventory), *entries]


def _item(
    item: Item, written: Sequence[tuple[str, str, str]], file: WorkFile, organ_id: str, organ_name: str
) -> str:  # fmt: skip
    return _element(
        "Document",
        [
            _code(file, organ_id), _element("DocOrdinal", str(item.ordinal)), _element("TypeName", item.type_name),
            _element("CodeNumber", item.number), _element("CodeNotation", item.notation),
            _element("IssuedDate", _day(item.issued_on)), _element("OrganName", item.issuer or organ_name),
            _element("Subject", item.title), _element("Language", file.language),
            _element("PageAmount", str(item.pages)),
            _element("SignerInfo", [_element("FullName", item.signer)]) if item.signer else "",
            *[_written(*one) for one in written],
            '<Content paper="true"/>' if item.paper else "",
        ],
    )  # fmt: skip


def _written(path: str, digest: str, source: str) -> str:
    """Return where a content lies; ``source`` is the checksum of the picture that it was made from, if it was."""
    origin = "" if digest == source else f' source="{source}"'
    return f'<Content path="{escape(path)}" sha256="{digest}"{origin}/>'


def _code(file: WorkFile, organ_id: str) -> str:
    return _element(
        "FileCode",
        [_element("OrganId", organ_id), _element("FileCatalog", str(file.year)), _element("FileNotation", file.symbol)],
    )


def _element(name: str, content: str | Sequence[str], attributes: str = "") -> str:
    if not isinstance(content, str):
        return f"<{name}{attributes}>{''.join(content)}</{name}>"
    return f"<{name}{attributes}>{escape(content[: LENGTHS.get(name, 500)])}</{name}>"


def _document(root: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{root}\n'.encode()


def _day(day: date | None) -> str:
    return day.strftime("%d/%m/%Y") if day else ""


def _content(file: StoredFile) -> tuple[str, bytes]:
    """Return the ending of a file's name and its content: pictures are set into PDF/A, the rest stays as it is."""
    content = files.read(file)
    if file.media_type in PICTURES:
        return ".pdf", _as_pdf_a(content, "jpg" if file.media_type == "image/jpeg" else "png")
    if file.media_type == PDF:
        return ".pdf", content
    return Path(file.name).suffix.lower()[:8], content


def _as_pdf_a(picture: bytes, ending: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / f"trang.{ending}").write_bytes(picture)
        source = '#set document(title: "Trang tài liệu")\n'
        source += f'#set page(width: 210mm, height: auto, margin: 0mm)\n#image("trang.{ending}", width: 210mm)\n'
        (root / "main.typ").write_text(source, encoding="utf-8")
        compiler = typst.Compiler(input=str(root / "main.typ"), root=folder, font_paths=fonts())
        return cast(bytes, compiler.compile(format="pdf", pdf_standards=STANDARD))
