"""Finding a person by whatever was typed: name without marks, year, place of today or of before."""

import pytest
from django.urls import reverse

from tinhso.government.masterdata.models import Person
from tinhso.government.masterdata.queries.asked import Asked, read
from tinhso.government.masterdata.tests.test_duplicates import signed_in
from tinhso.kits.registers.queries import visible_to
from tinhso.kits.registers.views import listing


@pytest.fixture
def people(land):
    """Namesakes and others."""
    land.person("Nguyễn Thị Hoa", birth="1987-05-12")
    land.person("Nguyễn Thị Hòa", birth="1987")
    land.person("Nguyễn Thị Hoa", "thanh", birth="1987-01-02")
    land.person("Nguyễn Thị Hoa", birth="1990-05-12")
    land.person("Nguyễn Thị Xuân Hoa", birth="1987-03-04")
    land.person("Lê Thọ Xuân", "thanh", birth="1987-08")
    land.person("Trần Văn Nam", birth="1960-01-01", other_names="Nguyễn Thị Hoa")
    return land


def names(land, text, who="chief"):
    rows = Person.rows_found(visible_to(land.actor(who), Person.definition), text)
    return [f"{row.full_name} {row.birth[:4]}" for row in rows]


@pytest.mark.parametrize(
    "text",
    [
        "nguyen thi hoa 1987 tho xuan", "Nguyễn Thị Hoà 1987 Thọ Xuân", "nguyen thi hoa 1987 xa tho long",
        "1987 nguyen thi hoa tho xuan", "nguyen thi hoa 1987 xuan hoa", "NGUYEN THI HOA 1987 huyện Thọ Xuân",
    ],
)  # fmt: skip
def test_name_year_and_place_answer_those_alone(people, text):
    found = names(people, text)
    assert found[:2] == ["Nguyễn Thị Hoa 1987", "Nguyễn Thị Hòa 1987"] or sorted(found[:2]) == sorted(
        ["Nguyễn Thị Hoa 1987", "Nguyễn Thị Hòa 1987"]
    )
    assert set(found[2:]) <= {"Nguyễn Thị Xuân Hoa 1987"}


def test_a_place_may_follow_without_a_year(people):
    assert sorted(names(people, "nguyen thi hoa tho xuan"))[:3] == [
        "Nguyễn Thị Hoa 1987", "Nguyễn Thị Hoa 1990", "Nguyễn Thị Hòa 1987"
    ]  # fmt: skip
    assert names(people, "nguyen thi hoa hac thanh") == ["Nguyễn Thị Hoa 1987"]


def test_a_name_that_is_also_a_place_is_found_as_a_name(people):
    assert names(people, "le tho xuan 1987") == ["Lê Thọ Xuân 1987"]
    assert "Lê Thọ Xuân 1987" in names(people, "le tho xuan")


def test_those_named_exactly_so_come_first(people):
    found = names(people, "nguyen thi hoa")
    assert set(found[:4]) == {"Nguyễn Thị Hoa 1987", "Nguyễn Thị Hòa 1987", "Nguyễn Thị Hoa 1990"}
    assert names(people, "hoa 1987 nguyen")


def test_a_name_of_before_finds_too(people):
    assert "Trần Văn Nam 1960" in names(people, "nam nguyen hoa")


def test_an_officer_finds_only_in_his_own_commune(people):
    assert names(people, "nguyen thi hoa 1987", "other") == ["Nguyễn Thị Hoa 1987"]
    assert len(names(people, "nguyen thi hoa 1987", "keeper")) == 3


@pytest.mark.parametrize("text", ["'; DROP TABLE x --", "a & b | !c", "\\", "''", "1987", "  ", "<->", "x" * 500])
def test_whatever_is_typed_is_only_words(people, text):
    assert isinstance(names(people, text), list)


def test_what_was_typed_is_read_as_name_year_and_place(people):
    asked = read("Nguyễn Thị Hoa 1987 Xuân Hòa")
    assert (asked.name, asked.year, asked.places) == (("nguyen", "thi", "hoa"), "1987", (("tho", "long"),))


def test_who_finds_more_than_a_page_is_told_how_many_are_shown_at_most(people, client, monkeypatch):
    monkeypatch.setattr(listing, "PAGE", 2)
    signed_in(client, people.accounts["chief"])
    address = reverse("registers:list", args=["masterdata.person"])
    assert "nhiều nhất 200 bản ghi" in client.get(address, {"tim": "nguyen thi hoa"}).content.decode()
    assert "nhiều nhất 200 bản ghi" not in client.get(address).content.decode()


@pytest.mark.parametrize("text", ["nguyen hoa quang thanh", "hoa nguyen quang thanh", "nguyen hoa hac thanh"])
def test_a_name_without_its_middle_or_turned_round_is_found_at_a_place_of_before(people, text):
    assert names(people, text) == ["Nguyễn Thị Hoa 1987"]


def test_a_name_at_a_place_is_looked_for_by_neighbours_first():
    asked = Asked(("nguyen", "van", "luong"), "", (("nga", "son"),), ("nguyen", "van", "luong", "nga", "son"))
    assert asked.attempts()[1] == "'nguyen_van' & 'van_luong' & (('nga_son'))"
    assert asked.resorts()[0] == "'nguyen' & 'van' & 'luong' & (('nga_son'))"
