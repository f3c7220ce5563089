"""Dossiers in the portal's words (``DongBoHoSoMC``, ``CapNhatTienDoHoSoMC``), and the portal's dossiers in ours."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Invalid
from tinhso.kernel.organizations.queries import unit_by_identifier
from tinhso.kits.procedures.models import Dossier
from tinhso.kits.procedures.queries import procedures_in_force, published_version
from tinhso.kits.procedures.services.intake import Application
from tinhso.kits.procedures.states import Channel

_CHANNELS = {Channel.COUNTER: "1", Channel.POST: "3"}


def stamp(moment: datetime | None) -> str:
    """Return a moment as ``yyyyMMddHHmmss`` in the time of Viet Nam; nothing for none."""
    return moment.astimezone(clock.VIETNAM).strftime("%Y%m%d%H%M%S") if moment else ""


def whole(dossier: Dossier, status: int) -> dict[str, Any]:
    """Return a dossier whole."""
    applicant = dossier.applicant
    return {
        "MaHoSo": dossier.code,
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
        "NgayTra": "",
        "ThongTinTra": "",
        "HinhThuc": "",
        "NgayKetThucXuLy": "",
        "DonViXuLy": dossier.agency.name,
        "GhiChu": "",
        "NoiNopHoSo": "1",
        "HoSoCoThanhPhanSoHoa": "1",
        "TaiKhoanDuocXacThucVoiVNeID": "0",
        "DuocThanhToanTrucTuyen": "0",
        "NgayNopHoSo": stamp(dossier.submitted_at),
        "LoaiDinhDanh": "1",
        "SoDinhDanh": applicant.get("personal_number", ""),
    }


def step(dossier: Dossier, status: int, at: datetime) -> dict[str, Any]:
    """Return a step of a dossier; who handles it inside the office is not told."""
    return {
        "MaHoSo": dossier.code,
        "NguoiXuLy": "",
        "ChucDanh": "",
        "ThoiDiemXuLy": stamp(at),
        "PhongBanXuLy": dossier.agency.name,
        "NoiDungXuLy": "",
        "TrangThai": str(status),
        "NgayBatDau": stamp(at),
        "NgayKetThucTheoQuyDinh": stamp(dossier.due_at),
    }


def application(data: dict[str, Any]) -> Application:
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
        parts=(),
        channel=Channel.NATIONAL,
        whole=False,
    )
