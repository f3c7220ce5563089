"""The QR text of an identity card fills the form, or says why it cannot."""

import pytest

from tinhso.desks.counter.card import looks_like_card, read_card
from tinhso.kernel.foundation.errors import Invalid

CARD = "038190001234|171234567|Nguyễn Thị Hoàng Lan Anh|05021990|Nữ|Thôn 3, Xã Hà Trung, Thanh Hóa|21112021"


def test_a_card_gives_number_name_birth_sex_address_and_issue():
    card = read_card(CARD)
    assert (card.personal_number, card.old_number) == ("038190001234", "171234567")
    assert (card.full_name, card.birth, card.sex) == ("Nguyễn Thị Hoàng Lan Anh", "1990-02-05", "female")
    assert card.address == "Thôn 3, Xã Hà Trung, Thanh Hóa"
    assert card.issued is not None
    assert card.issued.isoformat() == "2021-11-21"
    assert card.applicant()["birth"] == "05/02/1990"


@pytest.mark.parametrize(
    "text",
    [
        CARD + "\r\n",
        "  " + CARD,
        CARD + "||||",
        CARD.replace("171234567", ""),
        CARD.rpartition("|")[0],
    ],
)
def test_line_ends_spaces_and_more_or_fewer_groups_are_read_too(text):
    assert read_card(text).personal_number == "038190001234"


def test_a_name_in_capitals_is_written_as_a_name():
    assert read_card(CARD.replace("Nguyễn Thị Hoàng Lan Anh", "ĐỖ THỊ ÁNH")).full_name == "Đỗ Thị Ánh"


def test_a_birth_of_which_only_the_year_is_known_stays_partial():
    assert read_card(CARD.replace("05021990", "1950")).birth == "1950"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "038190001234",
        "https://example.vn/?a=1|2",
        CARD.replace("038190001234", "03819000123"),
        CARD.replace("038190001234", "03819000123a"),
        CARD.replace("05021990", "31021990"),
        CARD.replace("05021990", "05022990"),
        CARD.replace("Nguyễn Thị Hoàng Lan Anh", ""),
        CARD.replace("Nguyễn Thị Hoàng Lan Anh", "12345"),
    ],
)
def test_what_is_no_card_is_refused_with_words(text):
    with pytest.raises(Invalid) as refused:
        read_card(text)
    assert refused.value.fields["card"]


def test_a_personal_number_alone_is_no_card():
    assert looks_like_card(CARD)
    assert not looks_like_card("038190001234")
