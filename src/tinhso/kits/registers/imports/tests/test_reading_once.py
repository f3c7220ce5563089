"""A file is read once: what stands beside it is stored, unless it is lost or old; lists are asked anew."""

from decimal import Decimal

import pytest
from django.db import connection

from tinhso.kernel.events.testing import clear_jobs, run_jobs
from tinhso.kernel.files import vault
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kits.registers import validation
from tinhso.kits.registers.imports import batches, copying, queries, spool
from tinhso.kits.registers.imports.batches import batch_of, taken
from tinhso.kits.registers.imports.models import ImportFault
from tinhso.kits.registers.imports.reading import Problem, Read
from tinhso.kits.registers.imports.services import storing
from tinhso.kits.registers.imports.sources import Row
from tinhso.kits.registers.imports.states import Fault, State
from tinhso.kits.registers.imports.tests import sample
from tinhso.kits.registers.imports.tests.test_importing import HEAD, begin, checked, line


def stored(run):
    storing.start(SYSTEM, run.pk)
    run_jobs()
    run.refresh_from_db()
    return run


def kept_path(run):
    return vault.folder("imports") / f"{run.pk}.rows"


def faults(run):
    return list(ImportFault.objects.filter(run=run).order_by("row").values_list("row", "column", "code", "raw"))


ROWS = [
    HEAD,
    line(1, **{"Họ tên": "Lê  Lợi", "Hệ số": "4,98", "Ngày tuyển dụng": "", "Nơi ở hiện nay": "a\\b\tc\\N"}),
    line(2, **{"Số CCCD": 38087000002, "Trình độ": ""}),
    line(3, **{"Hệ số": "99999"}),
    line(4, **{"Giới tính": "Khác"}),
    line(5, **{"Số CCCD": "038087000001"}),
    line(6, **{"Nơi ở hiện nay": "=1+1"}),
]
WRONG = [
    (4, 10, "value", "99999"),
    (5, 3, "unknown", "Khác"),
    (6, 4, "duplicate-in-file", "038087000001"),
    (7, 11, "formula", "=1+1"),
]


@pytest.mark.parametrize("lost", [False, True])
def test_what_was_read_and_what_is_read_again_is_the_same(tmp_path, register, units, monkeypatch, lost):
    monkeypatch.setattr(batches, "SIZE", 4)
    run = checked(begin(tmp_path, register, units["here"], ROWS))
    assert faults(run) == WRONG
    assert kept_path(run).exists()
    if lost:
        kept_path(run).unlink()
    else:
        # The file itself is not opened again.
        monkeypatch.setattr(queries, "data_rows", lambda *_a, **_k: pytest.fail("the file was read again"))
    run = stored(run)
    assert (run.state, run.rows_stored, run.rows_bad) == (State.DONE, 2, 4)
    assert faults(run) == WRONG
    first, second = sample.model().objects.order_by("personal_number")
    assert (first.full_name, str(first.coefficient), first.joined, first.address) == (
        "Lê Lợi", "4.98", None, "a\\b c\\N",
    )  # fmt: skip
    assert (second.personal_number, second.degree, second.joined.isoformat()) == ("038087000002", "", "2010-09-01")
    assert first.events.count() == second.events.count() == 1


def test_what_a_list_no_longer_holds_is_refused_when_rows_are_stored(tmp_path, register, units):
    rows = [[*HEAD, "Đơn vị"], [*line(1), "UBND xã Ở Đây"], [*line(2), "UBND xã Ở Kia"]]
    run = begin(tmp_path, register, units["root"], rows)
    run = checked(run) if "unit" in run.columns else named(run)
    assert run.rows_bad == 0
    OrganizationUnit.objects.filter(pk=units["there"].pk).update(name="UBND xã Tên Mới", folded="ubnd xa ten moi")
    run = stored(run)
    assert (run.rows_stored, run.rows_bad) == (1, 1)
    assert [(row, code) for row, _column, code, _raw in faults(run)] == [(3, "unknown")]


def named(run):
    run.columns = [*run.columns[:-1], "unit"]
    return checked(run)


def test_values_read_by_other_rules_are_not_believed(tmp_path, register, units, monkeypatch):
    run = checked(begin(tmp_path, register, units["here"], [HEAD, line(1), line(2)]))
    assert run.rows_bad == 0
    # The software was renewed since the check: what stands beside the file has another mark.
    text = kept_path(run).read_text(encoding="utf-8")
    kept_path(run).write_text("older" + text.partition("\n")[2].join(["\n", ""]), encoding="utf-8")
    read = []
    whole = queries.data_rows
    monkeypatch.setattr(queries, "data_rows", lambda *a, **k: read.append(a) or whole(*a, **k))
    assert stored(run).rows_stored == 2
    assert read


def test_a_worker_goes_on_behind_the_rows_that_are_stored(tmp_path, register, units, monkeypatch):
    monkeypatch.setattr(batches, "SIZE", 3)
    run = checked(begin(tmp_path, register, units["here"], [HEAD, *[line(number) for number in range(1, 11)]]))
    storing.start(SYSTEM, run.pk)
    clear_jobs()
    write, turns = storing._write, []

    def break_off(*given):
        turns.append(given)
        if len(turns) == 3:
            raise RuntimeError("broken off")
        return write(*given)

    monkeypatch.setattr(storing, "_write", break_off)
    with pytest.raises(RuntimeError):
        storing.store(run.pk)
    run.refresh_from_db()
    assert (run.position, run.rows_stored, sample.model().objects.count()) == (7, 6, 6)
    storing.store(run.pk)
    run.refresh_from_db()
    assert (run.state, run.rows_stored) == (State.DONE, 10)
    assert sample.model().objects.values("personal_number").distinct().count() == 10


