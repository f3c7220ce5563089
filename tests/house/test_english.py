"""Whoever reads in English finds no Vietnamese on any page, apart from data."""

from contextlib import suppress

import pytest
from django.core.cache import cache
from django.db import transaction
from django.urls import NoReverseMatch

from security.test_doors import PAGES, address
from security.world import browser, make_world
from tinhso.kernel.foundation.permissions import PERMISSIONS
from tinhso.kernel.identity.access import SIGNED_IN
from tinhso.kernel.web.tests.english import Data, leftovers, speak_english

pytestmark = pytest.mark.django_db

SILENT = {"web-components", "web-language", "identity:sign-out", "api:openapi-view", "api:openapi-json", "api:api-root"}
"""Samples of components for those who build pages, the API's description, and what ends the reading."""

TEXTS = {"message-template", "message-templates", "paper-default", "paper-preview", "paper-template", "paper-templates"}
"""The administration's pages over papers and messages to citizens: these stay Vietnamese."""


@pytest.fixture
def world(db, settings, tmp_path):
    settings.FILES_ROOT = tmp_path / "files"
    cache.clear()
    return make_world()


@pytest.fixture
def readers(world):
    """Return the browsers of an official with every right and of a citizen, both in English."""
    official = browser(world.official(list(PERMISSIONS)))
    return speak_english(official), speak_english(browser(world.citizen()))


def places(world):
    """Return every page with words, and its address; the few with an address of their own form are left out."""
    found = []
    for page in PAGES:
        if page.name not in SILENT and page.name.removeprefix("administration:") not in TEXTS:
            with suppress(NoReverseMatch):
                found.append((page, address(page, world)[1]))
    return found


def test_no_page_shows_vietnamese_to_who_reads_english(world, readers):
    """Read every page; send every form empty too, which shows what it asks for."""
    official, citizen = readers
    found, known = {}, Data.now()
    for page, path in places(world):
        reader = citizen if page.rule == SIGNED_IN else official
        for asks in (lambda: reader.get(path, follow=True), lambda: reader.post(path, {}, follow=True)):  # noqa: B023
            with transaction.atomic():
                answer = asks()
                if not answer.streaming and answer.get("Content-Type", "").startswith("text/html"):
                    found.setdefault(page.name, set()).update(leftovers(answer.content.decode(), known))
                transaction.set_rollback(True)
    assert len(found) > 40
    left = [f"{name}: {text}" for name, texts in sorted(found.items()) for text in sorted(texts)]
    assert not left, "\n".join(left)
