"""Ratings: one for each citizen and place, averaged from three on; words are seen once an official lets them."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.foundation.errors import Conflict, Forbidden, Invalid, NotFound
from tinhso.kernel.identity import services as identity
from tinhso.kernel.identity.actor import ANONYMOUS, SYSTEM, Actor
from tinhso.kernel.identity.queries import actor_for
from tinhso.kernel.inbox.models import WorkItem
from tinhso.kernel.notify.models import Message
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kernel.web.tests.english import leftovers, speak_english
from tinhso.kits.registers.testing import RegisterWorld
from tinhso.sectors.tourism import permissions, queries
from tinhso.sectors.tourism.models import CommentState, Place, Rating
from tinhso.sectors.tourism.sections import page_of
from tinhso.sectors.tourism.services import ratings

WORDS = "Đường vào đẹp, nên có thêm bóng cây"


def citizen(number: int = 1) -> Any:
    return identity.create_account(
        full_name=f"Nguyễn Văn Dân {number}", personal_number=f"03809000{number:04d}", phone=f"091234{number:04d}",
        password="Du-khach-2026!",
    )  # fmt: skip


def moderator(world: RegisterWorld, unit: OrganizationUnit | None = None) -> Any:
    world.made += 1
    role = identity.load_roles(
        [{"code": f"duyet-{world.made}", "name": "Duyệt", "permissions": [permissions.MODERATE]}]
    )[0]
    account = identity.create_official(
        SYSTEM, username=f"duyet-{world.made}", full_name="Lê Thị Duyệt", password="Du-khach-2026!",
        must_change_password=False,
    )  # fmt: skip
    identity.assign_role(SYSTEM, account, role, unit or world.here, valid_from=world.here.valid_from)
    return account


def strong(account: Any) -> Actor:
    return actor_for(account, strong=True)


def browser_of(account: Any) -> Client:
    client = Client()
    client.force_login(account)
    session = client.session
    session["second_factor"] = str(account.pk)
    session.save()
    return client


def test_a_citizen_has_one_rating_and_changes_it(place: Place) -> None:
    account = citizen()
    first = ratings.rate(actor_for(account), place, stars=2)
    again = ratings.rate(actor_for(account), place, stars=5)
    assert first.pk == again.pk
    assert list(Rating.objects.values_list("stars", "revision")) == [(5, 2)]
    assert first.events.count() == 2
    assert AuditEntry.objects.filter(code="tourism.rated", subject_id=place.pk).count() == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        Rating.objects.create(row_id=place.pk, account=account, stars=1, rated_at=again.rated_at)


def test_only_citizens_who_are_signed_in_rate(world: RegisterWorld, place: Place) -> None:
    for actor in (ANONYMOUS, SYSTEM, world.actor()):
        with pytest.raises(Forbidden):
            ratings.rate(actor, place, stars=5)
    for stars in (0, 6):
        with pytest.raises(Invalid):
            ratings.rate(actor_for(citizen(stars + 1)), place, stars=stars)
    assert not Rating.objects.exists()


def test_the_average_stands_from_the_third_rating_on(client: Client, place: Place) -> None:
    for number, stars in enumerate((5, 4), start=1):
        ratings.rate(actor_for(citizen(number)), place, stars=stars)
    assert queries.stars_of([place])[place.pk].average is None
    assert "4,5/5" not in client.get(page_of(place)).content.decode()
    ratings.rate(actor_for(citizen(3)), place, stars=2)
    assert queries.stars_of([place])[place.pk].average == pytest.approx(11 / 3)
    assert "3,7/5" in client.get(page_of(place)).content.decode()
    assert "3,7/5" in client.get("/du-lich/").content.decode()


def test_words_wait_for_an_official_and_are_then_seen_without_their_writer(
    client: Client, world: RegisterWorld, place: Place
) -> None:
    rating = ratings.rate(actor_for(citizen()), place, stars=4, comment=WORDS)
    item = WorkItem.objects.get(subject_id=rating.pk)
    assert (item.unit_id, item.permission, item.closed_at) == (world.here.pk, permissions.MODERATE, None)
    assert WORDS not in client.get(page_of(place)).content.decode()
    ratings.decide(strong(moderator(world)), rating.pk, show=True, revision=1)
    page = client.get(page_of(place)).content.decode()
    assert WORDS in page
    assert "Nguyễn Văn Dân" not in page
    item.refresh_from_db()
    assert item.closed_at is not None
    assert Message.objects.get(subject_id=rating.pk).template_code == "tourism-comment-shown"


def test_a_refusal_needs_a_reason_which_its_writer_reads(client: Client, world: RegisterWorld, place: Place) -> None:
    account, official = citizen(), strong(moderator(world))
    rating = ratings.rate(actor_for(account), place, stars=1, comment=WORDS)
    with pytest.raises(Invalid):
        ratings.decide(official, rating.pk, show=False, revision=1, reason=" ")
    ratings.decide(official, rating.pk, show=False, revision=1, reason="Có tên người khác")
    own = browser_of(account).get(page_of(place)).content.decode()
    assert "Có tên người khác" in own
    assert WORDS in own
    others = client.get(page_of(place)).content.decode()
    assert WORDS not in others
    assert "Có tên người khác" not in others
    assert "Có tên người khác" in Message.objects.get(subject_id=rating.pk).body


def test_an_official_decides_on_the_words_that_he_read(world: RegisterWorld, place: Place) -> None:
    account, official = citizen(), strong(moderator(world))
    rating = ratings.rate(actor_for(account), place, stars=4, comment=WORDS)
    ratings.rate(actor_for(account), place, stars=4, comment="Lời khác hẳn")
    with pytest.raises(Conflict, match="vừa sửa"):
        ratings.decide(official, rating.pk, show=True, revision=1)
    ratings.decide(official, rating.pk, show=True, revision=2)
    with pytest.raises(Conflict, match="Lê Thị Duyệt"):
        ratings.decide(official, rating.pk, show=True, revision=2)
    # Other stars leave the words as they were decided; other words wait again.
    assert ratings.rate(actor_for(account), place, stars=3, comment="Lời khác hẳn").state == CommentState.SHOWN
    assert ratings.rate(actor_for(account), place, stars=3, comment="Lời mới").state == CommentState.WAITING
    assert ratings.rate(actor_for(account), place, stars=3).state == CommentState.NONE
    assert not WorkItem.objects.filter(subject_id=rating.pk, closed_at=None).exists()


def test_only_who_may_at_the_unit_sees_and_decides(world: RegisterWorld, place: Place) -> None:
    rating = ratings.rate(actor_for(citizen()), place, stars=4, comment=WORDS)
    for actor in (strong(moderator(world, world.elsewhere)), world.actor()):
        with pytest.raises(Forbidden):
            ratings.decide(actor, rating.pk, show=True, revision=1)
        with pytest.raises(NotFound):
            queries.comment_for(actor, rating.pk)
        assert not queries.comments_for(actor, CommentState.WAITING).exists()
    assert queries.comments_for(strong(moderator(world)), CommentState.WAITING).get() == rating


def test_it_goes_through_the_pages(world: RegisterWorld, place: Place, django_assert_max_num_queries: Any) -> None:
    account = citizen()
    browser, address = browser_of(account), f"{page_of(place)}danh-gia/"
    assert "next=" in Client().get(address)["Location"]
    assert browser.post(address, {"comment": WORDS}).status_code == 422
    assert browser.post(address, {"stars": "4", "comment": WORDS})["Location"] == f"{page_of(place)}#danh-gia"
    assert "sau khi ngành du lịch duyệt" in browser.get(page_of(place)).content.decode()
    rating, desk = Rating.objects.get(), browser_of(moderator(world))
    with django_assert_max_num_queries(12):
        assert WORDS in desk.get(reverse("tourism:comments")).content.decode()
    one = reverse("tourism:comment", args=[rating.pk])
    assert desk.post(one, {"quyet": "khong", "revision": 1, "reason": ""}).status_code == 422
    desk.post(one, {"quyet": "hien", "revision": 1, "reason": ""})
    assert WORDS in Client().get(page_of(place)).content.decode()
    assert WORDS in desk.get(reverse("tourism:comments"), {"trang-thai": "shown"}).content.decode()
    for client, where in (
        (browser, address),
        (browser, page_of(place)),
        (desk, one),
        (desk, reverse("tourism:comments")),
    ):
        assert leftovers(speak_english(client).get(where).content.decode()) == [], where