def test_records_that_stand_in_the_register_are_found_without_an_index_too(tmp_path, register, units):
    first = stored(checked(begin(tmp_path, register, units["here"], [HEAD, line(1)])))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'u'",
            [sample.model()._meta.db_table],
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f'ALTER TABLE "{sample.model()._meta.db_table}" DROP CONSTRAINT "{name}"')
        cursor.execute(
            "SELECT indexname FROM pg_indexes WHERE tablename = %s AND indexdef LIKE '%%personal_number%%'",
            [sample.model()._meta.db_table],
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP INDEX "{name}"')
    run = checked(begin(tmp_path, register, units["here"], [HEAD, line(1), line(2)]))
    assert first.rows_stored == 1
    assert faults(run) == [(2, 4, "duplicate", "038087000001")]


def test_a_value_that_no_column_holds_is_told_at_its_row_and_the_others_are_stored(tmp_path, register, units):
    field = register.field("address")
    before = field.most_letters
    object.__setattr__(field, "most_letters", None)
    try:
        rows = [HEAD, *[line(number) for number in range(1, 8)]]
        rows[3] = line(3, **{"Nơi ở hiện nay": "x" * 500})
        run = stored(checked(begin(tmp_path, register, units["here"], rows)))
    finally:
        object.__setattr__(field, "most_letters", before)
    assert (run.rows_stored, faults(run)) == (6, [(4, -1, "constraint", "")])


def test_columns_come_back_from_copy_as_they_went_in(db):
    columns = [
        ["a\tb", "\\N", "\\", "x\ny\r", ""],
        [None, "", "NULL", "\\t", None],
        [True, False, None, 1.5, 12],
    ]
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE tried (a text, b text, c text)")
        with cursor.copy("COPY tried FROM STDIN") as copy:
            copy.write(copying.lines(columns))
        cursor.execute("SELECT * FROM tried")
        rows = cursor.fetchall()
    assert [list(column) for column in zip(*rows, strict=True)] == [*columns[:2], ["t", "f", None, "1.5", "12"]]


def test_short_rows_and_columns_that_nobody_wants(register):
    batch = batch_of([Row(4, [" a ", "b"]), Row(5, ["c"], {1: "unreadable"})], {"x": 0, "y": 1, "z": 7})
    assert batch.cells == {"x": ["a", "c"], "y": ["b", ""], "z": ["", ""]}
    assert batch.faults == {"y": {1: "unreadable"}}
    assert (batch.cell("y", 0), batch.cell("none", 0)) == ("b", "")
    assert [list(taken("abc", places)) for places in ([], [1], [0, 2], [0, 1, 2])] == [
        [], ["b"], ["a", "c"], ["a", "b", "c"],
    ]  # fmt: skip


@pytest.mark.parametrize("raws", [["a", " b  c "], ["", "x"], ["a\x07", "b"], ["x" * 500, "y"], ["Le\u0302", ""]])
def test_a_column_is_read_as_its_cells_are(register, raws):
    for name in ("full_name", "position", "address", "email", "phone", "personal_number", "birth", "coefficient"):
        field = register.field(name)
        read = validation.clean_column(field, raws)
        for place, raw in enumerate(raws):
            try:
                wanted = validation.clean_value(field, raw)
            except ValueError as error:
                assert (read.values[place], read.errors[place]) == (None, str(error))
            else:
                assert read.values[place] == wanted
                assert place not in read.errors


def test_a_spool_without_its_end_is_none(tmp_path, register, units):
    run = begin(tmp_path, register, units["here"], [HEAD, line(1)])
    with spool.Spool(run, "mark") as kept:
        kept.end()
    assert list(spool.written(run, "mark", wanted=lambda _first, _last: True)) == []
    with spool.Spool(run, "mark"):
        pass
    assert spool.written(run, "mark", wanted=lambda _first, _last: True) is None


def test_a_column_whose_values_cannot_be_kept_is_read_again(tmp_path, register, units):
    run = begin(tmp_path, register, units["here"], [HEAD, line(1)])
    batch = batch_of([Row(2, ["a", "1,5"]), Row(3, ["b", ""])], {"address": 0, "coefficient": 1})
    problems = [Problem(row, 0, name, Fault.VALUE, "sai") for row, name in ((2, "address"), (3, "coefficient"))]
    values = {"address": [("a", "part"), "b"], "coefficient": [Decimal("1.5"), None]}
    with spool.Spool(run, "mark") as kept:
        kept.write(batch, Read(values, problems))
        kept.end()
    ((again, read),) = spool.written(run, "mark", wanted=lambda _first, _last: True)
    assert (list(again.numbers), again.cells) == ([2, 3], batch.cells)
    assert read.values == {"coefficient": [Decimal("1.5"), None]}
    assert read.problems == problems[1:]
    assert list(spool.written(run, "mark", wanted=lambda first, _last: first > 2)) == []
