"""The national portal over real HTTP: steps go there once and in order, dossiers come from it once."""

import base64
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client

from tinhso.government.connectors import queries, services
from tinhso.government.connectors.models import PortalArrival, PortalUpdate
from tinhso.kernel.files import queries as files
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.foundation import clock
from tinhso.kernel.papers.models import Paper
from tinhso.kits.procedures.models import DossierResult
from tinhso.kits.procedures.states import Channel
from tinhso.kits.procedures.tests.conftest import a_pdf, scan, submit, world  # noqa: F401 - fixtures

pytestmark = pytest.mark.django_db


def of(played, code):
    return [(kept["service"], row) for kept in played.received() for row in kept["data"] if row["MaHoSo"] == code]


def lodged_like(dossier, code, part="", paper=b""):
    """Return what the portal would have of a like dossier, with one file."""
    named = {
        "TepDinhKemId": "1", "TenTepDinhKem": "giay.pdf", "MaThanhPhanHoSo": part,
        "NoiDung": base64.b64encode(paper).decode(),
    }  # fmt: skip
    return {
        "MaHoSo": code, "MaTTHC": dossier.procedure.code, "MaDonVi": dossier.agency.identifier,
        "ChuHoSo": "Nguyễn Thị Quốc Gia", "SoDinhDanh": "", "SoDienThoai": "0912345678", "ToKhai": dossier.answers,
        "TaiLieuNop": [named] if paper else [],
    }  # fmt: skip


def test_a_dossier_is_told_whole_first_then_by_its_steps_each_once(national, submit):  # noqa: F811
    dossier = submit()
    PortalUpdate.objects.filter(dossier=dossier).delete()
    for minute, status in enumerate((1, 2, 4, 9)):
        services.note(dossier.pk, status, "procedures.dossier-x", clock.now() + timedelta(minutes=minute))
    assert services.send_waiting() == 4
    assert services.send_waiting() == 0
    told = of(national, dossier.code)[-5:]
    wholes = [row for service, row in told if service == "DongBoHoSoMC"]
    steps = [row for service, row in told if service == "CapNhatTienDoHoSoMC"]
    assert told[0][1] == wholes[0]
    # Done, it is told whole again: when it was, and with which result.
    assert [row["TrangThaiHoSo"] for row in wholes] == ["1", "9"]
    assert [row["TrangThai"] for row in steps] == ["2", "4", "9"]
    assert told[0][1]["NgayNopHoSo"] == dossier.submitted_at.astimezone(clock.VIETNAM).strftime("%Y%m%d%H%M%S")


def test_while_the_portal_is_down_nothing_is_lost_and_the_share_says_so(national, submit):  # noqa: F811
    dossier = submit()
    PortalUpdate.objects.filter(dossier=dossier).delete()
    services.note(dossier.pk, 1, "procedures.dossier-submitted", clock.now())
    services.note(dossier.pk, 2, "procedures.dossier-received", clock.now() + timedelta(minutes=1))
    national.failing("down")
    assert services.send_waiting() == 0
    # The first failed, so the second was not even tried: the order stands.
    assert sorted(PortalUpdate.objects.values_list("tries", flat=True)) == [0, 1]
    share = queries.synchronised(clock.today(), clock.today())
    assert (share.dossiers, share.told, share.failing, share.percent) == (1, 0, 1, 0.0)
    assert "503" in queries.failing().get().trouble or queries.failing().get().trouble
    national.failing("")
    assert services.send_waiting() == 2
    assert queries.synchronised(clock.today(), clock.today()).percent == 100.0


def came(code):
    """Return what arrived under a code; the portal plays for all tests, so others' dossiers come again too."""
    return PortalArrival.objects.get(code=code)


def test_a_dossier_lodged_there_comes_in_once_and_what_cannot_is_kept_with_its_reason(national, submit):  # noqa: F811
    mine = submit()
    lodged = lodged_like(mine, "QG-2026-0001")
    national.post("/portal/lodge", lodged)
    national.post("/portal/lodge", {**lodged, "MaHoSo": "QG-2026-0002", "MaTTHC": "9.999999"})
    assert services.take_new() >= 1
    assert services.take_new() == 0
    dossier = came("QG-2026-0001").dossier
    assert (dossier.applicant_name, dossier.procedure_id) == ("Nguyễn Thị Quốc Gia", mine.procedure_id)
    assert dossier.channel == Channel.NATIONAL
    assert "9.999999" in queries.not_taken_in().get(code="QG-2026-0002").trouble


