"""Dossier codes of both directions."""

from datetime import date

import pytest

from tinhso.kits.procedures.codes import make_code, parse_code


@pytest.mark.parametrize(
    ("unit", "day", "number", "code"),
    [
        ("H15.50.05.13", date(2026, 10, 8), 975, "H15.50.05.13-261008-0975"),
        ("H56.21", date(2024, 3, 15), 12, "000.00.21.H56-240315-0012"),
        ("H56.21", date(2025, 6, 30), 1, "000.00.21.H56-250630-0001"),
        ("H56.21", date(2025, 7, 1), 1, "H56.21-250701-0001"),
        ("H56.21", date(2026, 1, 2), 12345, "H56.21-260102-12345"),
    ],
)
def test_a_code_takes_the_direction_of_its_day_and_reads_back(unit: str, day: date, number: int, code: str) -> None:
    assert make_code(unit, day, number) == code
    parsed = parse_code(code)
    assert (parsed.unit, parsed.day, parsed.number) == (unit, day, number)
    assert parsed.old_direction is (day < date(2025, 7, 1))


@pytest.mark.parametrize("code", ["", "H56.21", "H56.21-261332-0001", "H56.21-261008-12", "56.21-261008-0001"])
def test_what_is_no_code_is_refused_with_an_example(code: str) -> None:
    with pytest.raises(ValueError, match="ví dụ"):
        parse_code(code)
