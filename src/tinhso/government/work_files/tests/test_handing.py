"""Handing over to the archive: notice in time, a package that proves itself, acceptance or return."""

import io
import zipfile
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from PIL import Image

from tinhso.government.work_files import checks, packages, queries, services
from tinhso.government.work_files.models import FileState, HandOverState
from tinhso.kernel.files import queries as files
from tinhso.kernel.files.services import store_made
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Conflict, Forbidden, Invalid, Refused
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.inbox.models import WorkItem

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed(world, page):
    file = services.open_file(world.officer, world.department, entry=world.entry())
    about = services.About("Công văn", "12", "SNV-TCCB", clock.today(), "Sở Nội vụ", pages=2)
    picture = io.BytesIO()
    Image.new("RGB", (300, 400), "white").save(picture, "JPEG")
    scan = store_made(picture.getvalue(), "trang.jpg", "image/jpeg", actor=SYSTEM)
    services.put(world.officer, file, "upload", "a", "Về việc tuyển dụng <2026>", [page(), scan], about)
    return services.close(world.officer, file.pk)


def test_a_package_is_offered_thirty_days_after_the_notice_and_not_before(world, closed):
    hand_over = services.give_notice(world.keeper, world.department, [closed.pk])
    assert hand_over.due_on == clock.today() + timedelta(days=30)
    with pytest.raises(Refused, match="Mới báo trước"):
        services.offer(world.keeper, hand_over.pk)
    with clock.at(clock.now() + timedelta(days=30)):
        offered = services.offer(world.keeper, hand_over.pk)
        assert offered.state == HandOverState.OFFERED
        assert WorkItem.objects.filter(subject_id=hand_over.pk, closed_at=None).get().kind == "work_files.to-accept"
        with pytest.raises(Forbidden):
            services.accept(world.stranger, hand_over.pk)
        services.accept(world.archivist, hand_over.pk)
        with pytest.raises(Conflict):
            services.accept(world.archivist, hand_over.pk)
    closed.refresh_from_db()
    assert closed.state == FileState.ARCHIVED
    assert not WorkItem.objects.filter(subject_id=hand_over.pk, closed_at=None).exists()


def test_the_package_says_what_annex_six_asks_and_its_checksums_prove_it(world, closed):
    content = packages.made(closed.pk, "Sở Nội vụ", "H56.10", [closed], clock.today())
    assert packages.wrong(content) == []
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        names = package.namelist()
        root = ElementTree.fromstring(package.read("2026-01.TCCB/hoso.xml"))
        assert checks.is_pdf_a(package.read("2026-01.TCCB/tailieu/001-02.pdf")), "a picture is set into PDF/A"
    assert {"manifest.xml", "checksums.sha256", "2026-01.TCCB/mucluc.pdf", "2026-01.TCCB/tailieu/001-01.pdf"} <= set(
        names
    )
    space = {"p": packages.NAMESPACE}
    assert root.findtext("p:FileCode/p:OrganId", "", space) == "H56.10"
    assert root.findtext("p:FileCode/p:FileNotation", "", space) == "01.TCCB"
    assert root.findtext("p:Maintenance", "", space) == "70 năm"
    assert root.findtext("p:DocTotal", "", space) == "1"
    assert root.findtext("p:Document/p:Subject", "", space) == "Về việc tuyển dụng <2026>"
    assert root.findtext("p:Document/p:CodeNotation", "", space) == "SNV-TCCB"


def test_a_changed_byte_in_the_package_is_named(world, closed):
    content = packages.made(closed.pk, "Sở Nội vụ", "H56.10", [closed], clock.today())
    forged = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(forged, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name) + (b" " if name.endswith("hoso.xml") else b""))
        new.writestr("them.txt", b"x")
    assert packages.wrong(forged.getvalue()) == ["2026-01.TCCB/hoso.xml", "them.txt"]


def test_what_the_archive_returns_comes_back_with_its_reason_and_is_offered_again(world, closed):
    hand_over = services.give_notice(world.keeper, world.department, [closed.pk])
    with clock.at(clock.now() + timedelta(days=31)):
        services.offer(world.keeper, hand_over.pk)
        with pytest.raises(Invalid):
            services.return_(world.archivist, hand_over.pk, " ")
        services.return_(world.archivist, hand_over.pk, "Thiếu phụ lục")
        closed.refresh_from_db()
        assert closed.state == FileState.CLOSED
        with pytest.raises(Refused):
            services.give_notice(world.keeper, world.department, [closed.pk])
        services.reopen(world.keeper, closed.pk, "Bổ sung phụ lục")
        with pytest.raises(Refused, match="đóng lại"):
            services.offer(world.keeper, hand_over.pk)
        services.close(world.keeper, closed.pk)
        assert services.offer(world.keeper, hand_over.pk).state == HandOverState.OFFERED


def test_the_archive_sees_only_what_came_to_it(world, closed):
    assert not queries.visible_to(world.archivist).exists()
    hand_over = services.give_notice(world.keeper, world.department, [closed.pk])
    assert not queries.hand_overs(world.archivist).exists()
    with clock.at(clock.now() + timedelta(days=30)):
        services.offer(world.keeper, hand_over.pk)
    assert queries.visible_to(world.archivist).get() == closed
    assert not queries.visible_to(world.stranger).exists()


def test_a_file_is_proposed_for_examination_only_when_its_term_has_ended(world, page):
    file = services.open_file(world.officer, world.department, entry=world.entry(term="5-nam"))
    services.put(world.officer, file, "upload", "a", "Công văn", [page()])
    services.close(world.officer, file.pk)
    hand_over = services.give_notice(world.keeper, world.department, [file.pk])
    with clock.at(clock.now() + timedelta(days=30)):
        services.offer(world.keeper, hand_over.pk)
        services.accept(world.archivist, hand_over.pk)
    year = clock.today().year
    ends = clock.today().replace(year=year + 5, month=12, day=31)
    assert queries.ended_terms(world.archivist, ends) == []
    found = queries.ended_terms(world.archivist, ends + timedelta(days=1))
    assert [(row.pk, end) for row, end in found] == [(file.pk, ends)]
    assert files.read(queries.items_of(file)[0].files.get().file)


def test_the_share_processed_online_is_counted_by_tier_and_drilled_down_to_units(world, page):
    online = services.open_file(world.officer, world.department, entry=world.entry())
    services.put(world.officer, online, "upload", "a", "Công văn", [page()])
    mixed = services.open_file(world.officer, world.department, entry=world.entry("02.TCCB"))
    services.put(world.officer, mixed, "upload", "a", "Bản vẽ", about=services.About(paper=True))
    shares = {share.key: share for share in queries.shares_by_tier(world.archivist, 2026)}
    assert (shares["province"].files, shares["province"].online, shares["province"].percent) == (2, 1, 50.0)
    assert (shares["province"].target.value, shares["province"].reached) == (85, False)
    assert (shares["commune"].target.value, shares["commune"].percent) == (50, None)
    units = queries.shares_by_unit(world.archivist, 2026, "province")
    assert [(share.label, share.files, share.online) for share in units] == [("Sở Nội vụ", 2, 1)]
    assert [row.pk for row in queries.files(world.officer, year=2026, online="no")] == [mixed.pk]
