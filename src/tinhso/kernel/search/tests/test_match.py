"""Search without marks, without case, with typing errors, over real names of places and procedures."""

from datetime import date

import pytest
from django.db import connection

from tinhso.kernel.areas.models import Area
from tinhso.kernel.foundation.text import fold, sort_key
from tinhso.kernel.search.queries import match, suggest, words_of

pytestmark = pytest.mark.django_db

NAMES = [
    "Đăng ký khai sinh",
    "Đăng ký khai sinh có yếu tố nước ngoài",
    "Đăng ký lại khai sinh",
    "Đăng ký khai tử",
    "Đăng ký kết hôn",
    "Cấp giấy phép xây dựng nhà ở riêng lẻ",
    "Thành lập hộ kinh doanh",
    "Đăng ký biến động đất đai",
    "Đổi giấy phép lái xe",
    "Xã Thọ Xuân",
    "Phường Hạc Thành",
    "Xã Thường Xuân",
]


@pytest.fixture(autouse=True)
def names() -> None:
    Area.objects.bulk_create(
        Area(
            code=f"{number:05d}",
            name=name,
            full_name=name,
            kind="x",
            tier="commune",
            folded=fold(name),
            sort_key=sort_key(name),
            valid_from=date(2025, 7, 1),
        )
        for number, name in enumerate(NAMES)
    )


def found(text: str) -> list[str]:
    return [area.name for area in match(Area.objects.all(), "folded", text)]


@pytest.mark.parametrize("text", ["khai sinh", "KHAI SINH", "Khai  Sinh", "khai sinh!", "khai-sinh"])
def test_marks_case_and_punctuation_do_not_matter(text: str) -> None:
    assert set(found(text)) == set(NAMES[:3])


def test_every_word_must_be_there_in_any_order() -> None:
    assert found("sinh lại") == ["Đăng ký lại khai sinh"]
    assert found("nuoc ngoai khai sinh") == ["Đăng ký khai sinh có yếu tố nước ngoài"]


def test_the_last_word_may_be_unfinished_and_the_others_may_not() -> None:
    assert set(found("khai si")) == set(NAMES[:3])
    assert found("dang ky ket h") == ["Đăng ký kết hôn"]
    assert "Xã Thọ Xuân" not in found("x thanh")


def test_the_likest_comes_first() -> None:
    assert found("dang ky khai sinh")[0] == "Đăng ký khai sinh"
    assert found("đăng ký khai")[-1] == "Đăng ký lại khai sinh"


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("khai sihn", "Đăng ký khai sinh"),
        ("kahi sinh", "Đăng ký khai sinh"),
        ("giay phep xay dungg", "Cấp giấy phép xây dựng nhà ở riêng lẻ"),
        ("ho kinh doanhh", "Thành lập hộ kinh doanh"),
        ("thuonq xuan", "Xã Thường Xuân"),
        ("hac thahn", "Phường Hạc Thành"),
        ("hnôn", "Đăng ký kết hôn"),
        ("dang kyy khai tuu", "Đăng ký khai tử"),
    ],
)
def test_typing_errors_still_find(text: str, first: str) -> None:
    assert found(text)[0] == first


def test_nothing_alike_finds_nothing_and_no_text_keeps_everything() -> None:
    assert found("zzzz qqqq") == []
    assert len(found("")) == len(found(" !?")) == len(NAMES)


@pytest.mark.parametrize("text", ["%", "_", "\\", "khai' OR 1=1 --", "a.*b", "(", "\\m", "\x00khai"])
def test_signs_of_patterns_are_not_patterns(text: str) -> None:
    found(text)


def test_a_very_long_text_is_cut_to_its_first_words() -> None:
    assert len(words_of("từ " * 500)) == 12
    assert found("khai sinh " * 100)


def test_suggestions_are_different_names_the_likest_first() -> None:
    assert suggest(Area.objects.all(), "folded", "khai", "name", most=2)[0].startswith("Đăng ký khai")
    assert suggest(Area.objects.all(), "folded", "", "name") == []


def test_what_is_narrowed_before_stays_narrowed() -> None:
    some = Area.objects.filter(name__startswith="Xã")
    assert [area.name for area in match(some, "folded", "xuan")] == ["Xã Thọ Xuân", "Xã Thường Xuân"]


def test_a_rare_name_among_many_is_found_by_index() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO areas_area (id, created_at, valid_from, code, name, full_name, kind, tier, folded, sort_key)"
            " SELECT gen_random_uuid(), now(), '2025-07-01', 'x' || (n % 1000), 'x', 'x', 'x', 'x' || n,"
            " 'nguyen van ' || md5(n::text), '' FROM generate_series(1, 20000) n",
        )
        cursor.execute("SELECT gin_clean_pending_list('area_folded')")
        cursor.execute("ANALYZE areas_area")
    for text in ("khai sinh", "khai sihn"):
        plan = match(Area.objects.all(), "folded", text).explain()
        assert "area_folded" in plan
        assert "Seq Scan" not in plan
