"""What another field needs or narrows is so for rows added one by one, for new rows of a file and for known ones."""

import pytest

from tinhso.kernel.foundation.errors import Invalid
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kits.registers import services
from tinhso.kits.registers.definition import DefinitionError
from tinhso.kits.registers.dependent import Dependents, Narrowed, When, check_depends
from tinhso.kits.registers.imports.tests import sample
from tinhso.kits.registers.imports.tests.test_changing import checked, faults, number, stored
from tinhso.kits.registers.imports.tests.test_importing import HEAD, begin, line


@pytest.fixture
def strict(register, monkeypatch):
    """The sample register, in which who has a coefficient has a degree, and women are no doctors of it."""
    asked = []

    def options_for(name, value):
        asked.append((name, value))
        return ("dai-hoc", "thac-si") if value == "nu" else None

    monkeypatch.setattr(sample.model(), "options_for", staticmethod(options_for))
    rules = (When("sex", ("nu",), fields="address", required="degree"), Narrowed("degree", by="sex"))
    object.__setattr__(register, "depends", rules)
    yield register, asked
    object.__setattr__(register, "depends", ())


def values(**changes):
    return {
        "full_name": "Lê Thị Hoa", "birth": "1987", "sex": "nu", "personal_number": number(1), "position": "Y sĩ",
        "degree": "dai-hoc", **changes,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({}, set()),
        ({"degree": ""}, {"degree"}),
        ({"degree": "tien-si"}, {"degree"}),
        ({"sex": "nam", "degree": "", "address": ""}, set()),
        ({"sex": "nam"}, {"degree"}),
        ({"sex": "nam", "degree": "", "address": "Số 1"}, {"address"}),
    ],
)
def test_a_row_is_asked_what_goes_with_its_values(strict, units, changes, wrong):
    register, _asked = strict
    given = {**values(**changes), "unit": units["here"]}
    if not wrong:
        assert services.add(SYSTEM, register, given).pk
        return
    with pytest.raises(Invalid) as told:
        services.add(SYSTEM, register, given)
    assert set(told.value.fields) == wrong


def test_a_file_is_asked_the_same_of_new_and_known_rows_and_each_choice_once(tmp_path, strict, units):
    register, asked = strict
    services.add(SYSTEM, register, {**values(), "unit": units["here"]})
    services.add(SYSTEM, register, {**values(personal_number=number(2)), "unit": units["here"]})
    woman = {"Giới tính": "Nữ", "Trình độ": "Thạc sĩ"}
    man = {"Giới tính": "Nam", "Trình độ": "", "Nơi ở hiện nay": ""}
    rows = [
        HEAD,
        line(1, **woman),
        line(2, **woman | {"Trình độ": "Tiến sĩ"}),
        *[line(place, **woman) for place in range(3, 20)],
        line(20, **woman | {"Trình độ": ""}),
        line(21, **man),
        line(22, **man | {"Nơi ở hiện nay": "Số 1"}),
        line(2, **{"Giới tính": "Nam", "Trình độ": "", "Nơi ở hiện nay": ""}),
    ]
    asked.clear()
    run = checked(begin(tmp_path, register, units["here"], rows))
    assert faults(run) == [(3, 8, "rule"), (21, 8, "rule"), (23, 11, "rule"), (24, 4, "duplicate-in-file")]
    assert len(asked) == 2
    run = stored(run)
    assert (run.rows_stored, run.rows_changed) == (18, 1)
    assert sample.model().objects.get(personal_number=number(1)).degree == "thac-si"


def test_only_new_rows_are_asked_too(tmp_path, strict, units):
    register, _asked = strict
    run = begin(tmp_path, register, units["here"], [HEAD, line(1, **{"Giới tính": "Nữ", "Trình độ": ""})])
    run = checked(run, change_known=False)
    assert faults(run) == [(2, 8, "rule")]


def test_a_field_that_depends_on_one_that_is_not_asked_is_not_asked(register):
    rules = (When("sex", ("nu",), fields="degree"), When("degree", ("tien-si",), fields="address"))
    object.__setattr__(register, "depends", rules)
    try:
        dependents = Dependents(register)
        assert dependents.unasked({"sex": "nam", "degree": "tien-si"}) == {"degree", "address"}
        assert dependents.unasked({"sex": "nu", "degree": "tien-si"}) == set()
    finally:
        object.__setattr__(register, "depends", ())


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        (("sex",), "must be When"),
        ((When("sex", ("nu",), fields="nope"),), "no field is called 'nope'"),
        ((When("position", ("a",), fields="address"),), "nothing can depend on 'position'"),
        ((When("sex", ("nu",), required="position"),), "always required"),
        ((When("sex", ("nu",), fields="degree"), When("sex", ("nam",), fields="degree")), "named twice"),
        ((When("degree", ("x",), fields="address"), When("sex", ("nu",), fields="degree")), "say that first"),
        ((Narrowed("address", by="sex"),), "no choices"),
        ((Narrowed("degree", by="sex"),), "options_for"),
    ],
)
def test_what_cannot_depend_ends_the_start_with_a_sentence(register, rules, words):
    with pytest.raises(DefinitionError, match=words):
        check_depends(rules, "Here", register.by_name, DefinitionError, narrows=False)
