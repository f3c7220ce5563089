"""Finding a procedure: without marks, with typing errors, through filters; its page says what is not certain."""

from typing import Any

import pytest
from django.test import Client

from tinhso.kits.procedures.tests.world import World

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("text", ["xac nhan cu tru", "XÁC NHẬN CƯ TRÚ", "xac nhn cu tru", "giay xac"])
def test_a_procedure_is_found_by_plain_words(world: World, client: Client, text: str) -> None:
    page = client.get("/thu-tuc/", {"tim": text}).content.decode()
    assert "/thu-tuc/1.009999/" in page


def test_nothing_found_says_what_to_try(world: World, client: Client) -> None:
    page = client.get("/thu-tuc/", {"tim": "qqqzzz"}).content.decode()
    assert "Chưa tìm thấy thủ tục nào" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"linh_vuc": "tu-phap"}, True),
        ({"cap": "province"}, False),
        ({"doi_tuong": "business"}, False),
        ({"doi_tuong": "citizen", "muc_do": "full"}, True),
        ({"linh_vuc": "khong-co"}, True),
        ({"sau": "hong"}, None),
    ],
)
def test_filters_narrow_and_nonsense_filters_nothing(
    world: World, client: Client, query: dict[str, str], found: bool | None
) -> None:
    answer = client.get("/thu-tuc/", query)
    if found is None:
        assert answer.status_code == 422
    else:
        assert ("/thu-tuc/1.009999/" in answer.content.decode()) is found


def test_the_page_of_a_procedure_says_who_what_how_long_and_what_to_check(world: World, client: Client) -> None:
    page = client.get("/thu-tuc/1.009999/").content.decode()
    for words in (
        "Xin giấy xác nhận",
        "Xác nhận thông tin thử nghiệm",
        "3 ngày làm việc",
        "4.000",
        "Luật Thử nghiệm 1/2026/QH16",
        "Mã thủ tục lấy theo trí nhớ",
        "Chỉ xuất trình, không phải nộp",
        "khi “Có nộp thay không” là “Có”",
    ):
        assert words in page, words


def test_an_unknown_procedure_is_not_found(world: World, client: Client) -> None:
    assert client.get("/thu-tuc/9.999999/").status_code == 404


def test_starting_asks_to_sign_in_and_comes_back(world: World, client: Client) -> None:
    answer = client.get("/thu-tuc/1.009999/nop/")
    assert answer.status_code == 302
    assert "next=%2Fthu-tuc%2F1.009999%2Fnop%2F" in answer["Location"]


def test_the_language_changes(world: World, client: Client) -> None:
    client.post("/ngon-ngu/", {"language": "en", "next": "/"})
    assert 'lang="en"' in client.get("/").content.decode()


@pytest.mark.parametrize("path", ["/", "/thu-tuc/", "/thu-tuc/?tim=xac+nhan", "/thu-tuc/1.009999/", "/tro-giup/"])
def test_public_pages_ask_the_database_little(
    world: World, client: Client, path: str, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(7):  # the search asks among linked procedures too
        assert client.get(path).status_code == 200
