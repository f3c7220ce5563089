"""Worked cases of pay and of retirement."""

from datetime import date
from decimal import Decimal

import pytest

from tinhso.government.personnel import salary
from tinhso.government.personnel.retirement import FEMALE, MALE, births_retiring, retirement_of


@pytest.mark.parametrize(
    ("sex", "birth", "age", "pension"),
    [
        # Phụ lục I, NĐ 135/2020/NĐ-CP: men, the first and the last month of each line.
        (MALE, "1961-01", (60, 3), date(2021, 5, 1)), (MALE, "1961-09", (60, 3), date(2022, 1, 1)),
        (MALE, "1961-10", (60, 6), date(2022, 5, 1)), (MALE, "1962-06", (60, 6), date(2023, 1, 1)),
        (MALE, "1962-07", (60, 9), date(2023, 5, 1)), (MALE, "1963-03", (60, 9), date(2024, 1, 1)),
        (MALE, "1963-04", (61, 0), date(2024, 5, 1)), (MALE, "1963-12", (61, 0), date(2025, 1, 1)),
        (MALE, "1964-01", (61, 3), date(2025, 5, 1)), (MALE, "1964-09", (61, 3), date(2026, 1, 1)),
        (MALE, "1964-10", (61, 6), date(2026, 5, 1)), (MALE, "1965-06", (61, 6), date(2027, 1, 1)),
        (MALE, "1965-07", (61, 9), date(2027, 5, 1)), (MALE, "1966-03", (61, 9), date(2028, 1, 1)),
        (MALE, "1966-04", (62, 0), date(2028, 5, 1)), (MALE, "1990-12-31", (62, 0), date(2053, 1, 1)),
        # Women.
        (FEMALE, "1966-01", (55, 4), date(2021, 6, 1)), (FEMALE, "1966-08", (55, 4), date(2022, 1, 1)),
        (FEMALE, "1966-09", (55, 8), date(2022, 6, 1)), (FEMALE, "1967-04", (55, 8), date(2023, 1, 1)),
        (FEMALE, "1967-05", (56, 0), date(2023, 6, 1)), (FEMALE, "1967-12", (56, 0), date(2024, 1, 1)),
        (FEMALE, "1968-01", (56, 4), date(2024, 6, 1)), (FEMALE, "1969-05", (57, 0), date(2026, 6, 1)),
        (FEMALE, "1975-04", (59, 8), date(2035, 1, 1)), (FEMALE, "1975-05", (60, 0), date(2035, 6, 1)),
        # Of whom the year alone is known: from 1 January.
        (MALE, "1964", (61, 3), date(2025, 5, 1)), (FEMALE, "1970", (57, 4), date(2027, 6, 1)),
    ],
)  # fmt: skip
def test_the_age_of_retirement_follows_the_year_and_the_sex(sex, birth, age, pension):
    found = retirement_of(sex, birth)
    assert (found.age, found.pension_from) == (age, pension)


def test_who_stops_in_a_time_is_one_range_of_births():
    low, high = births_retiring(MALE, date(2026, 11, 1), date(2027, 4, 30))
    inside = [birth for birth in ("1964", "1965-04", "1965-05-31", "1965-06", "1965-07-15") if low <= birth < high]
    assert inside == ["1965-05-31", "1965-06", "1965-07-15"]
    assert births_retiring(FEMALE, date(2026, 1, 1), date(2026, 3, 31)) == ("", "")


def test_a_year_alone_falls_into_the_range_of_its_january():
    low, high = births_retiring(FEMALE, date(2027, 5, 1), date(2027, 5, 31))
    assert (low, high) == ("1970", "1970-02")
    assert low <= "1970" < high
    assert low <= "1970-01-20" < high


@pytest.mark.parametrize(
    ("rank", "step", "value"),
    [("01.003", 1, "2.34"), ("01.003", 9, "4.98"), ("01.002", 8, "6.78"), ("01.001", 6, "8.00"), ("06.030", 8, "6.38"),
     ("01.004", 10, "4.89")],
)  # fmt: skip
def test_coefficients_are_those_of_the_table(rank, step, value):
    assert salary.coefficient(rank, step, date(2026, 1, 1)) == Decimal(value)


def test_a_rank_keeps_the_table_that_stood_on_the_day():
    assert salary.coefficient("01.004", 1, date(2019, 1, 1)) == Decimal("1.86")
    assert salary.coefficient("01.004", 1, date(2021, 8, 1)) == Decimal("2.10")


def test_a_step_that_the_rank_does_not_have_is_refused_in_words():
    with pytest.raises(ValueError, match="có 9 bậc; không có bậc 10"):
        salary.coefficient("01.003", 10, date(2026, 1, 1))


def test_pay_is_the_coefficient_times_the_base_of_the_month():
    assert salary.monthly_pay("01.003", 1, 0, date(2026, 1, 15)) == 5_475_600
    assert salary.monthly_pay("01.003", 1, 0, date(2024, 6, 30)) == 4_212_000
    # 4.98 and 6 in a hundred over it, with 0.2 of a post: (4.98 × 1.06 + 0.2) × 2,340,000.
    assert salary.monthly_pay("01.003", 9, 6, date(2026, 1, 1), allowances=Decimal("0.2")) == 12_820_392


@pytest.mark.parametrize(
    ("rank", "step", "over", "since", "delays", "due", "to"),
    [
        ("01.003", 3, 0, date(2023, 12, 1), [], date(2026, 12, 1), (4, 0)),
        ("01.005", 3, 0, date(2024, 12, 1), [], date(2026, 12, 1), (4, 0)),
        # A warning puts it off by six months, a removal by twelve; two add up.
        ("01.003", 3, 0, date(2023, 12, 1), [6], date(2027, 6, 1), (4, 0)),
        ("01.003", 3, 0, date(2023, 12, 1), [12, 6], date(2028, 6, 1), (4, 0)),
        # At the last step: 5 in a hundred after three years (two for group B), then 1 a year.
        ("01.003", 9, 0, date(2023, 12, 1), [], date(2026, 12, 1), (9, 5)),
        ("01.005", 12, 0, date(2023, 12, 1), [], date(2025, 12, 1), (12, 5)),
        ("01.003", 9, 5, date(2025, 12, 1), [], date(2026, 12, 1), (9, 6)),
        # From the last of a month that the other year does not have.
        ("01.005", 1, 0, date(2024, 2, 29), [], date(2026, 2, 28), (2, 0)),
    ],
)  # fmt: skip
def test_the_next_step_is_due_by_the_rank(rank, step, over, since, delays, due, to):
    found = salary.next_due(rank, step, over, since, delays=delays)
    assert (found.on, (found.step, found.over_percent)) == (due, to)


def test_a_step_before_its_time_is_brought_forward_by_a_year_at_most():
    assert salary.next_due("01.003", 3, 0, date(2023, 12, 1), early=9).on == date(2026, 3, 1)
    with pytest.raises(ValueError, match="12 tháng"):
        salary.next_due("01.003", 3, 0, date(2023, 12, 1), early=13)
    assert salary.most_early(63) == 6


def test_what_puts_a_step_off_is_less_for_a_public_employee_who_is_reprimanded():
    assert salary.delay_of("reprimand") == 6
    assert salary.delay_of("reprimand", public_employee=True) == 3
    assert salary.delay_of("removal", public_employee=True) == 12
