"""Codes by their real check rules, rows that contradict themselves, catalogues with versions and mappings."""

from datetime import date

import pytest
from django.urls import reverse

from tinhso.government.masterdata import codes
from tinhso.government.masterdata.models import CatalogueMapping, Person, PersonIdentifier
from tinhso.government.masterdata.queries import catalogues as queries
from tinhso.government.masterdata.sample.people import Place, people
from tinhso.government.masterdata.services import catalogues as services
from tinhso.government.masterdata.tests.test_duplicates import signed_in
from tinhso.kernel.events.models import OutboxEvent
from tinhso.kernel.foundation.errors import Conflict, Forbidden, Invalid, Refused
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.identity.identifiers import check_personal_number
from tinhso.kits.registers import catalogues as kit
from tinhso.kits.registers import services as registers


@pytest.mark.parametrize("code", ["0100109106", "0100233488", "0314409058", "0314409058-002", "0314409058002"])
def test_a_right_tax_code_passes(code):
    assert codes.check_tax_code(code)[:10] == code[:10]


@pytest.mark.parametrize("code", ["0100233480", "0100109160", "0314409058-000", "010010910", "01001O9106"])
def test_a_tax_code_with_a_digit_wrong_or_swapped_is_refused(code):
    with pytest.raises(ValueError, match="số"):
        codes.check_tax_code(code)


def test_every_digit_of_a_tax_code_is_guarded():
    right = "0100109106"
    for at in range(9):
        for digit in set("0123456789") - {right[at]}:
            assert codes.tax_check_digit((right[:at] + digit + right[at + 1 :])[:9]) != int(right[9])


@pytest.mark.parametrize(
    ("code", "right"), [("h56.102", "H56.102"), ("H56.102.03", "H56.102.03"), ("000.00.01.H56", "")]
)
def test_unit_identifiers_have_their_form(code, right):
    assert codes.check_unit_identifier(code) == (right or code)
    with pytest.raises(ValueError, match="H56"):
        codes.check_unit_identifier("56.102")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"personal_number": "038187004512", "birth": "1988"}, "personal_number"),
        ({"personal_number": "038187004512", "sex": "male"}, "personal_number"),
        ({"old_number": "12345"}, "old_number"),
        ({"birth": "2090"}, "birth"),
        ({"birth": "1987", "died": "1960"}, "died"),
        ({"household_role": "head"}, "household"),
    ],
)
def test_a_person_that_contradicts_itself_is_refused_at_the_field(land, values, field):
    with pytest.raises(Invalid) as told:
        land.person("Nguyễn Thị Hoa", **values)
    assert field in told.value.fields


def test_numbers_of_before_are_checked_by_their_kind_and_lead_to_the_new_one(land):
    person = land.person("Nguyễn Thị Hoa")
    given = {
        "person": person,
        "kind": "card",
        "value": "172 345 678",
        "replaced_by": "038187004512",
        "unit": person.unit,
    }
    kept = registers.add(SYSTEM, PersonIdentifier.definition, given)
    assert (kept.value, kept.replaced_by) == ("172345678", "038187004512")
    with pytest.raises(Invalid):
        registers.add(SYSTEM, PersonIdentifier.definition, given | {"kind": "personal"})


def test_legal_entities_have_right_codes_that_stand_once_and_branches_follow_their_parent(land):
    mother = land.entity("Công ty Mẹ", tax_code="0314409058")
    assert land.entity("Chi nhánh", tax_code="0314409058-002", parent=mother).tax_code == "0314409058-002"
    for wrong in (
        {"tax_code": "0100233480"},
        {"tax_code": "0100109106-001", "parent": mother},
        {"unit_identifier": "x"},
    ):
        with pytest.raises(Invalid):
            land.entity("Sai mã", **wrong)
    with pytest.raises((Invalid, Conflict)):
        land.entity("Trùng mã", tax_code="0314409058")


@pytest.fixture
def nations(land):
    """A catalogue of two codes, published once."""
    made = land.catalogue()
    land.entry(made, "01", "Kinh", position=1)
    land.entry(made, "02", "Tày", position=2)
    services.publish(land.actor("publisher"), made, valid_from=date(2025, 7, 1), note="Bản đầu")
    return made


def test_publishing_keeps_the_entries_and_tells_subscribers(nations):
    version = queries.last_version(nations)
    assert (version.number, version.added, [entry["code"] for entry in version.entries]) == (1, 2, ["01", "02"])
    told = OutboxEvent.objects.get(name="masterdata.catalogue-published")
    assert told.data == {"catalogue": "dan-toc", "number": 1, "valid_from": "2025-07-01"}


def test_a_code_may_go_only_when_another_takes_its_place(nations, land):
    publisher = land.actor("publisher")
    with pytest.raises(Refused):
        services.publish(publisher, nations, valid_from=date(2026, 1, 1), note="Không đổi gì")
    registers.change(SYSTEM, nations.entries.get(code="02"), {"valid_to": "31/12/2025"}, revision=1)
    land.entry(nations, "03", "Tày, Nùng", valid_from="2026-01-01")
    with pytest.raises(Invalid) as told:
        services.publish(publisher, nations, valid_from=date(2026, 1, 1), note="Gộp mã")
    assert "02" in told.value.fields["note"]
    registers.add(
        SYSTEM,
        CatalogueMapping.definition,
        {"catalogue": nations, "old_code": "02", "new_code": "03", "effective_on": "2026-01-01", "unit": nations.unit},
    )
    version = services.publish(publisher, nations, valid_from=date(2026, 1, 1), note="Gộp mã")
    assert (version.number, version.added, version.removed) == (2, 1, 1)
    assert queries.codes_today(nations, "02", date(2026, 2, 1)) == ["03"]
    assert queries.codes_today(nations, "02", date(2025, 8, 1)) == ["02"]
    assert kit.entries("dan-toc", date(2025, 8, 1)) == {"01": "Kinh", "02": "Tày"}


def test_one_code_holds_once_at_a_time(nations, land):
    with pytest.raises((Invalid, Conflict)):
        land.entry(nations, "01", "Việt", valid_from="2026-01-01")


def test_only_who_may_publishes_and_with_words(nations, land, client):
    with pytest.raises(Forbidden):
        services.publish(land.actor("keeper"), nations, valid_from=date(2026, 1, 1), note="thử")
    signed_in(client, land.accounts["publisher"])
    page = client.get(reverse("masterdata:catalogue", args=["dan-toc"])).content.decode()
    assert "Kinh" in page and "Bản 1" in page
    assert client.get(reverse("masterdata:catalogues")).status_code == 200
    answer = client.post(reverse("masterdata:publish", args=["dan-toc"]), {"valid_from": "01/01/2020", "note": ""})
    assert answer.status_code == 422


def test_people_made_for_demonstrations_have_numbers_by_the_real_rule():
    made = list(people(3, 2000, [Place("a", ("b",)), Place("c")]))
    for person in made:
        if person.number:
            check_personal_number(person.number, sex=person.sex, birth_year=person.year)
    numbers = [person.number for person in made if person.number]
    assert len(numbers) == len(set(numbers))
    assert list(people(3, 2000, [Place("a", ("b",)), Place("c")])) == made
    assert sum(person.day == 0 for person in made) > 20
    assert Person.definition.code == "masterdata.person"
