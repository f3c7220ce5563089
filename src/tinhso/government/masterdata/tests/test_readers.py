"""Who looked at my data, when, for what: for the citizen, and for the officer in charge."""

import pytest
from django.urls import reverse

from tinhso.government.masterdata.models import Person
from tinhso.government.masterdata.queries import readers
from tinhso.government.masterdata.services import linking
from tinhso.government.masterdata.tests.conftest import PASSWORD
from tinhso.government.masterdata.tests.test_duplicates import signed_in
from tinhso.kernel.foundation.errors import Conflict, Forbidden, Invalid, NotFound
from tinhso.kernel.identity import services as identity
from tinhso.kits.registers.services.reading import open_personal

NUMBER = "038187004512"


@pytest.fixture
def citizen(db):
    return identity.create_account(
        full_name="Nguyễn Thị Hoa", personal_number=NUMBER, phone="0912345678", password=PASSWORD
    )


@pytest.fixture
def hoa(land, citizen):
    """Her row of the index, looked at once before it was linked and once after."""
    row = land.person("Nguyễn Thị Hoa", birth="1987-05-12", sex="female", personal_number=NUMBER)
    open_personal(land.actor("keeper"), Person.definition, row, "xác minh trợ cấp")
    row = linking.link(land.actor("keeper"), row, citizen.person_id)
    open_personal(land.actor("chief"), Person.definition, row, "kiểm tra trùng")
    return row


def test_the_citizen_sees_every_look_at_her_row_before_and_after_linking(hoa, citizen, client):
    client.force_login(citizen)
    page = client.get(reverse("masterdata:my-readers")).content.decode()
    for words in ("Lê Thị keeper", "xác minh trợ cấp", "Lê Thị chief", "kiểm tra trùng"):
        assert words in page


def test_nobody_else_sees_them_on_his_own_page(hoa, client):
    other = identity.create_account(
        full_name="Trần Văn Khác", personal_number="038090000099", phone="0912345670", password=PASSWORD
    )
    client.force_login(other)
    assert "xác minh trợ cấp" not in client.get(reverse("masterdata:my-readers")).content.decode()


def test_the_officer_in_charge_sees_them_and_is_noted_himself(hoa, land, client):
    signed_in(client, land.accounts["keeper"])
    address = reverse("masterdata:readers", args=[hoa.pk])
    assert "kiểm tra trùng" in client.get(address).content.decode()
    assert "Kiểm tra việc xem dữ liệu" in [look["purpose"] for look in readers.looks(readers.keys_of(hoa))]
    assert (
        "Ai đã xem dữ liệu" in client.get(reverse("registers:row", args=["masterdata.person", hoa.pk])).content.decode()
    )


def test_the_list_and_the_page_mask_numbers_until_they_are_opened(hoa, land, client):
    signed_in(client, land.accounts["keeper"])
    for name, args in (("list", ["masterdata.person"]), ("row", ["masterdata.person", hoa.pk])):
        page = client.get(reverse(f"registers:{name}", args=args)).content.decode()
        assert NUMBER not in page and "Nguyễn Thị Hoa" in page
    opened = client.post(reverse("registers:reveal", args=["masterdata.person", hoa.pk]), {"purpose": "đối chiếu"})
    assert NUMBER in opened.content.decode()


def test_linking_takes_the_same_number_and_happens_once(hoa, land, citizen):
    keeper = land.actor("keeper")
    assert linking.link(keeper, hoa, citizen.person_id).account_person_id == citizen.person_id
    twin = land.person("Nguyễn Thị Hoa", personal_number="038187004598")
    # Two with one number cannot be added; from before they may still stand.
    type(twin).objects.filter(pk=twin.pk).update(personal_number=NUMBER)
    with pytest.raises(Conflict):
        linking.link(keeper, twin, citizen.person_id)
    with pytest.raises(Invalid):
        linking.link(keeper, land.person("Ai đó", personal_number="038187004599"), citizen.person_id)
    with pytest.raises(Forbidden):
        linking.link(land.actor("reader"), hoa, citizen.person_id)
    with pytest.raises((Forbidden, NotFound)):
        linking.link(land.actor("other"), hoa, citizen.person_id)
