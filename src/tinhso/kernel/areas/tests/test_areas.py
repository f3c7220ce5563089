"""Areas in time: a code means something only together with a date; successions lead from the old to the new."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from tinhso.kernel.areas import queries, services
from tinhso.kernel.areas.models import Area, AreaSuccession
from tinhso.kernel.foundation.errors import NotFound

pytestmark = pytest.mark.django_db

CHANGE = date(2025, 7, 1)
BEFORE = CHANGE - timedelta(days=1)


def commune(code, name, begins, ends=None, kind="Phường"):
    return services.build_area(
        code=code, name=name, full_name=f"{kind} {name}", kind=kind, tier="commune", valid_from=begins, valid_to=ends
    )


def step(before, after, share):
    return AreaSuccession(
        predecessor=before, successor=after, share=share, effective_on=CHANGE, legal_basis="Nghị quyết 1686"
    )


@pytest.fixture
def merged():
    """Two wards of Thanh Hoá that became one, which bears the code of the second; part of it went elsewhere."""
    old_ham_rong = commune("14755", "Hàm Rồng", date(2004, 1, 1), BEFORE)
    dong_tho = commune("14758", "Đông Thọ", date(2004, 1, 1), BEFORE)
    ham_rong = commune("14758", "Hàm Rồng", CHANGE)
    hac_thanh = commune("14797", "Hạc Thành", CHANGE)
    areas = [old_ham_rong, dong_tho, ham_rong, hac_thanh]
    steps = [
        step(old_ham_rong, ham_rong, "whole"),
        step(dong_tho, ham_rong, "part"),
        step(dong_tho, hac_thanh, "part_default"),
    ]
    services.load(areas, steps)
    return areas, steps


def test_a_reused_code_is_another_place_after_the_change(merged):
    assert queries.area_on("14758", "commune", BEFORE).name == "Đông Thọ"
    assert queries.area_on("14758", "commune", CHANGE).name == "Hàm Rồng"


def test_a_code_that_nobody_bore_on_the_day_is_not_found(merged):
    with pytest.raises(NotFound):
        queries.area_on("14755", "commune", CHANGE)


def test_a_whole_succession_names_the_heir(merged):
    old_ham_rong = queries.area_on("14755", "commune", BEFORE)
    assert [(s.successor.name, s.share) for s in queries.successors(old_ham_rong, CHANGE)] == [("Hàm Rồng", "whole")]
    assert queries.successor(old_ham_rong, CHANGE).code == "14758"


def test_of_an_area_split_in_parts_the_default_stands_first(merged):
    dong_tho = queries.area_on("14758", "commune", BEFORE)
    shares = [(s.successor.name, s.share) for s in queries.successors(dong_tho, CHANGE)]
    assert shares == [("Hạc Thành", "part_default"), ("Hàm Rồng", "part")]
    assert queries.successor(dong_tho, CHANGE).name == "Hạc Thành"


def test_parts_without_a_default_leave_the_heir_open(merged):
    (_, dong_tho, *_), steps = merged
    AreaSuccession.objects.filter(pk=steps[2].pk).update(share="part")
    assert queries.successor(dong_tho, CHANGE) is None


def test_an_area_that_stands_is_its_own_heir(merged):
    dong_tho = queries.area_on("14758", "commune", BEFORE)
    assert queries.successors(dong_tho, BEFORE) == []
    assert queries.successor(dong_tho, BEFORE) == dong_tho


def test_successions_are_followed_through_a_second_change(merged):
    hac_thanh = queries.area_on("14797", "commune", CHANGE)
    later = CHANGE + timedelta(days=400)
    hac_thanh.valid_to = later - timedelta(days=1)
    renamed = commune("14797", "Hạc Thành Mới", later)
    services.load([hac_thanh, renamed], [step(hac_thanh, renamed, "whole")])
    dong_tho = queries.area_on("14758", "commune", BEFORE)
    assert queries.successor(dong_tho, later).name == "Hạc Thành Mới"


def test_loading_the_same_rows_again_writes_nothing(merged):
    again = services.load(*merged)
    assert (again.created, again.changed) == (0, 0)


def test_one_code_stands_for_one_place_at_a_time(merged):
    with pytest.raises(IntegrityError), transaction.atomic():
        commune("14758", "Khác", CHANGE + timedelta(days=5)).save()
    assert Area.objects.filter(code="14758").count() == 2


@pytest.mark.parametrize("text", ["ham rong", "HÀM RỒNG", "hàm rông", "ham rongg"])
def test_a_place_is_found_without_marks_in_any_case_and_with_a_slip(merged, text):
    assert queries.search(text, CHANGE)[0].code == "14758"
    assert queries.search(text, BEFORE)[0].code == "14755"
