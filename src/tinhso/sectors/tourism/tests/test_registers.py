"""The registers of tourism keep what is right, and refuse what cannot be."""

from datetime import date

import pytest

from tinhso.kernel.foundation.errors import Conflict, Invalid, Refused
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.organizations.services import add_unit
from tinhso.kits.registers import services
from tinhso.sectors.tourism.models import Place

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    add_unit(
        parent=None, valid_from=date(2020, 1, 1), identifier="H56", name="UBND tỉnh", kind="province", tier="province"
    )
    values = {
        "name": "Thành nhà  Hồ", "kind": "Di tích lịch sử, văn hóa", "grade": "world", "location": "20.078, 105.605",
        "unit": "H56",
    }  # fmt: skip
    return services.add(SYSTEM, Place.definition, values)


def test_what_people_write_is_kept_as_typed_values(place):
    place.refresh_from_db()
    assert (place.name, place.kind, place.location) == ("Thành nhà Hồ", "heritage", (20.078, 105.605))
    assert place.search_text == "thanh nha ho"
    assert place.changed_by == SYSTEM.name


def test_the_second_of_two_who_change_is_told_who_was_first_and_when(place):
    services.change(SYSTEM, place, {"ticket": "40.000"}, revision=1)
    with pytest.raises(Conflict, match="Hệ thống đã sửa bản ghi này lúc"):
        services.change(SYSTEM, place, {"ticket": "50.000"}, revision=1)
    place.refresh_from_db()
    assert place.ticket == 40_000


def test_a_place_elsewhere_on_earth_is_refused_with_the_remedy(place):
    with pytest.raises(Invalid) as told:
        services.change(SYSTEM, place, {"location": "105.6, 20.1"}, revision=1)
    assert "đổi chỗ" in told.value.fields["location"]


def test_an_ended_row_keeps_its_history_and_changes_no_more(place):
    services.change(SYSTEM, place, {"ticket": 40_000}, revision=1)
    ended = services.end(SYSTEM, place, "Đóng cửa")
    with pytest.raises(Refused):
        services.change(SYSTEM, ended, {"ticket": 1}, revision=3)
    story = place.events.order_by("pgh_id").values_list("revision", "ticket", "status")
    assert list(story) == [(1, None, "in_force"), (2, 40_000, "in_force"), (3, 40_000, "ended")]
