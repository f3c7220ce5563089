"""Folding, tone placement and the order of the Vietnamese alphabet, on real names."""

import random
import unicodedata

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from tinhso.kernel.foundation.text import fold, normalise_tones, sort_key


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đặng  Thị Ủy", "dang thi uy"),
        ("NGUYỄN VĂN ĐỨC", "nguyen van duc"),
        ("Thường Xuân\u00a0– Bá Thước", "thuong xuan – ba thuoc"),
        ("Ð\u00f0ình Sơn", "ddinh son"),
        ("Quỳnh Lưu, ưỡn ẹo", "quynh luu, uon eo"),
        ("", ""),
        ("  ", ""),
    ],
)
def test_folding_takes_marks_case_and_spaces_away(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert fold(unicodedata.normalize("NFD", text)) == folded


@given(st.text(max_size=30))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("given_text", "official"),
    [
        ("Thanh Hoá", "Thanh Hóa"),
        ("THANH HOÁ", "THANH HÓA"),
        ("Uỷ ban nhân dân", "Ủy ban nhân dân"),
        ("UỶ BAN", "ỦY BAN"),
        ("Hoà Bình, Khánh Hoà", "Hòa Bình, Khánh Hòa"),
        ("Thuỷ sản, sức khoẻ", "Thủy sản, sức khỏe"),
        ("Quý, quỹ, Quỳnh, quỳ", "Quý, quỹ, Quỳnh, quỳ"),
        ("Hoàng Hoằng Hoán ngoài khuỵu", "Hoàng Hoằng Hoán ngoài khuỵu"),
        ("Thúy Hòa Bình", "Thúy Hòa Bình"),
        ("luỹ tre, xoè, Tuy Hoà.", "lũy tre, xòe, Tuy Hòa."),
    ],
)
def test_tones_stand_where_official_texts_place_them(given_text: str, official: str) -> None:
    assert normalise_tones(given_text) == official
    assert normalise_tones(unicodedata.normalize("NFD", given_text)) == official
    assert normalise_tones(official) == official


ORDERED = {
    "tones": ["ma", "mà", "mả", "mã", "má", "mạ"],
    "letters": ["a", "ă", "â", "b", "c", "d", "đ", "e", "ê", "g", "i", "o", "ô", "ơ", "u", "ư", "x", "y"],
    "people": [
        "Bùi Thị Ánh",
        "Cao Văn Đạt",
        "Dương Thị Hà",
        "Đào Duy Anh",
        "Đặng Thị Ủy",
        "Đinh Công Tráng",
        "Hà Văn Thắm",
        "Hồ Xuân Hương",
        "Lê Lai",
        "Lê Lợi",
        "Lương Văn Tụy",
        "Nguyễn Chích",
        "Nguyễn Văn An",
        "Nguyễn Văn Ân",
        "Phạm Bành",
        "Phạm Thị Ngà",
        "Quách Văn Hải",
        "Tạ Quang Bửu",
        "Tô Hiến Thành",
        "Trần Khát Chân",
        "Trịnh Tùng",
        "Vũ Phạm Hàm",
        "Ý Nhi",
    ],
    "places": [
        "Ba Đình",
        "Bá Thước",
        "Bỉm Sơn",
        "Cẩm Thủy",
        "Đông Sơn",
        "Hà Trung",
        "Hậu Lộc",
        "Hoằng Hóa",
        "Lang Chánh",
        "Mường Lát",
        "Nga Sơn",
        "Ngọc Lặc",
        "Như Thanh",
        "Như Xuân",
        "Nông Cống",
        "Quan Hóa",
        "Quan Sơn",
        "Quảng Xương",
        "Sầm Sơn",
        "Thạch Thành",
        "Thiệu Hóa",
        "Thọ Xuân",
        "Thường Xuân",
        "Triệu Sơn",
        "Vĩnh Lộc",
        "Yên Định",
    ],
    "numbers and gaps": ["Phường 1", "Phường 2", "Phường An", "Phường An - Bình", "Phường An Lạc", "Phường Ân"],
    "prefixes": ["An", "An Bình", "Anh", "Ánh"],
}


@pytest.mark.parametrize("kind", ORDERED)
def test_the_key_sorts_by_the_vietnamese_alphabet(kind: str) -> None:
    names = ORDERED[kind]
    mixed = random.Random(7).sample(names, len(names))
    assert sorted(mixed, key=sort_key) == names


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ORDERED)
def test_the_database_sorts_the_keys_alike_whatever_its_collation(kind: str) -> None:
    keys = [sort_key(name) for name in ORDERED[kind]]
    with connection.cursor() as cursor:
        cursor.execute("SELECT key FROM unnest(%s::text[]) AS key ORDER BY key", [keys[::-1]])
        assert [row[0] for row in cursor.fetchall()] == keys


def test_the_key_does_not_depend_on_how_text_is_composed_or_written() -> None:
    name = "Đặng Thị Ủy"
    assert sort_key(unicodedata.normalize("NFD", name)) == sort_key(name) == sort_key(name.upper())
    assert sort_key("Bà Rịa - Vũng Tàu") == sort_key("Bà Rịa – Vũng Tàu")


@given(st.text(max_size=40))
def test_any_text_has_a_key_of_digits(text: str) -> None:
    assert sort_key(text).isdigit()
    assert len(sort_key(text)) <= 3 * len(unicodedata.normalize("NFC", text.lower())) + 2
