"""Pages by key: every row once, in both directions, with empty values and equal values in the order."""

import pytest
from django.test import RequestFactory

from tinhso.kernel.foundation.errors import Refused
from tinhso.kernel.identity.models import Person
from tinhso.kernel.web.paging import keyset, page_at

pytestmark = pytest.mark.django_db


def people():
    years = [1990, 1985, None, 1990, 1985, None, 2001]
    for place, year in enumerate(years):
        Person.objects.create(full_name=f"Người {place}", birth_year=year)
    return Person.objects.all()


@pytest.mark.parametrize("order", [["birth_year"], ["-birth_year"], ["birth_year", "-full_name"]])
@pytest.mark.parametrize("size", [1, 2, 3, 7, 10])
def test_a_walk_forward_and_back_meets_every_row_once(order, size):
    everybody = people()
    forward, cursor = [], ""
    page = page_at(everybody, order=order, size=size)
    while True:
        forward.append([row.pk for row in page.rows])
        if not page.next_cursor:
            break
        cursor = page.next_cursor
        page = page_at(everybody, order=order, size=size, after=cursor)
    flat = [key for keys in forward for key in keys]
    assert sorted(flat) == sorted(everybody.values_list("pk", flat=True))
    assert len(flat) == len(set(flat)) == 7

    back = [forward[-1]]
    while page.previous_cursor:
        page = page_at(everybody, order=order, size=size, before=page.previous_cursor)
        back.insert(0, [row.pk for row in page.rows])
    assert back == forward


def test_empty_values_come_last_in_either_direction():
    everybody = people()
    for order in (["birth_year"], ["-birth_year"]):
        rows = page_at(everybody, order=order, size=10).rows
        assert [row.birth_year for row in rows][-2:] == [None, None]


def test_the_address_keeps_the_filters_and_drops_the_other_cursor():
    people()
    request = RequestFactory().get("/", {"tim": "an", "loai": ["a", "b"]})
    page = keyset(Person.objects.all(), request, order=["full_name"], size=2)
    assert page.next_url.startswith("?tim=an&loai=a&loai=b&sau=")
    assert page.previous_url == ""


def test_a_cursor_of_somebody_elses_making_is_refused():
    with pytest.raises(Refused):
        page_at(Person.objects.all(), order=["full_name"], after="ggg:hhh")


def test_a_cursor_of_another_list_is_refused():
    people()
    cursor = page_at(Person.objects.all(), order=["full_name"], size=1).next_cursor
    with pytest.raises(Refused):
        page_at(Person.objects.all(), order=["full_name", "birth_year"], after=cursor)
    with pytest.raises(Refused):
        page_at(Person.objects.all(), order=["birth_year"], after=cursor)


def test_one_page_is_one_query(django_assert_num_queries):
    everybody = people()
    with django_assert_num_queries(1):
        page_at(everybody, order=["birth_year"], size=3)
