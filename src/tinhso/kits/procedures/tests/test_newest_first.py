"""A list read unit by unit is the list that walking the whole province gives, page by page, both ways."""

from collections.abc import Callable
from datetime import timedelta
from random import Random

import pytest

from tinhso.kernel.foundation import clock
from tinhso.kernel.identity import services as identity
from tinhso.kernel.identity.actor import SYSTEM, Actor
from tinhso.kernel.identity.models import Role
from tinhso.kernel.web.paging import Page, page_at
from tinhso.kits.procedures.models import Dossier, DossierUnit
from tinhso.kits.procedures.queries import newest_first, visible_to
from tinhso.kits.procedures.tests.world import SINCE, World, at

ORDER = ["-submitted_at", "-id"]
SIZE = 4


def page(actor: Actor, **place: str) -> Page:
    """Return a page read unit by unit, having seen that walking gives the same."""
    narrowing = newest_first(actor)
    assert narrowing is not None
    walked, narrowed = (
        page_at(visible_to(actor), order=ORDER, size=SIZE, narrowing=way, **place) for way in (None, narrowing)
    )
    assert narrowed.rows == walked.rows
    assert bool(narrowed.next_cursor) is bool(walked.next_cursor)
    assert bool(narrowed.previous_cursor) is bool(walked.previous_cursor)
    return narrowed


@pytest.fixture
def official(world: World, submit: Callable[..., Dossier]) -> Actor:
    """Return an official of two communes that share many of the dossiers, lodged in few moments."""
    for role in Role.objects.filter(code="one-stop"):
        identity.assign_role(SYSTEM, world.accounts["stranger"], role, world.commune, valid_from=SINCE, position="")
    chance = Random(7)
    for _ in range(23):
        with clock.at(at("2026-11-16 08:00") + timedelta(minutes=chance.randrange(4))):
            dossier = submit()
        if chance.random() < 0.6:
            DossierUnit.objects.create(dossier=dossier, unit=world.neighbour, submitted_at=dossier.submitted_at)
    return world.actor("stranger")


def test_every_page_is_the_same_forward_and_backward(official: Actor) -> None:
    seen = []
    cursor = ""
    while True:
        found = page(official, after=cursor)
        seen += [row.id for row in found]
        cursor = found.next_cursor
        if not cursor:
            break
    assert seen == list(visible_to(official).order_by(*ORDER).values_list("id", flat=True))
    assert len(seen) == 23
    while found.previous_cursor:
        found = page(official, before=found.previous_cursor)
    assert [row.id for row in found] == seen[:SIZE]


def test_citizens_and_those_who_see_everything_are_not_read_by_unit(world: World) -> None:
    assert newest_first(world.actor("citizen")) is None
    assert newest_first(SYSTEM) is None
