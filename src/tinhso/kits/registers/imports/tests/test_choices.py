"""What is chosen is remembered, what is alike is told, who may see what, and what is refused at the door."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from security.world import World, browser
from tinhso.kernel.events.testing import run_jobs
from tinhso.kernel.files import kinds
from tinhso.kernel.files.queries import read as read_file
from tinhso.kernel.foundation.errors import Conflict, Forbidden, Invalid, NotFound
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.identity.queries import actor_for
from tinhso.kits.registers.imports import permissions, queries
from tinhso.kits.registers.imports.models import AlikeRow, ImportFault, ImportRun
from tinhso.kits.registers.imports.services import marking, receiving, storing
from tinhso.kits.registers.imports.sources import open_source
from tinhso.kits.registers.imports.states import State
from tinhso.kits.registers.imports.tests import files, sample
from tinhso.kits.registers.imports.tests.test_importing import HEAD, begin, checked, line
from tinhso.kits.registers.imports.tests.test_legacy import as_tcvn3


@pytest.fixture
def world(units):
    return World(units["root"], units["here"], units["there"])


def test_what_was_chosen_for_a_source_is_chosen_again(tmp_path, register, units):
    head = [*HEAD[:-1], "Thâm niên lạ"]
    rows = [head, line(1, **{"Trình độ": "ĐH"}), line(2, **{"Trình độ": "ĐH"})]
    run = begin(tmp_path, register, units["here"], rows, source="Phần mềm cũ")
    assert run.columns[-1] == ""
    run.columns[-1] = "years"
    run = checked(run)
    assert run.unknown_values == {"degree": {"ĐH": 2}}
    run = checked(run, values={"degree": {"ĐH": "dai-hoc"}})
    assert (run.rows_bad, run.unknown_values) == (0, {})
    again = begin(tmp_path, register, units["here"], rows, source="Phần mềm cũ")
    assert again.columns[-1] == "years"
    assert checked(again).rows_bad == 0
    assert begin(tmp_path, register, units["here"], rows, source="Nguồn khác").columns[-1] == ""


def test_a_field_named_twice_or_missing_is_refused_by_name(tmp_path, register, units):
    run = begin(tmp_path, register, units["here"], [HEAD, line(1)])
    twice = [*run.columns[:-1], "full_name"]
    with pytest.raises(Invalid) as told:
        receiving.match(SYSTEM, run.pk, twice)
    assert "column-12" in told.value.fields
    with pytest.raises(Invalid) as told:
        receiving.match(SYSTEM, run.pk, [""] * 13)
    assert "columns" in told.value.fields


def test_rows_like_another_or_like_a_record_are_told_and_can_be_left_out(tmp_path, register, units):
    first = checked(begin(tmp_path, register, units["here"], [HEAD, line(1, **{"Họ tên": "Nguyễn Thị Hoà"})]))
    storing.start(SYSTEM, first.pk)
    run_jobs()
    rows = [
        HEAD,
        line(2, **{"Họ tên": "NGUYEN THI HOA", "Năm sinh": "03/1987", "Nơi ở hiện nay": "Chợ Vườn Hoa"}),
        line(3, **{"Họ tên": "Nguyễn Thị Hoà", "Năm sinh": "1990"}),
        line(4, **{"Họ tên": "Lê Lợi", "Nơi ở hiện nay": "Lam Sơn, Thọ Xuân"}),
        line(5, **{"Họ tên": "Lê Lợi", "Năm sinh": "1987", "Nơi ở hiện nay": "Xã Lam Sơn, Thọ Xuân"}),
    ]
    run = checked(begin(tmp_path, register, units["here"], rows))
    found = list(AlikeRow.objects.filter(run=run).order_by("row").values_list("row", "other_row", "record_id"))
    assert found == [(2, None, sample.model().objects.get().pk), (5, 4, None)]
    assert run.rows_bad == 0
    storing.start(SYSTEM, run.pk, skip_alike=True)
    run_jobs()
    run.refresh_from_db()
    assert (run.rows_stored, run.rows_skipped) == (2, 2)


def test_a_csv_in_an_old_encoding_is_stored_in_unicode(register, units):
    rows = [HEAD, *[line(number, **{"Họ tên": "Đặng Thị Hường"}) for number in (1, 2)]]
    text = "\r\n".join(";".join(str(cell) for cell in row) for row in rows)
    file = receiving.store(SYSTEM, as_tcvn3(text).encode("latin-1"), "cu.csv")
    run = checked(receiving.begin(SYSTEM, register, file, unit=units["here"]))
    assert (run.encoding, run.delimiter, run.rows_bad) == ("tcvn3", ";", 0)
    storing.start(SYSTEM, run.pk)
    run_jobs()
    assert {row.full_name for row in sample.model().objects.all()} == {"Đặng Thị Hường"}


def test_zeros_that_a_spreadsheet_ate_are_put_back(tmp_path, register, units):
    run = checked(
        begin(tmp_path, register, units["here"], [HEAD, line(1, **{"Số CCCD": 38087000001, "SĐT": 912345678})])
    )
    storing.start(SYSTEM, run.pk)
    run_jobs()
    row = sample.model().objects.get()
    assert (row.personal_number, row.phone) == ("038087000001", "+84912345678")


def test_a_text_that_begins_like_a_command_is_refused_and_a_telephone_is_not(tmp_path, register, units):
    bad = ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-cmd(1)", '=HYPERLINK("http://x")', "a\x07b"]
    rows = [HEAD, *[line(number, **{"Nơi ở hiện nay": text}) for number, text in enumerate(bad)]]
    rows.append(line(50, **{"SĐT": "+84 912 345 678", "Nơi ở hiện nay": "-"}))
    text = "\n".join("\t".join(str(cell) for cell in row) for row in rows)
    file = receiving.store(SYSTEM, text.encode(), "a.csv")
    checked(receiving.begin(SYSTEM, register, file, unit=units["here"]))
    found = list(ImportFault.objects.order_by("row").values_list("row", "code"))
    assert found == [*[(row, "formula") for row in range(2, 7)], (7, "control")]


def test_the_marked_copy_shows_each_wrong_cell(tmp_path, register, units):
    rows = [HEAD, line(1), line(2, **{"Giới tính": "Khác"})]
    run = checked(begin(tmp_path, register, units["here"], rows))
    with pytest.raises(Conflict):
        marking.download(SYSTEM, run.pk)
    marking.ask(SYSTEM, run.pk)
    run_jobs()
    path = tmp_path / "marked.xlsx"
    path.write_bytes(read_file(marking.download(SYSTEM, run.pk)))
    shown = [row.cells for row in open_source(path, kinds.XLSX).rows()]
    assert shown[0][-2:] == ["Dòng trong tệp gốc", "Cần sửa"]
    assert shown[2][3] == "Khác"
    assert shown[2][-2] == "3"
    assert shown[2][-1].startswith("D: Không có lựa chọn")


def test_rows_of_other_units_and_imports_of_others_are_out_of_reach(tmp_path, register, world, units):
    rights = [permissions.IMPORT, register.rights.add]
    here = actor_for(world.official(rights, units["here"]), strong=True)
    there = actor_for(world.official([*rights, register.rights.view], units["there"]), strong=True)
    rows = [[*HEAD, "Đơn vị"], [*line(1), "UBND xã Ở Đây"], [*line(2), "UBND xã Ở Kia"], [*line(3), ""]]
    run = begin(tmp_path, register, units["here"], rows, actor=here)
    receiving.match(here, run.pk, [*run.columns[:-1], "unit"])
    run_jobs()
    assert set(ImportFault.objects.values_list("row", "code")) == {(3, "unit"), (4, "required")}
    with pytest.raises(NotFound):
        queries.run_for(there, run.pk)
    with pytest.raises(Forbidden):
        begin(tmp_path, register, units["here"], rows, actor=there)


def test_cells_of_personal_fields_are_masked_for_who_may_not_see_them(tmp_path, register, world, units):
    run = checked(begin(tmp_path, register, units["here"], [HEAD, line(1, **{"Số CCCD": "0380"})]))
    rights = [permissions.IMPORT, register.rights.add]
    other = actor_for(world.official(rights, units["here"]), strong=True)
    (shown,) = queries.shown_faults(other, run, list(queries.faults(run)))
    assert (shown["raw"], "0380" in shown["message"]) == ("***", False)
    with pytest.raises(Forbidden):
        marking.ask(other, run.pk)


def test_an_import_is_played_on_the_pages_without_script(
    tmp_path, register, world, units, django_assert_max_num_queries
):
    account = world.official([permissions.IMPORT, *register.rights.all()], units["here"])
    client: Client = browser(account)
    content = files.xlsx(tmp_path / "a.xlsx", [HEAD, line(1), line(2, **{"Giới tính": "?"})]).read_bytes()
    given = {
        "register": register.code,
        "unit": units["here"].pk,
        "source": "Tay",
        "file": SimpleUploadedFile("a.xlsx", content),
    }
    answer = client.post(reverse("registers_imports:new"), given)
    assert answer.status_code == 302
    run = ImportRun.objects.get()
    columns = {f"column-{place}": name for place, name in enumerate(run.columns)}
    client.post(reverse("registers_imports:match", args=[run.pk, "cot"]), columns)
    assert "Đang kiểm tra" in client.get(answer.url).content.decode()
    run_jobs()
    with django_assert_max_num_queries(12):
        page = client.get(answer.url).content.decode()
    assert "Nhập 1 dòng đúng" in page
    assert "D3" in page
    client.post(reverse("registers_imports:act", args=[run.pk, "nhap"]))
    run_jobs()
    client.post(reverse("registers_imports:act", args=[run.pk, "hoan-tac"]))
    run_jobs()
    run.refresh_from_db()
    assert run.state == State.UNDONE
    assert not sample.model().objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.xlsx", b"", "rỗng"),
        ("a.exe", b"MZ" + b"\0" * 100, "không được nhận"),
        ("a.pdf", b"%PDF-1.7\n", "không nhận loại này"),
        ("a.xlsx", b"PK\x03\x04" + b"\0" * 100, ""),
        ("a.csv", b"\x01\x02\x03\x00" * 3000, "không phải văn bản"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100, "không nhận loại này"),
    ],
)
def test_a_bad_file_is_refused_in_words_and_leaves_nothing(register, units, name, content, words):
    with pytest.raises(Invalid) as told:
        file = receiving.store(SYSTEM, io.BytesIO(content), name)
        receiving.begin(SYSTEM, register, file, unit=units["here"])
    assert words in told.value.fields["file"]
    assert not ImportRun.objects.exists()
