"""Stars only where the law grades by stars, ranks of heritage only for heritage: in the form, the API and an import."""

import pytest

from tinhso.kernel.events.testing import run_jobs
from tinhso.kernel.foundation.errors import Invalid
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kits.registers import services
from tinhso.kits.registers.imports.models import ImportFault
from tinhso.kits.registers.imports.services import receiving, storing
from tinhso.kits.registers.imports.tests import files
from tinhso.kits.registers.testing import make_world, post_json
from tinhso.sectors.tourism.models import Lodging, Place


@pytest.fixture
def hotels(db):
    return make_world(Lodging.definition)


def lodging_form(world, **changes):
    return {
        "name": "Nhà nghỉ Hàm Rồng", "kind": "hotel", "area": str(world.area.pk), "location": "19.807, 105.776",
        "stars": "4", "recognised_on": "21/11/2025", "unit": str(world.here.pk), **changes,
    }  # fmt: skip


def test_the_form_asks_what_goes_with_the_choice_and_needs_no_script(hotels):
    client = hotels.browser()
    place = "/so-dang-ky/tourism.lodging/them/"
    empty = client.get(place).content.decode()
    assert 'name="stars"' not in empty
    assert 'hx-select="#cac-muc"' in empty
    assert "<noscript>" in empty
    shown = client.post(place, lodging_form(hotels, nhap="hien"))
    assert (shown.status_code, Lodging.objects.count()) == (200, 0)
    assert 'name="stars"' in shown.content.decode()
    assert "Nhà nghỉ Hàm Rồng" in shown.content.decode()
    other = client.post(place, lodging_form(hotels, kind="homestay", nhap="hien")).content.decode()
    assert 'name="stars"' not in other
    # What was typed before the choice changed is not kept.
    assert client.post(place, lodging_form(hotels, kind="homestay")).status_code == 302
    row = Lodging.objects.get()
    assert (row.kind, row.stars, row.recognised_on) == ("homestay", None, None)


def test_changing_the_choice_in_the_form_empties_what_no_longer_goes_with_it(hotels):
    row = services.add(SYSTEM, Lodging.definition, lodging_form(hotels))
    client = hotels.browser()
    place = f"/so-dang-ky/tourism.lodging/{row.pk}/sua/"
    assert 'name="stars"' in client.get(place).content.decode()
    sent = {**lodging_form(hotels, kind="camp"), "revision": "1", "reason": "Đổi loại"}
    shown = client.post(place, {**sent, "nhap": "hien"}).content.decode()
    assert 'name="stars"' not in shown
    assert 'name="revision" value="1"' in shown
    assert client.post(place, sent).status_code == 302
    row.refresh_from_db()
    assert (row.kind, row.stars, row.recognised_on, row.revision) == ("camp", None, None, 2)


def test_the_api_refuses_what_does_not_go_together_and_says_so_in_its_schema(hotels):
    headers = hotels.key()
    client = hotels.browser()
    values = lodging_form(hotels, kind="homestay")
    path = "/api/v1/registers/tourism.lodging"
    refused = post_json(client, "POST", f"{path}/records", {"values": values}, headers)
    assert refused.status_code == 422
    assert "Khách sạn" in str(refused.json()) or "stars" in str(refused.json())
    row = services.add(SYSTEM, Lodging.definition, lodging_form(hotels))
    change = {"revision": 1, "values": {"kind": "homestay"}}
    assert post_json(client, "PATCH", f"{path}/records/{row.pk}", change, headers).status_code == 422
    change["values"] |= {"stars": None, "recognised_on": None}
    assert post_json(client, "PATCH", f"{path}/records/{row.pk}", change, headers).status_code == 200
    condition = client.get(path, headers=headers).json()["record"]["allOf"][0]
    assert condition["if"]["properties"]["kind"]["not"]["enum"] == ["hotel", "villa", "apartment", "ship"]
    assert set(condition["then"]["properties"]) == {"stars", "recognised_on"}


def test_ranks_of_heritage_are_not_offered_to_a_business_but_to_a_beach_that_is_scenery(world):
    client = world.browser()
    place = "/so-dang-ky/tourism.place/them/"
    resort = client.post(place, {"kind": "resort", "grade": "none", "nhap": "hien"}).content.decode()
    beach = client.post(place, {"kind": "beach", "grade": "special", "nhap": "hien"}).content.decode()
    assert ('value="special"' in resort, 'value="special"' in beach) == (False, True)
    assert ('name="graded_year"' in resort, 'name="graded_year"' in beach) == (False, True)
    values = {"name": "Biển", "location": "19.7, 105.9", "unit": world.here, "kind": "resort"}
    with pytest.raises(Invalid) as told:
        services.add(SYSTEM, Place.definition, {**values, "grade": "special"})
    assert set(told.value.fields) == {"grade"}
    assert "Khu du lịch" in told.value.fields["grade"]
    with pytest.raises(Invalid) as told:
        services.add(SYSTEM, Place.definition, {**values, "graded_year": 2011})
    assert set(told.value.fields) == {"graded_year"}
    assert services.add(SYSTEM, Place.definition, values).grade == "none"


def test_an_import_tells_it_at_the_cell_of_new_and_of_known_rows(tmp_path, hotels):
    head = ["Tên cơ sở", "Loại", "Xã, phường", "Vị trí", "Hạng sao"]
    rows = [
        head,
        ["Khách sạn Một", "Khách sạn", "14758", "19.8, 105.7", "4"],
        ["Nhà Hai", "Nhà ở có phòng cho khách du lịch thuê", "14758", "19.8, 105.7", "4"],
        ["Nhà Ba", "Nhà ở có phòng cho khách du lịch thuê", "14758", "19.8, 105.7", ""],
    ]
    path = files.xlsx(tmp_path / "luu-tru.xlsx", rows)
    file = receiving.store(SYSTEM, path.read_bytes(), path.name)
    run = receiving.begin(SYSTEM, Lodging.definition, file, unit=hotels.here)
    assert run.columns == ["name", "kind", "area", "location", "stars"]
    receiving.match(SYSTEM, run.pk, run.columns)
    run_jobs()
    assert list(ImportFault.objects.filter(run=run).values_list("row", "column", "code")) == [(3, 4, "rule")]
    storing.start(SYSTEM, run.pk)
    run_jobs()
    assert set(Lodging.objects.values_list("name", flat=True)) == {"Khách sạn Một", "Nhà Ba"}
