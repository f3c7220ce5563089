"""As then and as now: cases worked out by hand."""

from datetime import date
from fractions import Fraction

import pytest

from tinhso.kernel.organizations.models import OrganizationUnit, UnitSuccession
from tinhso.kernel.organizations.services import add_unit
from tinhso.kernel.organizations.succession import Succession, divide, old_codes

BEFORE, CHANGE, NOW, LATER = date(2025, 6, 30), date(2025, 7, 1), date(2026, 1, 1), date(2027, 1, 1)


@pytest.fixture
def units(db):
    """A, B become X; C is split into X (default) and Y; D into Y and Z by 1 : 2; E into Y and Z, undecided; X is W."""
    made = {}

    def unit(name: str, begins: date, ends: date | None = None) -> OrganizationUnit:
        made[name] = add_unit(
            parent=None,
            identifier=f"H99.{ord(name)}",
            name=name,
            kind="commune",
            tier="commune",
            valid_from=begins,
        )
        OrganizationUnit.objects.filter(pk=made[name].pk).update(valid_to=ends)
        return made[name]

    def goes(before: str, after: str, share: str = "whole", weight: int | None = None, day: date = CHANGE) -> None:
        UnitSuccession.objects.create(
            predecessor=made[before],
            successor=made[after],
            share=share,
            weight=weight,
            effective_on=day,
            legal_basis="Nghị quyết",
        )

    for name in "ABCDE":
        unit(name, date(2020, 1, 1), BEFORE)
    unit("X", CHANGE, date(2026, 12, 31))
    unit("Y", CHANGE)
    unit("Z", CHANGE)
    unit("W", LATER)
    goes("A", "X"), goes("B", "X")
    goes("C", "X", "part_default"), goes("C", "Y", "part")
    goes("D", "Y", "part", 1), goes("D", "Z", "part_default", 2)
    goes("E", "Y", "part"), goes("E", "Z", "part")
    goes("X", "W", day=LATER)
    return {name: unit.pk for name, unit in made.items()}


def named(units, shares):
    names = {key: name for name, key in units.items()}
    return {names[key]: share for key, share in shares.items()}


@pytest.mark.parametrize(
    ("day", "unit", "expected"),
    [
        (BEFORE, "A", {"A": 1}),
        (NOW, "A", {"X": 1}),
        (LATER, "A", {"W": 1}),
        (NOW, "C", {"X": 1}),
        (LATER, "C", {"W": 1}),
        (NOW, "D", {"Y": Fraction(1, 3), "Z": Fraction(2, 3)}),
        (NOW, "E", {"E": 1}),
        (NOW, "Y", {"Y": 1}),
        (NOW, "W", {"X": 1}),
        (BEFORE, "X", {"X": 1}),
    ],
)
def test_who_stands_in_whose_place(units, day, unit, expected) -> None:
    assert named(units, Succession(day).heirs(units[unit])) == expected


def test_undecided_units_are_told_and_forebears_are_found(units) -> None:
    steps = Succession(NOW)
    assert steps.undecided(units.values()) == {units["E"]}
    assert steps.forebears([units["W"]]) == {units[name] for name in "WXABC"}
    assert old_codes(OrganizationUnit.objects.get(pk=units["X"])) == ["H99.65", "H99.66", "H99.67"]


@pytest.mark.parametrize(("count", "expected"), [(0, (0, 0)), (1, (0, 1)), (2, (1, 1)), (3, (1, 2)), (10, (3, 7))])
def test_a_count_is_divided_in_whole_numbers_that_add_up(units, count, expected) -> None:
    shares = Succession(NOW).heirs(units["D"])
    divided = divide(count, shares)
    assert (divided[units["Y"]], divided[units["Z"]]) == expected
