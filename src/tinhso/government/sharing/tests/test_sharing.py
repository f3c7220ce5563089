"""The services that modules share: what they answer, whom they tell of it, and twins of the same shape."""

import pytest

from tinhso.government.masterdata.models import Person
from tinhso.government.masterdata.queries.readers import keys_of
from tinhso.kernel.audit import queries as audit
from tinhso.kits.exchange import minimising, publishing
from tinhso.kits.exchange.publishing import OFFERS, Asked
from tinhso.kits.procedures.tests.conftest import scan, submit, world

__all__ = ["scan", "submit", "world"]
pytestmark = pytest.mark.django_db


def asked(*path, **query):
    return Asked(
        method="GET", path=path, query=query, body=b"", client="VN/GOV/D01/mot-cua", client_name="Một cửa",
        purpose="Thẩm định hồ sơ", message_id="m-1", address="10.0.0.9",
    )  # fmt: skip


EXAMPLES = {
    "du-lieu-chu/ca-nhan/v1": ("000092000001",),
    "du-lieu-chu/to-chuc/v1": ("0100109106",),
    "mot-cua/ho-so/v1": ("000.00.00.Z99-261122-0001",),
}


@pytest.mark.parametrize("key", sorted(OFFERS))
def test_the_sandbox_twin_answers_every_declared_field_and_nothing_else(key):
    made = OFFERS[key]
    told = publishing.run(f"{key}#twin", asked(*EXAMPLES.get(key, ())))
    assert told.status == 200
    assert told.people == ()
    tree = minimising.tree_of(item.path for item in made.fields)
    assert minimising.cut(told.content, tree) == told.content
    for item in made.fields:
        value = told.content
        for part in item.path.split("."):
            value = value[0] if isinstance(value, list) else value
            assert part in value, item.path
            value = value[part]


def test_a_dossier_is_found_by_its_code_and_the_applicant_sees_who_asked(world, submit):
    dossier = submit()
    told = publishing.run("mot-cua/ho-so/v1", asked(dossier.code))
    assert told.content["code"] == dossier.code
    assert told.content["status"]["code"] == dossier.status
    look = audit.looked_at(dossier.person_id).get(subject_kind="exchange-call")
    assert look.account_name == "Một cửa (VN/GOV/D01/mot-cua)"
    assert look.purpose == "Thẩm định hồ sơ"
    assert publishing.run("mot-cua/ho-so/v1", asked("000.00.00.H56-010125-9999")).status == 404


def test_a_person_of_the_index_is_found_by_number_and_told(world):
    row = Person.objects.create(
        unit=world.commune, full_name="Nguyễn Thị Ánh", personal_number="038192001234", birth="1992"
    )
    told = publishing.run("du-lieu-chu/ca-nhan/v1", asked("038192001234"))
    assert told.content["full_name"] == "Nguyễn Thị Ánh"
    assert any(audit.looked_at(key).exists() for key in keys_of(row))
    assert publishing.run("du-lieu-chu/ca-nhan/v1", asked("038192009999")).status == 404
    assert publishing.run("du-lieu-chu/ca-nhan/v1", asked("12")).status == 422
