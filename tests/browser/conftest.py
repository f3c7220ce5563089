"""Fixtures of the browser tests. The site runs as a live server on a real database; see ``support.py``."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from browser import support

# Playwright keeps an event loop in the thread of the tests; Django would take every query there for an async one.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

# Several browsers and servers share a small machine: what comes late there comes all the same.
expect.set_options(timeout=support.PATIENCE_MS)


@pytest.fixture(scope="module")
def browser_process() -> Iterator[Browser]:
    """One Chromium for each file.

    Playwright keeps an event loop running in the thread, in which nothing else may run one: it has to be gone
    before the tests of another file sign or validate.
    """
    with sync_playwright() as playwright:
        browser = support.launch(playwright)
        yield browser
        browser.close()


@pytest.fixture
def troubles() -> Iterator[support.Troubles]:
    """What went wrong behind the pages of a test; the test fails when it ends with any."""
    kept = support.Troubles()
    yield kept
    kept.check()


@pytest.fixture
def page_at(browser_process: Browser, live_server: object, troubles: support.Troubles) -> Iterator[Callable[..., Page]]:
    """Open a page: ``page_at(360)``, ``page_at(1440, theme="dark")``; addresses are relative to the live server."""
    with ExitStack() as pages:

        def opened(width: int = 1440, *, theme: str = "light") -> Page:
            base = str(live_server)
            return pages.enter_context(support.open_page(browser_process, width, troubles, theme=theme, base=base))

        yield opened


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """Fail on serious findings of axe."""

    def check(page: Page) -> None:
        found = support.axe(page)
        assert not found, "\n".join(found)

    return check


@pytest.fixture
def shot() -> Callable[..., object]:
    """Save a picture under ``build/screenshots``."""
    return support.shot
