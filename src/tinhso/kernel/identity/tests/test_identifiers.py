"""Personal numbers and telephone numbers."""

import pytest

from tinhso.kernel.identity.identifiers import check_personal_number, normalise_phone, province_of


@pytest.mark.parametrize(
    ("number", "sex", "year"),
    [("038190000012", "female", 1990), ("038088000012", "male", 1988), ("001205000012", "male", 2005),
     ("038 390 000 012", "female", 2090)],
)  # fmt: skip
def test_century_sex_and_year_are_read_from_the_number(number, sex, year):
    assert check_personal_number(number, sex=sex, birth_year=year) == number.replace(" ", "")


@pytest.mark.parametrize(
    ("sex", "year", "says"), [("male", None, "giới tính"), ("", 1991, "năm sinh"), ("", 2090, "năm sinh")]
)
def test_a_number_that_disagrees_with_sex_or_year_is_refused(sex, year, says):
    with pytest.raises(ValueError, match=says):
        check_personal_number("038190000012", sex=sex, birth_year=year)


@pytest.mark.parametrize("number", ["", "03819000001", "0381900000123", "03819000001a", "٠٣٨١٩٠٠٠٠٠١٢"])
def test_anything_but_twelve_digits_is_refused(number):
    with pytest.raises(ValueError, match="12 chữ số"):
        check_personal_number(number)


def test_the_province_is_known_from_the_list_of_63_and_an_unknown_one_is_no_error():
    assert province_of("038190000012") == "Thanh Hóa"
    assert province_of("999190000012") == ""
    assert check_personal_number("999190000012")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("0912 345 678", "+84912345678"),
        ("+84 912.345.678", "+84912345678"),
        ("84912345678", "+84912345678"),
        ("0084912345678", "+84912345678"),
        ("(0237) 3852-246", "+842373852246"),
        ("+1 202 555 0123", "+12025550123"),
    ],
)
def test_telephone_numbers_are_kept_in_e164(given, kept):
    assert normalise_phone(given) == kept


@pytest.mark.parametrize("given", ["912345678", "0112345678", "09123456", "+84123", "abc", "113"])
def test_what_is_no_telephone_number_is_refused(given):
    with pytest.raises(ValueError, match="Số điện thoại chưa đúng"):
        normalise_phone(given)
