"""Whom a page names, and whether that is somebody of the application."""

import pytest

from tinhso.kernel.reading.names import Expected, named, strangers
from tinhso.kernel.reading.program import Line

AN = Expected("Nguyễn Văn An", "038090000011")


def line(text, sure=93.0):
    return Line(text, sure, tuple((word, sure) for word in text.split()))


def page(*lines, number=1):
    return {"number": number, **named([one if isinstance(one, Line) else line(one) for one in lines])}


def names_on(*lines):
    return [name for name, _sure in page(*lines)["names"]]


@pytest.mark.parametrize(
    "lines",
    [
        ["Họ và tên: Trần Thị Bích"],
        ["Họ, chữ đệm, tên: TRẦN THỊ BÍCH"],
        ["Họ và tên / Full name:", "TRẦN THỊ BÍCH", "Ngày sinh / Date of birth: 04/08/1998"],
        ["Họ, chữ đệm và tên khai sinh / Eull name:", "TRẦN THỊ BÍCH"],
        ["Cấp cho: Trần Thị Bích Ngày sinh: 4/8/1998"],
        ["Xét đề nghị của ông/bà: Trần Thị Bích, sinh năm 1998"],
        ["Họ và tên chủ hộ kinh doanh", "Họ và tên: Trần Thị Bích"],
        ["IDVNM0980000123038198000012<<4", "TRAN<<THI<BICH<<<<<<<<<<<<<<<<"],
    ],
)
def test_a_name_is_found_after_its_label(lines):
    assert [name.casefold() for name in names_on(*lines)] in (
        ["trần thị bích"],
        ["tran thi bich"],
    )


def test_words_that_are_no_name_are_not_taken_for_one():
    assert names_on("Họ và tên: (viết bằng chữ in hoa)", "Kính gửi: Ủy ban nhân dân xã Nga Sơn") == []
    assert names_on("Hai bên đã đọc lại và ông Trần Văn Bình ký tên") == []


def test_marks_and_small_errors_of_reading_do_not_make_another_person():
    for read in ("NGUYEN VAN AN", "Nguyễn Vàn An", "NGUYÊN VĂN AN", "Nguyên Văn Ân", "Nguyễn Văn An"):
        assert strangers([page(f"Họ và tên: {read}")], [AN]) == {}


def test_a_brother_is_another_person():
    found = strangers([page("Họ và tên: Nguyễn Văn Anh")], [AN])
    assert found[1].name == "Nguyễn Văn Anh"


def test_the_number_decides_when_the_name_was_read_badly():
    said = page(line("Họ và tên: Nguyễn Vtn Am", 40), "Số định danh cá nhân: 038090000017")
    assert strangers([said], [AN]) == {}


def test_a_namesake_with_another_number_is_another_person():
    said = page("Họ và tên: Nguyễn Văn An", "Số định danh cá nhân: 038 195 123 456")
    assert strangers([said], [AN])[1].number == "038195123456"


def test_a_name_read_unsurely_accuses_nobody_when_it_is_near():
    assert strangers([page(line("Họ và tên: Nguyễn Văn Anh", 45))], [AN]) == {}
    assert strangers([page(line("Họ và tên: Trương Thị Mỹ Hạnh", 45))], [AN]) != {}


def test_a_file_that_names_the_applicant_on_one_page_is_his_whoever_else_stands_in_it():
    pages = [page("Họ và tên: Trần Thị Bích"), page("Họ và tên: Nguyễn Văn An", number=2)]
    assert strangers(pages, [AN]) == {}
    assert set(strangers(pages[:1], [AN])) == {1}


def test_anybody_of_the_application_is_expected():
    child = Expected("Nguyễn Gia Hân")
    assert strangers([page("Họ, chữ đệm, tên: NGUYỄN GIA HÂN")], [AN, child]) == {}


def test_a_paper_without_names_says_nothing():
    assert strangers([page("BẢNG KÊ CHI TIẾT", "1 Gạo tẻ 20 300.000")], [AN]) == {}
    assert strangers([page("Họ và tên: Trần Thị Bích")], []) == {}
