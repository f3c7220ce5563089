"""Lists kept as somebody likes them."""

from collections.abc import Iterator
from datetime import date

import pytest

from tinhso.kernel.foundation.errors import Forbidden, Invalid, NotFound
from tinhso.kernel.foundation.permissions import PERMISSIONS, Permission
from tinhso.kernel.identity.actor import Actor, Post
from tinhso.kernel.identity.models import Account, AccountKind, Person
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kernel.organizations.services import add_unit
from tinhso.kernel.search import services
from tinhso.kernel.search.places import PLACES, Place
from tinhso.kernel.search.queries import saved_views

pytestmark = pytest.mark.django_db
SEE = "searchtest.see"
LIST = Place("searchtest.list", "signing:check", SEE)


@pytest.fixture(autouse=True)
def _declared() -> Iterator[None]:
    PERMISSIONS.register(SEE, Permission(SEE, "See the list (test)"))
    PLACES.register(LIST.code, LIST)
    yield
    PLACES.withdraw(LIST.code)
    PERMISSIONS.withdraw(SEE)


@pytest.fixture
def department() -> OrganizationUnit:
    since = date(2020, 1, 1)
    found = add_unit(
        parent=None, identifier="H56.15", name="Sở Nội vụ", tier="province", kind="department", valid_from=since
    )
    for code, name in (("01", "Văn phòng"), ("02", "Phòng Cải cách hành chính")):
        add_unit(
            parent=found, identifier=f"H56.15.{code}", name=name, tier="province", kind="division", valid_from=since
        )
    return found


def division(name: str) -> OrganizationUnit:
    return OrganizationUnit.objects.get(name=name)


def someone(name: str, unit: OrganizationUnit, *permissions: str) -> Actor:
    person = Person.objects.create(full_name=name, folded=name)
    account = Account.objects.create(username=name, kind=AccountKind.OFFICIAL, person=person)
    post = Post(unit.pk, unit.path, unit.name, "clerk", "Văn thư", "", frozenset(permissions))
    return Actor(account.pk, name, "official", posts=(post,))


def test_it_is_the_keeper_s_own_and_a_second_of_its_name_takes_its_place(department):
    keeper, other = someone("giu", department, SEE), someone("khac", department, SEE)
    services.save_view(keeper, LIST, "  Quá   hạn ", "late=on", shared=False)
    services.save_view(keeper, LIST, "Quá hạn", "late=on&text=x%C3%A2y", shared=False)
    seen = saved_views(keeper, LIST.code)
    assert [(view.name, view.query) for view in seen.views] == [("Quá hạn", "late=on&text=x%C3%A2y")]
    assert seen.own == seen.views
    assert saved_views(other, LIST.code).views == []


def test_a_shared_one_is_seen_within_the_agency_and_given_up_by_its_keeper_alone(department):
    keeper = someone("giu", division("Văn phòng"), SEE)
    other = someone("khac", division("Phòng Cải cách hành chính"), SEE)
    values = {"tier": "province", "kind": "department", "valid_from": date(2020, 1, 1)}
    elsewhere = add_unit(parent=None, identifier="H56.16", name="Sở Y tế", **values)
    view = services.save_view(keeper, LIST, "Đơn của bà Hoa", "text=hoa", shared=True)
    seen = saved_views(other, LIST.code)
    assert (seen.views, seen.own) == ([view], [])
    assert saved_views(someone("xa", elsewhere, SEE), LIST.code).views == []
    with pytest.raises(NotFound):
        services.forget_view(other, LIST, view.pk)
    services.forget_view(keeper, LIST, view.pk)
    assert saved_views(other, LIST.code).views == []


def test_many_of_others_hide_none_of_one_s_own_and_nobody_keeps_too_many(department, django_assert_num_queries):
    for at in range(3):
        other = someone(f"khac{at}", department, SEE)
        for number in range(services.MOST_KEPT):
            services.save_view(other, LIST, f"0 {number}", "text=a", shared=True)
    with pytest.raises(Invalid):
        services.save_view(other, LIST, "Thêm", "text=a", shared=True)
    services.save_view(other, LIST, "0 1", "text=b", shared=True)
    mine = services.save_view(keeper := someone("giu", department, SEE), LIST, "Của tôi", "text=c", shared=False)
    with django_assert_num_queries(1):
        seen = saved_views(keeper, LIST.code)
    assert seen.views[0] == mine
    assert seen.own == [mine]


def test_neither_the_page_nor_the_file_asked_for_is_kept(department):
    asked = "text=a&sau=abc&truoc=d&xuat=csv&muc_dich=x"
    view = services.save_view(someone("giu", department, SEE), LIST, "Mới", asked, shared=True)
    assert view.query == "text=a"
    assert view.address.endswith("?text=a")


@pytest.mark.parametrize(("name", "query"), [(" ", ""), ("x" * 81, ""), ("a\0b", ""), ("Dài", "text=" + "y" * 2000)])
def test_what_has_no_name_or_asks_too_much_is_refused(department, name, query):
    with pytest.raises(Invalid):
        services.save_view(someone("giu", department, SEE), LIST, name, query, shared=False)


def test_who_may_not_see_the_list_keeps_no_view_of_it(department):
    with pytest.raises(Forbidden):
        services.save_view(someone("la", department), LIST, "Thử", "", shared=True)
