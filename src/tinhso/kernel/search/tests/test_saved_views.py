"""Lists kept as somebody likes them."""

from collections.abc import Iterator
from uuid import uuid4

import pytest

from tinhso.kernel.foundation.errors import Forbidden, Invalid, NotFound
from tinhso.kernel.foundation.permissions import PERMISSIONS, Permission
from tinhso.kernel.identity.actor import Actor, Post
from tinhso.kernel.identity.models import Account, AccountKind, Person
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


def someone(name: str, *permissions: str) -> Actor:
    person = Person.objects.create(full_name=name, folded=name)
    account = Account.objects.create(username=name, kind=AccountKind.OFFICIAL, person=person)
    post = Post(uuid4(), "/1/", "Sở Nội vụ", "clerk", "Văn thư", "", frozenset(permissions))
    return Actor(account.pk, name, "official", posts=(post,))


def test_it_is_the_keeper_s_own_and_a_second_of_its_name_takes_its_place():
    keeper, other = someone("giu", SEE), someone("khac", SEE)
    services.save_view(keeper, LIST, "  Quá   hạn ", "late=on", shared=False)
    services.save_view(keeper, LIST, "Quá hạn", "late=on&text=x%C3%A2y", shared=False)
    seen = saved_views(keeper, LIST.code)
    assert [(view.name, view.query) for view in seen.views] == [("Quá hạn", "late=on&text=x%C3%A2y")]
    assert seen.own == seen.views
    assert saved_views(other, LIST.code).views == []


def test_a_shared_one_is_seen_by_all_and_given_up_by_its_keeper_alone():
    keeper, other = someone("giu", SEE), someone("khac", SEE)
    view = services.save_view(keeper, LIST, "Chờ xử lý", "state=new", shared=True)
    seen = saved_views(other, LIST.code)
    assert (seen.views, seen.own) == ([view], [])
    with pytest.raises(NotFound):
        services.forget_view(other, LIST, view.pk)
    services.forget_view(keeper, LIST, view.pk)
    assert saved_views(other, LIST.code).views == []


def test_neither_the_page_nor_the_file_asked_for_is_kept():
    view = services.save_view(
        someone("giu", SEE), LIST, "Mới", "text=a&sau=abc&truoc=d&xuat=csv&muc_dich=x", shared=True
    )
    assert view.query == "text=a"
    assert view.address.endswith("?text=a")


@pytest.mark.parametrize(("name", "query"), [(" ", ""), ("x" * 81, ""), ("Dài", "text=" + "y" * 2000)])
def test_what_has_no_name_or_asks_too_much_is_refused(name, query):
    with pytest.raises(Invalid):
        services.save_view(someone("giu", SEE), LIST, name, query, shared=False)


def test_who_may_not_see_the_list_keeps_no_view_of_it():
    with pytest.raises(Forbidden):
        services.save_view(someone("la"), LIST, "Thử", "", shared=True)
