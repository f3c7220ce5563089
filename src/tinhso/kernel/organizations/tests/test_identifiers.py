"""Identifiers of units (QĐ 20/2020/QĐ-TTg, QĐ 09/2025/QĐ-TTg) in the old and the new direction."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinhso.kernel.organizations.identifiers import check_identifier, from_old, to_old


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("000.05.50.H15", "H15.50.05"),
        ("000.03.15.H56", "H56.15.03"),
        ("000.00.21.H56", "H56.21"),
        ("000.00.00.H56", "H56"),
        ("000.00.00.G01", "G01"),
    ],
)
def test_old_and_new_direction_turn_into_each_other(old, new):
    assert from_old(old) == new
    assert to_old(new) == old
    assert check_identifier(old) == new
    assert check_identifier(new) == new


def test_longer_identifiers_keep_their_groups():
    assert check_identifier("H15.50.05.13") == "H15.50.05.13"
    assert from_old(to_old("H15.50.05.013.02")) == "H15.50.05.013.02"


def test_small_letters_and_spaces_around_are_mended():
    assert check_identifier(" h56.15 ") == "H56.15"


@pytest.mark.parametrize("wrong", ["", "H5", "56.15", "H56.", "H56..15", "H56.1", "H56.1234", "15.03", "H56-15"])
def test_what_follows_neither_direction_is_refused(wrong):
    with pytest.raises(ValueError, match="không đúng mẫu"):
        check_identifier(wrong)


def test_more_than_35_characters_are_refused():
    with pytest.raises(ValueError, match="tối đa 35"):
        check_identifier("H56" + ".123" * 9)


_group = st.from_regex(r"[0-9]{2}", fullmatch=True).filter(lambda group: group != "00")


@given(st.lists(_group, max_size=3))
def test_every_new_identifier_of_up_to_four_levels_survives_the_way_there_and_back(groups):
    new = ".".join(["H56", *groups])
    assert check_identifier(to_old(new)) == new
