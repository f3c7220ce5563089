"""An import that changes rows known by key: what the check tells, what is stored, changes meanwhile, undoing."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from security.world import World, browser
from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.events.declarations import forget, subscribe
from tinhso.kernel.events.models import OutboxEvent
from tinhso.kernel.events.testing import clear_jobs, run_jobs
from tinhso.kernel.foundation.errors import Forbidden, Invalid
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.identity.queries import actor_for
from tinhso.kits.registers import services as registers
from tinhso.kits.registers.imports import batches, permissions, queries
from tinhso.kits.registers.imports.models import ImportFault, KnownRows, PlannedChange
from tinhso.kits.registers.imports.services import changing, receiving, storing, undoing
from tinhso.kits.registers.imports.states import State
from tinhso.kits.registers.imports.tests import sample
from tinhso.kits.registers.imports.tests.test_importing import HEAD, begin, line

SHORT = ["Số CCCD", "Chức vụ", "Hệ số", "Nơi ở hiện nay"]


@pytest.fixture
def world(units):
    return World(units["root"], units["here"], units["there"])


@pytest.fixture
def standing(tmp_path, register, units):
    """Six officials who stand in the register."""
    run = begin(tmp_path, register, units["here"], [HEAD, *[line(number) for number in range(1, 7)]])
    receiving.match(SYSTEM, run.pk, run.columns)
    run_jobs()
    storing.start(SYSTEM, run.pk)
    run_jobs()
    return register


def number(place):
    return f"038087{place:06d}"


def official(place):
    return sample.model().objects.get(personal_number=number(place))


def checked(run, actor=SYSTEM, **more):
    receiving.match(actor, run.pk, run.columns, **{"change_known": True, **more})
    run_jobs()
    run.refresh_from_db()
    assert run.state == State.CHECKED, run.problem
    return run


def stored(run, actor=SYSTEM):
    storing.start(actor, run.pk)
    run_jobs()
    run.refresh_from_db()
    return run


def undone(run):
    undoing.start(SYSTEM, run.pk)
    run_jobs()
    run.refresh_from_db()
    assert run.state == State.UNDONE
    return run


def faults(run):
    found = ImportFault.objects.filter(run=run).order_by("row", "column")
    return list(found.values_list("row", "column", "code"))


def test_known_rows_are_changed_new_ones_added_and_empty_cells_leave_the_value(tmp_path, standing, units):
    rows = [
        HEAD,
        line(1, **{"Chức vụ": "Trưởng phòng", "Họ tên": "", "Hệ số": "", "SĐT": "-", "Trình độ": ""}),
        line(2),
        line(3, **{"Họ tên": "Trần Thị Mới", "Hệ số": "4,98"}),
        line(4, **{"Hệ số": "99"}),
        line(5, **{"Ngày tuyển dụng": "01/01/1980"}),
        line(6, **{"Giới tính": "Khác"}),
        line(7),
        line(8, **{"Họ tên": ""}),
        line(3, **{"Chức vụ": "Kế toán"}),
    ]
    run = checked(begin(tmp_path, standing, units["here"], rows))
    wanted = [
        (5, 10, "constraint"), (6, 9, "rule"), (7, 3, "unknown"), (9, 1, "required"), (10, 4, "duplicate-in-file"),
    ]  # fmt: skip
    assert faults(run) == wanted
    assert (run.rows_new, run.rows_changed, run.rows_same, run.rows_bad) == (1, 2, 1, 5)
    told = {row.row: row.fields for row in queries.changes(run)}
    assert told[2] == {"position": ["Chuyên viên", "Trưởng phòng"]}
    assert set(told[4]) == {"full_name", "coefficient"}
    assert told[4]["coefficient"] == ["2,34", "4,98"]
    assert "Trần Thị Mới" not in str(told)
    assert queries.changes(run).get(row=4).personal["full_name"] == ["Nguyễn Văn D3", "Trần Thị Mới"]
    assert official(1).revision == 1
    run = stored(run)
    assert (run.state, run.rows_stored, run.rows_changed, run.rows_same) == (State.DONE, 1, 2, 1)
    assert faults(run) == wanted
    first, third = official(1), official(3)
    assert (first.position, first.full_name, first.phone, first.degree, str(first.coefficient)) == (
        "Trưởng phòng", "Nguyễn Văn B1", "+84912000001", "dai-hoc", "2.34",
    )  # fmt: skip
    assert (third.full_name, third.revision, third.events.count()) == ("Trần Thị Mới", 2, 2)
    assert "tran thi moi" in third.search_text
    assert third.reason == "Nhập từ tệp can-bo.xlsx"
    assert (official(2).revision, official(2).events.count(), sample.model().objects.count()) == (1, 1, 7)
    entry = AuditEntry.objects.get(code="registers.changed", subject_id=third.pk)
    assert entry.details["fields"] == ["coefficient", "full_name"]
    # What was told of a finished import holds nobody's open data.
    assert not KnownRows.objects.exists()
    assert not PlannedChange.objects.exclude(personal={}).exists()


def test_only_new_rows_is_as_ever(tmp_path, standing, units):
    run = checked(begin(tmp_path, standing, units["here"], [HEAD, line(1), line(7)]), change_known=False)
    assert faults(run) == [(2, 4, "duplicate")]
    assert (run.rows_good, run.rows_changed) == (1, 0)


def test_a_file_of_a_key_and_one_column_changes_and_adds_nothing(tmp_path, standing, units):
    rows = [SHORT, [number(1), "Kế toán", "", ""], [number(2), "", "", ""], [number(9), "Kế toán", "", ""]]
    run = begin(tmp_path, standing, units["here"], rows)
    with pytest.raises(Invalid):
        receiving.match(SYSTEM, run.pk, run.columns, change_known=False)
    with pytest.raises(Invalid) as told:
        receiving.match(SYSTEM, run.pk, ["", *run.columns[1:]], change_known=True)
    assert "change_known" in told.value.fields
    run = checked(run)
    assert {row for row, _column, _code in faults(run)} == {4}
    assert {code for _row, _column, code in faults(run)} == {"required"}
    run = stored(run)
    assert (run.rows_stored, run.rows_changed, run.rows_same) == (0, 1, 1)
    assert official(1).position == "Kế toán"


def test_who_changed_a_record_between_check_and_storing_is_not_overwritten(tmp_path, standing, units):
    rows = [SHORT, *[[number(place), "Trưởng phòng", "", f"Nhà {place}"] for place in range(1, 7)]]
    run = checked(begin(tmp_path, standing, units["here"], rows))
    other = official(2)
    registers.change(SYSTEM, other, {"position": "Phó Chủ tịch"}, revision=other.revision)
    registers.end(SYSTEM, official(3), "Nghỉ việc")
    moved = official(4)
    registers.change(SYSTEM, moved, {"personal_number": number(44)}, revision=moved.revision)
    run = stored(run)
    assert faults(run) == [(3, -1, "changed-since"), (4, 0, "duplicate"), (5, -1, "changed-since")]
    assert (run.rows_changed, run.rows_bad) == (3, 3)
    assert official(2).position == "Phó Chủ tịch"
    assert official(1).position == "Trưởng phòng"
    assert list(queries.changes(run).order_by("row").values_list("row", flat=True)) == [2, 6, 7]


@pytest.mark.django_db(transaction=True)
def test_who_is_about_to_change_a_record_while_it_is_stored_is_waited_for(tmp_path, standing, units):
    run = checked(begin(tmp_path, standing, units["here"], [HEAD, line(1, **{"Chức vụ": "Trưởng phòng"})]))
    written, may_commit = threading.Event(), threading.Event()

    def change():
        try:
            with transaction.atomic():
                row = official(1)
                registers.change(SYSTEM, row, {"position": "Phó Chủ tịch"}, revision=row.revision)
                written.set()
                may_commit.wait(30)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(change)
        assert written.wait(30)
        threading.Timer(0.5, may_commit.set).start()
        run = stored(run)
        other.result()
    assert (faults(run), run.rows_changed) == ([(2, -1, "changed-since")], 0)
    assert official(1).position == "Phó Chủ tịch"


def test_a_record_that_somebody_added_after_the_check_is_not_changed_unseen(tmp_path, standing, units):
    run = checked(begin(tmp_path, standing, units["here"], [HEAD, line(7, **{"Chức vụ": "Kế toán"}), line(8)]))
    assert run.rows_new == 2
    values = {"full_name": "Lê Lợi", "birth": "1987", "sex": "nam", "personal_number": number(7), "position": "Y sĩ"}
    registers.add(SYSTEM, standing, {**values, "unit": units["here"]})
    run = stored(run)
    assert (faults(run), run.rows_stored, run.rows_changed) == ([(2, -1, "changed-since")], 1, 0)
    assert official(7).full_name == "Lê Lợi"


def test_undoing_gives_values_back_but_for_what_was_changed_since(tmp_path, standing, units):
    before = {place: official(place) for place in range(1, 5)}
    rows = [HEAD, *[line(place, **{"Họ tên": f"Tên Mới {place}", "Hệ số": "3,33"}) for place in range(1, 5)], line(9)]
    run = stored(checked(begin(tmp_path, standing, units["here"], rows)))
    assert run.rows_changed == 4
    other = official(2)
    registers.change(SYSTEM, other, {"position": "Phó Chủ tịch"}, revision=other.revision)
    run = undone(run)
    assert (run.removed_total, run.restored_total, run.kept_total) == (1, 3, 1)
    assert "sửa sau khi nhập" in run.kept.get().why
    assert run.kept.get().record_id == other.pk
    assert (official(2).full_name, official(2).position) == ("Tên Mới 2", "Phó Chủ tịch")
    for place in (1, 3, 4):
        row = official(place)
        assert (row.full_name, row.coefficient) == (before[place].full_name, before[place].coefficient)
        assert (row.search_text, row.sort_key) == (before[place].search_text, before[place].sort_key)
        assert (row.revision, row.events.count()) == (3, 3)
    assert sample.model().objects.count() == 6


def test_a_former_key_that_another_record_bears_by_now_is_left_and_told(tmp_path, standing, units):
    first = official(1)
    rows = [["Số CCCD", "Email"], [number(1), "moi@thanhhoa.gov.vn"], [number(2), "hai@thanhhoa.gov.vn"]]
    run = stored(checked(begin(tmp_path, standing, units["here"], rows)))
    # As if the import had given the record another key, which a new record took meanwhile.
    history = first.events.model
    history.objects.filter(pgh_obj_id=first.pk, revision=1).update(personal_number=number(2))
    run = undone(run)
    assert (run.restored_total, run.kept_total) == (1, 1)
    assert "khóa" in run.kept.get().why
    assert official(1).email == "moi@thanhhoa.gov.vn"


def test_a_break_in_the_middle_loses_and_doubles_nothing(tmp_path, standing, units, monkeypatch):
    monkeypatch.setattr(batches, "SIZE", 2)
    rows = [SHORT, *[[number(place), "Trưởng phòng", "", ""] for place in range(1, 7)]]
    run = checked(begin(tmp_path, standing, units["here"], rows))
    storing.start(SYSTEM, run.pk)
    clear_jobs()
    write, turns = changing.write, []

    def break_off(*given):
        turns.append(given)
        found = write(*given)
        if len(turns) == 2:
            raise RuntimeError("broken off")
        return found

    monkeypatch.setattr(changing, "write", break_off)
    with pytest.raises(RuntimeError):
        storing.store(run.pk)
    run.refresh_from_db()
    people = sample.model().objects
    assert (run.position, run.rows_changed, people.filter(position="Trưởng phòng").count()) == (3, 2, 2)
    storing.store(run.pk)
    run.refresh_from_db()
    assert (run.state, run.rows_changed, faults(run)) == (State.DONE, 6, [])
    assert set(people.values_list("revision", "position")) == {(2, "Trưởng phòng")}
    turned = undone(run)
    assert turned.restored_total == 6
    assert set(people.values_list("revision", "position")) == {(3, "Chuyên viên")}


def test_what_the_official_may_not_write_is_told_at_its_cell(tmp_path, standing, world, units):
    rights = standing.rights
    plain = [permissions.IMPORT, rights.view, rights.add, rights.change]
    actor = actor_for(world.official(plain, units["here"]), strong=True)
    row = official(3)
    registers.change(SYSTEM, row, {"unit": units["there"]}, revision=row.revision)
    rows = [
        ["Số CCCD", "Họ tên", "Chức vụ"],
        [number(1), "Nguyễn Văn B1", "Kế toán"],
        [number(2), "", "Kế toán"],
        [number(3), "", "Kế toán"],
    ]
    run = begin(tmp_path, standing, units["here"], rows, actor=actor)
    run = checked(run, actor)
    # The same words as stand there are refused too: else one could try until it is right. The key is no change.
    assert faults(run) == [(2, 1, "right"), (4, 0, "duplicate")]
    run = stored(run, actor)
    assert (run.rows_changed, official(1).position, official(2).position) == (1, "Chuyên viên", "Kế toán")
    assert official(2).changed_by == actor.name
    # Only what the record was found by is exempt, not what happens to be right: else one could try numbers on a record.
    object.__setattr__(standing, "keys", (("email",), ("personal_number",)))
    try:
        tried = [["Email", "Số CCCD"], ["a4@thanhhoa.gov.vn", number(4)], ["a5@thanhhoa.gov.vn", number(55)]]
        guess = checked(begin(tmp_path, standing, units["here"], tried, actor=actor), actor)
    finally:
        object.__setattr__(standing, "keys", (("personal_number",),))
    assert faults(guess) == [(2, 1, "right"), (3, 1, "right")]
    adder = actor_for(world.official([permissions.IMPORT, rights.add], units["here"]), strong=True)
    another = begin(tmp_path, standing, units["here"], rows, actor=adder)
    with pytest.raises(Forbidden):
        receiving.match(adder, another.pk, another.columns, change_known=True)


def test_who_listens_is_told_of_each_change(tmp_path, standing, units):
    heard = []
    subscribe(standing.events.changed, code="test.heard")(lambda event: heard.append(event.data["fields"]))
    try:
        rows = [SHORT, [number(1), "Kế toán", "", ""], [number(2), "Chuyên viên", "", ""]]
        run = stored(checked(begin(tmp_path, standing, units["here"], rows)))
    finally:
        forget("test.heard")
    assert (run.rows_changed, heard) == (1, [["position"]])
    assert OutboxEvent.objects.get(name="registers_imports.imported", subject_id=run.pk).data["changed"] == 1


def test_a_batch_asks_as_much_for_many_rows_as_for_few(tmp_path, standing, units):
    stored(checked(begin(tmp_path, standing, units["here"], [HEAD, *[line(place) for place in range(10, 60)]])))

    def asked(places):
        rows = [SHORT, *[[number(place), f"Vị trí {len(places)}", "3,33", ""] for place in places]]
        run = begin(tmp_path, standing, units["here"], rows)
        with CaptureQueriesContext(connection) as checking:
            checked(run)
        with CaptureQueriesContext(connection) as storing_:
            assert stored(run).rows_changed == len(places)
        with CaptureQueriesContext(connection) as undoing_:
            assert undone(run).restored_total == len(places)
        return len(checking), len(storing_), len(undoing_)

    assert asked(range(10, 13)) == asked(range(10, 60))


def test_the_choice_is_made_and_changes_are_read_on_the_pages(
    tmp_path, standing, world, units, django_assert_max_num_queries
):
    rights = [permissions.IMPORT, *standing.rights.all()]
    client: Client = browser(world.official(rights, units["here"]))
    masked: Client = browser(
        world.official([right for right in rights if right != standing.rights.see_personal], units["here"])
    )
    rows = [HEAD, line(1, **{"Họ tên": "Trần Thị Mới", "Chức vụ": "Kế toán"}), line(9)]
    run = begin(tmp_path, standing, units["here"], rows)
    page = reverse("registers_imports:run", args=[run.pk])
    assert "ô trống giữ nguyên giá trị đang có" in client.get(page).content.decode()
    columns = {f"column-{place}": name for place, name in enumerate(run.columns)}
    client.post(reverse("registers_imports:match", args=[run.pk, "cot"]), {**columns, "change_known": "yes"})
    run_jobs()
    with django_assert_max_num_queries(12):
        text = client.get(page).content.decode()
    assert "Thêm 1 và sửa 1 bản ghi" in text
    listed = reverse("registers_imports:changes", args=[run.pk])
    text = client.get(listed).content.decode()
    assert "Kế toán" in text
    assert "Trần Thị Mới" not in text
    assert "Trần Thị Mới" not in client.post(listed, {"purpose": " "}).content.decode()
    assert "Trần Thị Mới" in client.post(listed, {"purpose": "Đối chiếu"}).content.decode()
    assert AuditEntry.objects.filter(code="registers.unmasked", subject_id=official(1).pk).count() == 1
    assert masked.post(listed, {"purpose": "Đối chiếu"}).status_code == 403
    client.post(reverse("registers_imports:act", args=[run.pk, "nhap"]))
    run_jobs()
    assert official(1).full_name == "Trần Thị Mới"
