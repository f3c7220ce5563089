"""An import from upload to undo: every fault at its cell, the rest stored, nothing lost or doubled."""

from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.events.testing import run_jobs
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kits.registers.imports.models import ImportFault
from tinhso.kits.registers.imports.services import receiving, storing, undoing
from tinhso.kits.registers.imports.states import State
from tinhso.kits.registers.imports.tests import files, sample

HEAD = ["STT", "Họ tên", "Năm sinh", "Giới tính", "Số CCCD", "SĐT", "Email", "Chức vụ", "Trình độ", "Ngày tuyển dụng",
        "Hệ số", "Nơi ở hiện nay", "Số năm công tác"]  # fmt: skip


def line(number, **changes):
    row = {
        "STT": number,
        "Họ tên": f"Nguyễn Văn {'ABCDEGHIKL'[number % 10]}{number}",
        "Năm sinh": "02/03/1987",
        "Giới tính": "Nam",
        "Số CCCD": f"038087{number:06d}",
        "SĐT": f"0912{number:06d}",
        "Email": f"a{number}@thanhhoa.gov.vn",
        "Chức vụ": "Chuyên viên",
        "Trình độ": "Đại học",
        "Ngày tuyển dụng": "01/09/2010",
        "Hệ số": "2,34",
        "Nơi ở hiện nay": f"Số {number} đường Lê Lợi",
        "Số năm công tác": 15,
    } | changes
    return [row[title] for title in HEAD]


def begin(tmp_path, register, unit, rows, *, actor=SYSTEM, source=""):
    path = files.xlsx(tmp_path / "can-bo.xlsx", rows)
    file = receiving.store(actor, path.read_bytes(), "can-bo.xlsx")
    return receiving.begin(actor, register, file, unit=unit, source=source)


def checked(run, **more):
    receiving.match(SYSTEM, run.pk, run.columns, **more)
    run_jobs()
    run.refresh_from_db()
    assert run.state == State.CHECKED, run.problem
    return run


def test_headings_under_a_title_are_found_and_matched(tmp_path, register, units):
    rows = [["DANH SÁCH CÁN BỘ"], [], HEAD, [f"({n})" for n in range(1, 14)], line(1)]
    run = begin(tmp_path, register, units["here"], rows)
    assert (run.header_row, run.first_row) == (3, 5)
    assert run.columns == ["", "full_name", "birth", "sex", "personal_number", "phone", "email", "position", "degree",
                           "joined", "coefficient", "address", "years"]  # fmt: skip


def test_an_import_stores_what_is_right_and_names_every_fault_at_its_cell(tmp_path, register, units):
    rows = [HEAD, *[line(number) for number in range(1, 31)]]
    rows[3] = line(3, **{"Họ tên": ""})
    rows[5] = line(5, **{"Giới tính": "Khác"})
    rows[7] = line(7, **{"Số CCCD": "03808"})
    rows[9] = line(9, **{"Hệ số": "99"})
    rows[11] = line(11, **{"Ngày tuyển dụng": "01/01/1980"})
    rows[13] = line(13, **{"Số CCCD": "038087000001"})
    rows[15] = line(15, **{"Nơi ở hiện nay": "=HYPERLINK(1)"})
    run = checked(begin(tmp_path, register, units["here"], rows))
    wanted = [
        (4, 1, "required"),
        (6, 3, "unknown"),
        (8, 4, "value"),
        (10, 10, "constraint"),
        (12, 9, "rule"),
        (14, 4, "duplicate-in-file"),
        (16, 11, "formula"),
    ]
    found = ImportFault.objects.order_by("row").values_list("row", "column", "code")
    assert list(found) == wanted
    assert (run.rows_total, run.rows_bad, run.faults_total) == (30, 7, 7)
    assert not sample.model().objects.exists()
    storing.start(SYSTEM, run.pk)
    run_jobs()
    run.refresh_from_db()
    assert (run.state, run.rows_stored, run.rows_bad) == (State.DONE, 23, 7)
    assert list(ImportFault.objects.order_by("row").values_list("row", "column", "code")) == wanted
    row = sample.model().objects.get(personal_number="038087000001")
    assert (row.full_name, row.birth, row.unit, str(row.coefficient)) == (
        "Nguyễn Văn B1", "1987-03-02", units["here"], "2.34",
    )  # fmt: skip
    assert "nguyen van b1" in row.search_text
    assert row.events.count() == 1
    codes = list(AuditEntry.objects.filter(subject_id=run.pk).order_by("at").values_list("code", flat=True))
    assert codes == ["registers_imports.begun", "registers_imports.started", "registers_imports.finished"]


def test_undoing_takes_everything_but_what_was_changed_since(tmp_path, register, units):
    run = checked(begin(tmp_path, register, units["here"], [HEAD, *[line(number) for number in range(1, 11)]]))
    storing.start(SYSTEM, run.pk)
    run_jobs()
    people = sample.model().objects
    assert people.count() == 10
    people.filter(personal_number="038087000004").update(position="Trưởng phòng", revision=2)
    undoing.start(SYSTEM, run.pk)
    run_jobs()
    run.refresh_from_db()
    assert (run.state, run.removed_total, run.kept_total) == (State.UNDONE, 9, 1)
    assert [row.personal_number for row in people.all()] == ["038087000004"]
    assert run.kept.get().label == "Nguyễn Văn E4"
    history = sample.tables()[1]
    assert history.objects.values("pgh_obj_id").distinct().count() == 1
