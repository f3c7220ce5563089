"""Opening a file, putting documents in, closing it."""

from datetime import date

import pytest

from tinhso.government.work_files import checks, queries, services
from tinhso.government.work_files.models import FileState, Item
from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.foundation.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from tinhso.kernel.foundation.ids import new_id

pytestmark = pytest.mark.django_db


def test_a_file_is_opened_under_the_catalogue_and_takes_its_symbol_and_term(world):
    file = services.open_file(world.officer, world.department, entry=world.entry())
    assert (file.symbol, file.term, file.year, file.title) == ("01.TCCB", "70-nam", 2026, "Hồ sơ tuyển dụng công chức")
    with pytest.raises(Conflict, match="đã có hồ sơ"):
        services.open_file(world.officer, world.department, title="Khác", symbol="01.TCCB", term="5-nam", year=2026)


def test_a_catalogue_holds_a_symbol_once_a_year(world):
    world.entry()
    with pytest.raises(Invalid) as refused:
        world.entry()
    assert "symbol" in refused.value.fields
    assert world.entry(year="2027").year == 2027


def test_an_officer_of_another_unit_neither_sees_nor_fills_it(world, page):
    file = services.open_file(world.officer, world.department, entry=world.entry())
    with pytest.raises(NotFound):
        queries.file_for(world.stranger, file.pk)
    with pytest.raises(Forbidden):
        services.put(world.stranger, file, "upload", new_id(), "Công văn", [page()])
    with pytest.raises(Forbidden):
        services.open_file(world.stranger, world.department, title="Của người khác", symbol="09.X", term="5-nam")


def test_a_document_put_in_twice_stands_once_with_all_its_files(world, page):
    file = services.open_file(world.officer, world.department, entry=world.entry())
    key = new_id()
    about = services.About("Công văn", "12", "SNV-TCCB", date(2026, 3, 5), "Sở Nội vụ", pages=2)
    services.put(world.officer, file, "official_documents.incoming", key, "Về việc tuyển dụng", [page()], about)
    item = services.put(
        world.officer, file, "official_documents.incoming", str(key), "Về việc tuyển dụng", [page("phu-luc.pdf")], about
    )
    file.refresh_from_db()
    assert (file.documents, file.pages, item.files.count()) == (1, 2, 2)
    assert queries.files_with(world.officer, "official_documents.incoming", key) == [file]


def test_what_is_taken_out_leaves_its_number_and_reason_behind(world, page):
    file = services.open_file(world.officer, world.department, entry=world.entry())
    first = services.put(world.officer, file, "upload", "a", "Nhầm", [page()])
    with pytest.raises(Invalid):
        services.take_out(world.officer, first.pk, " ")
    services.take_out(world.officer, first.pk, "Đưa nhầm hồ sơ")
    second = services.put(world.officer, file, "upload", "a", "Đúng", [page()])
    assert second.ordinal == 2
    assert [item.title for item in queries.items_of(file)] == ["Đúng"]
    assert Item.objects.get(pk=first.pk).out_reason == "Đưa nhầm hồ sơ"


def test_an_incomplete_file_is_not_closed_and_a_closed_one_takes_nothing_more(world, page):
    file = services.open_file(world.officer, world.department, entry=world.entry())
    with pytest.raises(Refused, match="chưa có tài liệu nào"):
        services.close(world.officer, file.pk)
    services.put(world.officer, file, "upload", "a", "Công văn", [page()])
    closed = services.close(world.officer, file.pk)
    assert closed.state == FileState.CLOSED
    with pytest.raises(Refused, match="đã đóng"):
        services.put(world.officer, file, "upload", "b", "Công văn", [page()])
    with pytest.raises(Forbidden):
        services.reopen(world.officer, file.pk, "Bổ sung")
    assert services.reopen(world.keeper, file.pk, "Bổ sung").state == FileState.OPEN


def test_a_paper_document_needs_no_file_but_the_file_is_then_not_online(world):
    file = services.open_file(world.officer, world.department, entry=world.entry())
    with pytest.raises(Invalid):
        services.put(world.officer, file, "upload", "a", "Bản vẽ")
    services.put(world.officer, file, "upload", "a", "Bản vẽ", about=services.About(paper=True))
    file.refresh_from_db()
    assert not file.online
    assert [problem.stops for problem in checks.problems(file)] == [False, False]


def test_the_story_and_the_log_say_who_did_what(world, page):
    file = services.open_file(world.officer, world.department, entry=world.entry())
    services.put(world.officer, file, "upload", "a", "Công văn", [page()])
    services.viewed(world.officer, file)
    assert [str(note) for note in file.story.order_by("at")] == ["Hồ sơ được mở", "Đưa vào hồ sơ: Công văn"]
    codes = AuditEntry.objects.filter(subject_id=file.pk).values_list("code", flat=True)
    assert {"work_files.opened", "work_files.put", "work_files.viewed"} <= set(codes)
