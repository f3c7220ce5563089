"""Units: who may change which, what keeps one from ending, what the pages show."""

from datetime import date

import pytest
from django.urls import reverse

from tinhso.desks.administration import services
from tinhso.desks.administration.drawing import svg
from tinhso.desks.administration.permissions import UNITS
from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.foundation.errors import Conflict, Forbidden, Invalid, Refused
from tinhso.kernel.organizations.models import OrganizationUnit, UnitSuccession
from tinhso.kernel.organizations.services import add_unit

NEW = {"identifier": "H57.901.07", "name": "Phòng Kinh tế", "kind": "division", "tier": "commune"}


def test_a_unit_is_added_under_a_unit_in_reach_and_recorded(place) -> None:
    actor = place.actor([UNITS], place.here)
    unit = services.add_unit(actor, parent=place.here, valid_from=date(2026, 1, 1), **NEW)
    assert unit.path.startswith(place.here.path)
    assert AuditEntry.objects.get(code="administration.unit-added").account_id == actor.account_id


@pytest.mark.parametrize("permissions", [[], [UNITS]])
def test_without_the_right_there_nothing_is_added(place, permissions) -> None:
    actor = place.actor(permissions, place.elsewhere)
    before = (OrganizationUnit.objects.count(), AuditEntry.objects.count())
    with pytest.raises(Forbidden):
        services.add_unit(actor, parent=place.here, valid_from=date(2026, 1, 1), **NEW)
    assert (OrganizationUnit.objects.count(), AuditEntry.objects.count()) == before


def test_a_correction_keeps_what_stood_before_in_the_history(place, desk) -> None:
    address = reverse("administration:unit-correct", args=[place.here.pk])
    answer = desk.post(address, {"name": "UBND phường Ở Đây", "address": "Số 1"})
    assert answer.status_code == 302
    page = desk.get(reverse("administration:unit", args=[place.here.pk])).content.decode()
    assert "UBND phường Ở Đây" in page
    assert "<del>UBND xã Ở Đây</del>" in page
    assert "Hồ Đình Thắng" in page


def test_a_unit_ends_with_who_takes_over(place) -> None:
    actor = place.actor([UNITS])
    services.end_unit(
        actor, place.here, last_day=date(2026, 11, 30), successor=place.elsewhere, legal_basis="Nghị quyết 1"
    )
    place.here.refresh_from_db()
    assert place.here.valid_to == date(2026, 11, 30)
    assert UnitSuccession.objects.get().successor == place.elsewhere
    with pytest.raises(Conflict):
        services.end_unit(actor, place.here, last_day=date(2026, 12, 1), legal_basis="Nghị quyết 2")


def test_units_below_and_a_missing_decision_keep_a_unit_standing(place) -> None:
    actor = place.actor([UNITS])
    add_unit(parent=place.here, valid_from=date(2026, 1, 1), **NEW)
    with pytest.raises(Refused, match="Phòng Kinh tế"):
        services.end_unit(actor, place.here, last_day=date(2026, 11, 30), legal_basis="Nghị quyết 1")
    with pytest.raises(Invalid):
        services.end_unit(actor, place.elsewhere, last_day=date(2026, 11, 30))
    with pytest.raises(Refused):
        services.end_unit(actor, place.root, last_day=date(2026, 11, 30), legal_basis="Nghị quyết 1")
    assert not OrganizationUnit.objects.exclude(valid_to=None).exists()


def test_the_list_finds_without_marks_and_as_of_a_day(place, desk) -> None:
    listing = reverse("administration:units")
    assert b"H57.901" in desk.get(f"{listing}?tim=o day").content
    assert b"H57.902" in desk.get(f"{listing}?tim=H57.902").content
    assert b"H57.901" not in desk.get(f"{listing}?ngay=31/12/2019").content


def test_what_was_typed_is_still_there_when_it_is_refused(place, desk) -> None:
    answer = desk.post(
        reverse("administration:unit-add"),
        {**NEW, "parent": place.here.pk, "identifier": "sai mã", "valid_from": "01/01/2026", "address": "Ngõ 9"},
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "sai mã" in page
    assert "Ngõ 9" in page
    assert 'href="#id_identifier"' in page


def test_pages_ask_few_questions_whatever_the_number_of_rows(place, desk, django_assert_max_num_queries) -> None:
    for number in range(10, 40):
        add_unit(parent=place.here, valid_from=date(2026, 1, 1), **{**NEW, "identifier": f"H57.901.{number}"})
    with django_assert_max_num_queries(10):
        desk.get(reverse("administration:units"))
    with django_assert_max_num_queries(10):
        desk.get(reverse("administration:unit", args=[place.here.pk]))


def test_a_boundary_is_drawn_inside_the_land_around_it() -> None:
    square = {"type": "Polygon", "coordinates": [[[105, 19], [106, 19], [106, 20], [105, 20], [105, 19]]]}
    drawn = svg(square, None, 'Xã "Thử" <1>')
    assert drawn.count("<path") == 1
    assert "&lt;1&gt;" in drawn
    assert "style" not in drawn
    assert svg(square, square, "").count("<path") == 2
    assert svg(None, None, "") == ""
