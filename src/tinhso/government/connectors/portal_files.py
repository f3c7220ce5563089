"""Files of dossiers in the portal's words: those that a citizen lodged there, those that it may fetch from here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from tinhso.kernel.files.links import link
from tinhso.kernel.files.models import StoredFile
from tinhso.kits.procedures.models import Dossier, DossierResult

_FETCHED_WITHIN = 7 * 86_400
"""Seconds during which the portal may fetch a file that it was told of."""
_YES = frozenset({"1", "true"})


@dataclass(frozen=True)
class LodgedFile:
    """A file of a dossier that was lodged on the portal."""

    name: str
    part: str
    """The code of the part of the procedure that it shows (``MaThanhPhanHoSo``)."""
    path: str
    """Where the portal keeps it: what it is known by, as two files may be given one number."""


def lodged(data: Mapping[str, Any]) -> Iterator[LodgedFile]:
    """Give the files that a dossier of the portal names, without those taken away again; raise ``KeyError``."""
    rows = data.get("TaiLieuNop") or []
    if not isinstance(rows, list) or not all(isinstance(named, dict) for named in rows):
        raise KeyError("TaiLieuNop")
    for named in rows:
        if str(named.get("IsDeleted", "")).lower() not in _YES:
            yield LodgedFile(
                str(named["TenTepDinhKem"]), str(named["MaThanhPhanHoSo"]), str(named["DuongDanTaiTepTin"])
            )


def handed_in(dossier: Dossier) -> list[dict[str, Any]]:
    """Return the files of a dossier as ``TaiLieuNop``."""
    parts = dossier.parts.exclude(file=None).select_related("file").order_by("added_at", "id")
    return [
        {
            "TepDinhKemId": str(part.pk),
            "TenTepDinhKem": part.file.name,
            "IsDeleted": "0",
            "MaThanhPhanHoSo": part.code,
            "DuongDanTaiTepTin": _address(part.file),
            # What is electronic from the beginning was not digitised.
            "DuocSoHoa": "0" if part.form == "electronic" else "1",
            "DuocTaiSuDung": "0",
            "DuocLayTuKhoDMQG": "0",
            "MaKetQuaThayThe": "",
        }
        for part in parts
        if part.file is not None
    ]


def results(dossier: Dossier) -> list[dict[str, Any]]:
    """Return the signed result of a dossier as ``DanhSachGiayToKetQua``; nothing while there is none."""
    result = DossierResult.objects.filter(dossier=dossier).select_related("paper__signed_file").first()
    paper = result.paper if result else None
    if paper is None or paper.signed_file is None:
        return []
    return [
        {
            "TenGiayTo": paper.title,
            "MaThanhPhanHoSo": "",
            "GiayToId": str(paper.pk),
            "DuongDanTepTinKetQua": _address(paper.signed_file),
            "MaGiayToKetQua": paper.number or paper.verification_code,
        }
    ]


def _address(file: StoredFile) -> str:
    return f"{settings.BASE_URL}{link(file, seconds=_FETCHED_WITHIN, download=True)}"