def test_its_files_come_with_a_dossier_and_go_back_under_the_portal_s_code(national, submit):  # noqa: F811
    mine = submit()
    part, paper = mine.parts.exclude(file=None).first(), a_pdf()
    national.post("/portal/lodge", lodged_like(mine, "QG-2026-0101", part.code, paper))
    services.take_new()
    dossier = came("QG-2026-0101").dossier
    assert files.read(dossier.parts.get().file) == paper
    services.note(dossier.pk, 1, "procedures.dossier-submitted", clock.now())
    services.send_waiting()
    whole = of(national, "QG-2026-0101")[0][1]
    assert [(row["MaThanhPhanHoSo"], row["TenTepDinhKem"]) for row in whole["TaiLieuNop"]] == [(part.code, "giay.pdf")]
    address = whole["TaiLieuNop"][0]["DuongDanTaiTepTin"].removeprefix(settings.BASE_URL)
    assert b"".join(Client().get(address).streaming_content) == paper
    assert of(national, dossier.code) == []


def test_a_file_that_is_refused_keeps_the_dossier_waiting_and_the_others_are_brought_once(national, submit):  # noqa: F811
    mine = submit()
    part = mine.parts.exclude(file=None).first()
    lodged = lodged_like(mine, "QG-2026-0201", part.code, a_pdf())
    good = lodged["TaiLieuNop"][0]
    bad = {**good, "TepDinhKemId": "2", "TenTepDinhKem": "ma-doc.exe", "NoiDung": "TVo="}
    lodged["TaiLieuNop"] += [bad, {**good, "TepDinhKemId": "3", "IsDeleted": "1"}]
    national.post("/portal/lodge", lodged)
    services.take_new()
    arrival, stored = came("QG-2026-0201"), StoredFile.objects.count()
    assert arrival.dossier is None
    assert arrival.trouble.startswith("ma-doc.exe: ")
    services.take_new()
    assert (len(arrival.files), StoredFile.objects.count()) == (1, stored)
    arrival.data["TaiLieuNop"].pop(1)
    arrival.save()
    services.take_new()
    assert came("QG-2026-0201").dossier.parts.count() == 1


@pytest.mark.parametrize(("turn", "rows"), [(1, "x"), (2, ["x"]), (3, [{"TenTepDinhKem": "a.pdf"}])])
def test_files_named_out_of_form_stop_nobody_else(national, submit, turn, rows):  # noqa: F811
    mine = submit()
    national.post("/portal/lodge", {**lodged_like(mine, f"QG-2026-030{turn}"), "TaiLieuNop": rows})
    national.post("/portal/lodge", lodged_like(mine, f"QG-2026-031{turn}"))
    services.take_new()
    assert came(f"QG-2026-030{turn}").trouble
    assert came(f"QG-2026-031{turn}").dossier is not None


def test_what_is_done_is_told_whole_again_with_its_signed_result(national, submit, scan):  # noqa: F811
    dossier = submit()
    PortalUpdate.objects.filter(dossier=dossier).delete()
    paper = Paper.objects.create(
        kind="result", template_code="birth", number="12/GKS", title="Giấy khai sinh", file=scan, signed_file=scan,
        verification_code="ABCD1234", unit=dossier.agency, issued_at=clock.now(),
    )  # fmt: skip
    DossierResult.objects.create(dossier=dossier, paper=paper)
    for minute, status in enumerate((1, 9)):
        services.note(dossier.pk, status, "procedures.dossier-x", clock.now() + timedelta(minutes=minute))
    services.send_waiting()
    # The portal plays for all tests, and codes begin anew with each: the last two are this one's.
    first, second = [row for service, row in of(national, dossier.code) if service == "DongBoHoSoMC"][-2:]
    assert [row["TenGiayTo"] for row in first["DanhSachGiayToKetQua"]] == ["Giấy khai sinh"]
    assert second["DanhSachGiayToKetQua"][0]["MaGiayToKetQua"] == "12/GKS"
    address = second["DanhSachGiayToKetQua"][0]["DuongDanTepTinKetQua"].removeprefix(settings.BASE_URL)
    assert Client().get(address).status_code == 200
