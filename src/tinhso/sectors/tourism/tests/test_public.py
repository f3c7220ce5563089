"""The public pages: what is published and no more, found without marks, in both languages, with few questions."""

from typing import Any

import pytest
from django.test import Client

from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.web.tests.english import leftovers, speak_english
from tinhso.kits.registers import services
from tinhso.kits.registers.testing import RegisterWorld
from tinhso.sectors.tourism.models import Lodging, Place
from tinhso.sectors.tourism.sections import SECTIONS, page_of
from tinhso.sectors.tourism.tests.conftest import add_place


def text_of(client: Client, address: str, query: dict[str, str] | None = None) -> str:
    answer = client.get(address, query or {})
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_place_is_found_without_marks_by_kind_and_by_area(client: Client, world: RegisterWorld, place: Place) -> None:
    add_place(world, name="Bãi biển Sầm Sơn", kind="beach", grade="none", graded_year="", area="")
    found = text_of(client, "/du-lich/", {"tim": "thanh nha ho"})
    assert "Thành nhà Hồ" in found
    assert "Sầm Sơn" not in found
    assert "Thành nhà Hồ" not in text_of(client, "/du-lich/", {"loai": "beach"})
    assert "Sầm Sơn" not in text_of(client, "/du-lich/", {"xa": str(world.area.pk)})
    assert "Chưa tìm thấy nơi nào" in text_of(client, "/du-lich/", {"tim": "qqqzzz"})
    assert "Sầm Sơn" not in text_of(client, "/du-lich/di-san/")


def test_the_page_tells_what_is_published_and_leads_there(client: Client, place: Place, lodging: Lodging) -> None:
    page = text_of(client, page_of(place))
    told = (
        "Tòa thành đá", "7:00 đến 17:30", "Thôn Xuân Giai", "tel:+84", "https://thanhnhaho.example/", "2011",
        "Di sản thế giới", "geo:20.078,105.605", "mlat=20.078000", "Quyết định thử số 1", "Khách sạn Lam Kinh",
        "cách 2,9 km",
    )  # fmt: skip
    for words in told:
        assert words in page, words


def test_what_is_not_published_stands_nowhere(client: Client, place: Place, lodging: Lodging) -> None:
    pages = [text_of(client, address) for address in (page_of(lodging), page_of(place), "/du-lich/luu-tru/")]
    for page in pages:
        assert "Công Tằng" not in page
        assert "0983" not in page
        assert "983246802" not in page
    assert "Khách sạn Lam Kinh" not in text_of(client, "/du-lich/luu-tru/", {"tim": "cong tang ton nu"})


def test_search_asks_only_fields_that_are_published() -> None:
    for section in SECTIONS.values():
        definition = section.definition
        assert set(definition.find_by) <= set(definition.publish.fields.split())


def test_a_row_that_ended_is_gone_and_one_that_was_merged_leads_on(
    client: Client, world: RegisterWorld, place: Place
) -> None:
    twin = add_place(world, name="Thành Nhà Hồ (trùng)")
    services.merge(SYSTEM, place, [twin])
    assert client.get(page_of(twin))["Location"] == page_of(place)
    place.refresh_from_db()
    services.end(SYSTEM, place, "Đóng cửa")
    assert client.get(page_of(place)).status_code == 404
    assert client.get(page_of(twin)).status_code == 404
    assert "Thành nhà Hồ" not in text_of(client, "/du-lich/")


def test_the_map_shows_places_and_names_their_public_pages(client: Client, place: Place) -> None:
    page = text_of(client, "/du-lich/", {"kieu": "ban-do"})
    assert f'href="{page_of(place)}"' in page
    assert "/so-dang-ky/" not in page
    [feature] = client.get("/du-lich/diem-den/ban-do.geojson").json()["features"]
    assert feature["geometry"]["coordinates"] == [105.605, 20.078]
    assert feature["properties"]["url"] == page_of(place)
    assert client.get("/du-lich/diem-den/ban-do.geojson?loai=beach").json()["features"] == []


@pytest.mark.parametrize("address", ["/du-lich/", "/du-lich/?kieu=ban-do", "/du-lich/luu-tru/?tim=zzz", "page"])
def test_pages_are_in_english_too(client: Client, place: Place, lodging: Lodging, address: str) -> None:
    speak_english(client)
    assert leftovers(text_of(client, page_of(place) if address == "page" else address)) == []


def test_pages_ask_the_database_little_whatever_the_rows(
    client: Client, world: RegisterWorld, place: Place, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        add_place(world, name=f"Điểm {number}", location=f"20.0{number}, 105.6")
    for address in ("/du-lich/", "/du-lich/?tim=thanh", "/du-lich/?kieu=ban-do", page_of(place)):
        with django_assert_max_num_queries(10):
            assert client.get(address).status_code == 200
