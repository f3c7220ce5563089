"""Every address leads to its own page: none stands in another's place."""

import re

import pytest
from django.urls import resolve

from security import walk

SAMPLES = {
    "IntConverter": "7",
    "StringConverter": "mau.thu-1",
    "SlugConverter": "mau-thu-1",
    "UUIDConverter": "018f2b8e-0000-7000-8000-000000000001",
    "PathConverter": "mau/thu",
}
ASKED = [page for page in walk.pages() if not page.pattern.startswith("^") and "(?P" not in page.pattern]


def address(page: walk.Page) -> str:
    def sample(found: re.Match[str]) -> str:
        return SAMPLES[type(page.converters[found["name"]]).__name__]

    return "/" + re.sub(r"<(?:\w+:)?(?P<name>\w+)>", sample, page.pattern)


@pytest.mark.parametrize("page", [pytest.param(page, id=page.name) for page in ASKED])
def test_an_address_leads_to_its_own_page(page: walk.Page) -> None:
    assert resolve(address(page)).view_name == page.name
