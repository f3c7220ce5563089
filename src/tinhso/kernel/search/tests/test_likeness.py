"""Whether two records tell of one person: what is forgiven, what is not, and that candidates meet under a key."""

import pytest

from tinhso.kernel.search.likeness import Kind, compare, features, keys_of, kind_of
from tinhso.kernel.search.likeness.names import one_slip

HOA = {
    "name": "Nguyễn Thị Hoa",
    "year": 1987,
    "month": 5,
    "day": 12,
    "sex": "female",
    "numbers": ["038187004512"],
    "phone": "+84912345678",
    "place": "tho-xuan",
}


def hoa(**changes):
    """The same woman's record, with changes."""
    return features(**(HOA | changes))


def codes(likeness):
    return {reason.code for reason in likeness.reasons}


SECOND_RECORDS = {
    "written without marks": ({"name": "NGUYEN THI HOA"}, "name-marks"),
    "another tone mark": ({"name": "Nguyễn Thị Hòa"}, "name-marks"),
    "given name first": ({"name": "Hoa Nguyễn Thị"}, "name-order"),
    "one letter": ({"name": "Nguyễn Thị Hoà n"}, ""),
    "a letter wrong": ({"name": "Nguyẽn Thi Hoe"}, "name-letter"),
    "middle name shortened": ({"name": "Nguyễn T. Hoa"}, "name-short"),
    "middle name left out": ({"name": "Nguyễn Hoa"}, "name-short"),
    "year only": ({"month": None, "day": None}, "birth-year"),
    "month and year": ({"day": None}, "birth-month"),
    "first of January for a year": ({"month": 1, "day": 1}, "birth-year"),
    "day and month swapped": ({"month": 12, "day": 5}, "birth-swap"),
    "one digit of the number": ({"numbers": ["038187004572"]}, "number-slip"),
    "two digits swapped": ({"numbers": ["038187004521"]}, "number-swap"),
    "another telephone": ({"phone": "+84988888888"}, "phone-differs"),
    "the former commune": ({"place": "xuan-hoa", "places": ["tho-xuan"]}, "place-same"),
}


@pytest.mark.parametrize("changed", SECOND_RECORDS)
def test_a_second_record_with_one_error_is_found_and_says_why(changed):
    changes, reason = SECOND_RECORDS[changed]
    other = hoa(**changes)
    likeness = compare(hoa(), other)
    assert likeness.sure, likeness
    assert not reason or reason in codes(likeness)
    assert set(keys_of(hoa())) & set(keys_of(other))
    assert compare(other, hoa()).bits == likeness.bits


TWO_PEOPLE = {
    "a namesake of the commune": {"numbers": ["038187990001"], "phone": "+84977777777", "month": 9, "day": 30},
    "a namesake known by year only": {"numbers": [], "phone": "", "month": None, "day": None},
    "her twin": {"name": "Nguyễn Thị Huệ", "numbers": ["038187990001"]},
    "her brother": {"name": "Nguyễn Văn Hòa", "sex": "male", "numbers": ["038085112233"], "year": 1985, "day": 3},
    "her neighbour with her telephone": {"name": "Lê Văn Tám", "sex": "male", "numbers": [], "year": 1960, "day": 1},
}


@pytest.mark.parametrize("who", TWO_PEOPLE)
def test_two_people_are_not_taken_for_one(who):
    assert not compare(hoa(), hoa(**TWO_PEOPLE[who])).alike


def test_a_number_that_contradicts_its_bearers_birth_is_the_mistyped_one():
    wrong_century = compare(hoa(), hoa(numbers=["038387004512"]))
    assert "number-wrong" in codes(wrong_century)
    plain = compare(hoa(), hoa(numbers=["038187004513"]))
    assert "number-wrong" not in codes(plain)


def test_an_old_card_shared_by_two_provinces_does_not_outweigh_two_personal_numbers():
    one, two = hoa(numbers=["038187004512", "172345678"]), hoa(
        numbers=["001187990099", "172345678"], name="Trần Thị Mai", month=1, day=9, place="ba-dinh", phone=""
    )  # fmt: skip
    likeness = compare(one, two)
    assert {"number-same", "number-differs"} <= codes(likeness)
    assert not likeness.alike


def test_reasons_come_by_weight_and_speak_for_or_against():
    likeness = compare(hoa(), hoa(phone="+84988888888", place="other"))
    weights = [abs(reason.bits) for reason in likeness.reasons]
    assert weights == sorted(weights, reverse=True)
    assert {reason.code for reason in likeness.reasons if not reason.speaks_for} == {"phone-differs", "place-differs"}
    assert 90 <= likeness.percent <= 99


def test_keys_are_whole_numbers_of_the_database_that_tell_their_kind():
    keys = keys_of(hoa())
    assert len(keys) == len(set(keys)) <= 20
    assert all(0 < key < 2**63 for key in keys)
    assert {Kind.NUMBER, Kind.DATE_GIVEN, Kind.PHONE} <= {kind_of(key) for key in keys}


def test_a_record_of_nothing_but_a_name_has_no_key_and_resembles_nobody():
    bare = features("Nguyễn Thị Hoa")
    assert keys_of(bare) == []
    assert not compare(bare, bare).alike


@pytest.mark.parametrize(
    ("left", "right", "slip"),
    [
        ("038187", "038187", False), ("038187", "038188", True), ("038187", "038178", True), ("038187", "03817", True),
        ("038187", "0381878", True), ("038187", "830187", False), ("hoa", "hao", True), ("hoa", "ha", True),
        ("hoa", "hue", False),
    ],
)  # fmt: skip
def test_one_slip_is_a_character_or_two_neighbours_swapped(left, right, slip):
    assert one_slip(left, right) is slip
    assert one_slip(right, left) is slip
