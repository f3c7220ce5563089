"""The national portal over real HTTP: steps go there once and in order, dossiers come from it once."""

from datetime import timedelta

import pytest

from tinhso.government.connectors import queries, services
from tinhso.government.connectors.models import PortalArrival, PortalUpdate
from tinhso.kernel.foundation import clock
from tinhso.kits.procedures.models import Dossier
from tinhso.kits.procedures.states import Channel
from tinhso.kits.procedures.tests.conftest import scan, submit, world  # noqa: F401 - fixtures

pytestmark = pytest.mark.django_db


def of(played, code):
    return [(kept["service"], row) for kept in played.received() for row in kept["data"] if row["MaHoSo"] == code]


def test_a_dossier_is_told_whole_first_then_by_its_steps_each_once(national, submit):  # noqa: F811
    dossier = submit()
    PortalUpdate.objects.filter(dossier=dossier).delete()
    for minute, status in enumerate((1, 2, 4, 9)):
        services.note(dossier.pk, status, "procedures.dossier-x", clock.now() + timedelta(minutes=minute))
    assert services.send_waiting() == 4
    assert services.send_waiting() == 0
    told = of(national, dossier.code)
    assert [service for service, _row in told] == ["DongBoHoSoMC", *["CapNhatTienDoHoSoMC"] * 3]
    assert told[0][1]["TrangThaiHoSo"] == "1"
    assert [row["TrangThai"] for _service, row in told[1:]] == ["2", "4", "9"]
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


def test_a_dossier_lodged_there_comes_in_once_and_what_cannot_is_kept_with_its_reason(national, submit):  # noqa: F811
    mine = submit()
    lodged = {
        "MaHoSo": "QG-2026-0001", "MaTTHC": mine.procedure.code, "MaDonVi": mine.agency.identifier,
        "ChuHoSo": "Nguyễn Thị Quốc Gia", "SoDinhDanh": "", "SoDienThoai": "0912345678", "ToKhai": mine.answers,
    }  # fmt: skip
    national.post("/portal/lodge", lodged)
    national.post("/portal/lodge", {**lodged, "MaHoSo": "QG-2026-0002", "MaTTHC": "9.999999"})
    assert services.take_new() == 1
    assert services.take_new() == 0
    came = Dossier.objects.get(channel=Channel.NATIONAL)
    assert (came.applicant_name, came.procedure_id) == ("Nguyễn Thị Quốc Gia", mine.procedure_id)
    assert PortalArrival.objects.get(code="QG-2026-0001").dossier_id == came.pk
    refused = queries.not_taken_in().get()
    assert refused.code == "QG-2026-0002"
    assert "9.999999" in refused.trouble
