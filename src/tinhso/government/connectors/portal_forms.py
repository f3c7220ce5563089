"""Dossiers in the portal's words (``DongBoHoSoMC``, ``CapNhatTienDoHoSoMC``), and the portal's dossiers in ours."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from tinhso.government.connectors import portal_files
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Invalid
from tinhso.kernel.organizations.queries import unit_by_identifier
from tinhso.kits.procedures.models import Dossier
from tinhso.kits.procedures.queries import procedures_in_force, published_version
from tinhso.kits.procedures.services.intake import Application, GivenPart
from tinhso.kits.procedures.states import Channel

_CHANNELS = {Channel.COUNTER: "1", Channel.POST: "3"}


def stamp(moment: datetime | None) -> str:
    """Return a moment as ``yyyyMMddHHmmss`` in the time of Viet Nam; nothing for none."""
    return moment.astimezone(clock.VIETNAM).strftime("%Y%m%d%H%M%S") if moment else ""


def whole(dossier: Dossier, code: str, status: int) -> dict[str, Any]:
    """Return a dossier whole, under its code on the portal, with its files and its signed result."""
    applicant = dossier.applicant
    parts = portal_files.handed_in(dossier)
    return {
        "MaHoSo": code,
        "MaTTHC": dossier.procedure.code,
        "TenTTHC": dossier.procedure.name,
        "MaLinhVuc": dossier.procedure.field.code,
        "TenLinhVuc": dossier.procedure.field.name,
        "KenhThucHien": _CHANNELS.get(Channel(dossier.channel), "2"),
        "ChuHoSo": dossier.applicant_name,
        "LoaiDoiTuong": "1",
        "MaDoiTuong": "",
        "ThongTinKhac": "",
        "Email": applicant.get("email", ""),
        "Fax": "",
        "SoDienThoai": applicant.get("phone", ""),
        "TrichYeuHoSo": dossier.procedure.name,
        "NgayTiepNhan": stamp(dossier.received_at),
        "NgayHenTra": stamp(dossier.due_at),
        "TrangThaiHoSo": str(status),
        "NgayTra": stamp(dossier.handed_over_at),
        "ThongTinTra": "",
        "HinhThuc": "",
        "NgayKetThucXuLy": stamp(dossier.finished_at),
        "DonViXuLy": dossier.agency.name,
        "GhiChu": "",
        "NoiNopHoSo": "1",
        "HoSoCoThanhPhanSoHoa": "1" if any(part["DuocSoHoa"] == "1" for part in parts) else "0",
        "TaiKhoanDuocXacThucVoiVNeID": "0",
        "DuocThanhToanTrucTuyen": "0",
        "NgayNopHoSo": stamp(dossier.submitted_at),
        "LoaiDinhDanh": "1",
        "SoDinhDanh": applicant.get("personal_number", ""),
        "TaiLieuNop": parts,
        "DanhSachGiayToKetQua": portal_files.results(dossier),
    }


def step(dossier: Dossier, code: str, status: int, at: datetime) -> dict[str, Any]:
    """Return a step of a dossier, under its code on the portal; who handles it inside the office is not told."""
    return {
        "MaHoSo": code,
        "NguoiXuLy": "",
        "ChucDanh": "",
        "ThoiDiemXuLy": stamp(at),
        "PhongBanXuLy": dossier.agency.name,
        "NoiDungXuLy": "",
        "TrangThai": str(status),
        "NgayBatDau": stamp(at),
        "NgayKetThucTheoQuyDinh": stamp(dossier.due_at),
    }


def application(data: dict[str, Any], parts: Sequence[GivenPart]) -> Application:
    """Return what the portal's dossier applies for; raise ``Invalid`` or ``KeyError`` for what cannot be taken in."""
    procedure = procedures_in_force().filter(code=str(data["MaTTHC"])).first()
    if procedure is None:
        raise Invalid({"MaTTHC": f"Tỉnh chưa công bố thủ tục {data['MaTTHC']}."})
    return Application(
        version=published_version(procedure),
        agency=unit_by_identifier(str(data["MaDonVi"])),
        person=None,
        applicant={
            "full_name": str(data["ChuHoSo"]),
            "personal_number": str(data.get("SoDinhDanh", "")),
            "phone": str(data.get("SoDienThoai", "")),
            "email": str(data.get("Email", "")),
            "address": str(data.get("DiaChi", "")),
        },
        answers=dict(data.get("ToKhai", {})),
        parts=parts,
        channel=Channel.NATIONAL,
        whole=False,
    )
