"""The pages: what they show, in how many questions, and the lists they hand out."""

import io
import zipfile
from datetime import date, timedelta

import pytest
import typst
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tinhso.government.work_files import permissions, services
from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.foundation import clock
from tinhso.kernel.identity import services as identity
from tinhso.kernel.identity.actor import SYSTEM

pytestmark = pytest.mark.django_db
ALL = (permissions.USE, permissions.KEEP, permissions.ARCHIVE, permissions.FIGURES)


@pytest.fixture
def client(world):
    account = identity.create_official(
        SYSTEM, username="van-thu", password="Ho-so-2026!", full_name="Trần Thị Văn Thư", must_change_password=False
    )
    [role] = identity.load_roles([{"code": "thu", "name": "Thử", "permissions": list(ALL)}])
    identity.assign_role(SYSTEM, account, role, world.department, valid_from=date(2020, 1, 1), position="Văn thư")
    made = Client()
    made.force_login(account)
    session = made.session
    session["second_factor"] = str(account.pk)
    session.save()
    return made


@pytest.fixture
def filled(world, page):
    file = services.open_file(world.officer, world.department, entry=world.entry())
    about = services.About("Công văn", "12", "SNV-TCCB", clock.today(), "Sở Nội vụ", pages=2)
    services.put(world.officer, file, "upload", "a", "Về việc tuyển dụng công chức", [page()], about)
    for number in range(2, 12):
        services.open_file(
            world.officer, world.department, title=f"Hồ sơ {number}", symbol=f"{number:02d}.VP", term="5-nam"
        )
    return file


def test_pages_ask_a_bounded_number_of_questions(client, world, filled, django_assert_max_num_queries):
    for name, args in (("index", []), ("file", [filled.pk]), ("hand-overs", []), ("archive", []), ("figures", [])):
        client.get(reverse(f"work_files:{name}", args=args))
        with django_assert_max_num_queries(12):
            answer = client.get(reverse(f"work_files:{name}", args=args))
        assert answer.status_code == 200, name
    assert "01.TCCB" in client.get(reverse("work_files:index")).content.decode()


def test_a_file_goes_from_opening_to_the_archive_on_screen(client, world, page):
    add = reverse("work_files:add")
    wrong = client.post(add, {"unit": str(world.department.pk), "title": "", "symbol": "", "term": ""})
    assert wrong.status_code == 422
    given = {"unit": str(world.department.pk), "title": "Hồ sơ thi đua", "symbol": "05.TĐKT", "term": "10-nam"}
    address = client.post(add, given).url
    put = client.post(
        f"{address}dua-vao/",
        {
            "title": "Kế hoạch thi đua",
            "file": SimpleUploadedFile("ke-hoach.pdf", typst.compile(b"Thi dua"), "application/pdf"),
            "pages": "3",
        },
    )
    assert put.status_code == 302
    assert client.post(f"{address}dong/").status_code == 302
    assert "Đã đóng" in client.get(address).content.decode()
    key = address.strip("/").split("/")[-1]
    notice = client.post(reverse("work_files:notice", args=[world.department.pk]), {"files": [key]})
    assert notice.status_code == 302
    assert "Đã báo trước" in client.get(notice.url).content.decode()
    with clock.at(clock.now() + timedelta(days=31)):
        assert client.post(f"{notice.url}giao/").status_code == 302
        assert client.post(f"{notice.url}tiep-nhan/").status_code == 302
        assert "Lưu trữ đã tiếp nhận" in client.get(notice.url).content.decode()


def test_lists_are_handed_out_as_annex_six_asks(client, filled):
    index = reverse("work_files:index")
    pdf = client.get(index, {"xuat": "pdf"})
    assert pdf.content.startswith(b"%PDF")
    with zipfile.ZipFile(io.BytesIO(client.get(index, {"xuat": "docx"}).content)) as package:
        text = package.read("word/document.xml").decode()
    assert "01.TCCB" in text
    assert "70 năm" in text
    assert client.get(index, {"xuat": "xlsx"}).status_code == 200
    assert client.get(reverse("work_files:inventory", args=[filled.pk])).content.startswith(b"%PDF")


def test_who_opened_which_file_is_in_the_log(client, filled):
    client.get(reverse("work_files:file", args=[filled.pk]))
    item = filled.items.get()
    answer = client.get(reverse("work_files:download", args=[item.pk, item.files.get().file_id]))
    assert answer.status_code == 302
    codes = list(AuditEntry.objects.filter(subject_id=filled.pk).values_list("code", flat=True))
    assert "work_files.viewed" in codes
    assert "work_files.downloaded" in codes
