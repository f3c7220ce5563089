"""What browser tests share: the browser, pages that tell on themselves, axe, screenshots."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, Request, Response

ROOT = Path(__file__).resolve().parents[2]
SCREENSHOTS = ROOT / "build" / "screenshots"
WIDTHS = (360, 768, 1440)
THEMES = ("light", "dark")
GRAVE = ("serious", "critical")
JUDGE = """async (grave) => (await axe.run(document, {resultTypes: ['violations'], elementRef: false, preload: false}))
  .violations.filter((finding) => grave.includes(finding.impact))
  .flatMap((finding) => finding.nodes.map((node) => `${finding.id}: ${node.target[0]} – ${node.failureSummary}`))"""
LIKENESS = """() => [innerWidth, matchMedia('(prefers-color-scheme: dark)').matches, document.documentElement.outerHTML
  .replace(/[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9A-Za-z_=-]{24,}|[0-9]+/g, '')].join()"""
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The first is Chromium without its windows: a page takes it a third less work."""
PATIENCE_MS = 30_000
MISSING = (
    "Chromium was not found. Install it (Debian: apt-get install chromium-headless-shell) or name its file in the "
    "environment variable CHROMIUM."
)


def chromium() -> str:
    """Return the browser's file; raise ``RuntimeError`` with what to do when there is none."""
    named = os.environ.get("CHROMIUM")
    found = named or next(filter(None, map(shutil.which, PROGRAMS)), None)
    if not found or not Path(found).exists():
        raise RuntimeError(MISSING)
    return found


def launch(playwright: Playwright) -> Browser:
    """Start the browser without a window."""
    return playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)


class Troubles:
    """What went wrong behind a page: script errors, console errors, failed requests.

    ``expected`` statuses are those that a test provokes; the browser's own console line about them is left out.
    """

    def __init__(self) -> None:
        self.found: list[str] = []
        self.expected: set[int] = set()

    def watch(self, page: Page) -> None:
        """Listen to a page from now on."""
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.found.append(f"script error: {error}"))
        page.on("requestfailed", self._failed)
        page.on("response", self._answered)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.found.append(f"console: {message.text}")

    def _failed(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":
            self.found.append(f"request failed: {request.method} {request.url} {request.failure}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.expected:
            self.found.append(f"answer {response.status}: {response.request.method} {response.url}")

    def check(self) -> None:
        """Fail when anything went wrong."""
        assert not self.found, "\n".join(self.found)


@contextmanager
def open_page(
    browser: Browser, width: int, troubles: Troubles, *, theme: str = "light", base: str = ""
) -> Iterator[Page]:
    """Give a watched page of the width; scripts, storage and cookies are its own."""
    context = browser.new_context(
        viewport={"width": width, "height": 900 if width > 500 else 740},
        color_scheme="dark" if theme == "dark" else "light",
        # A page is judged as it stands, not on its way there; and what moves is drawn again sixty times a second.
        reduced_motion="reduce",
        locale="vi-VN",
        timezone_id="Asia/Ho_Chi_Minh",
        base_url=base or None,
        has_touch=width < 500,
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    troubles.watch(page)
    try:
        yield page
    finally:
        context.close()


def in_each_theme(page: Page) -> Iterator[str]:
    """Show the page that is open in every theme, one after the other; it follows the machine's."""
    for theme in THEMES:
        page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
        page.wait_for_function("(theme) => document.documentElement.dataset.bsTheme === theme", arg=theme)
        yield theme


def settle(page: Page) -> None:
    """Wait until the page, or the one that a click just asked for, and what it fetches by itself have come."""
    page.wait_for_timeout(150)
    page.wait_for_load_state("load")
    page.wait_for_function("() => !document.querySelector('.htmx-request')")


_JUDGED: dict[str, list[str]] = {}
"""What axe found on the pages that this run has judged, by their likeness."""


def axe(page: Page) -> list[str]:
    """Return axe's serious and critical findings, one line each.

    A page that differs from one already judged only in keys, tokens and figures is not judged again: every story
    passes the same doors.
    """
    likeness = page.evaluate(LIKENESS)
    if likeness not in _JUDGED:
        page.evaluate(AXE_SCRIPT)
        _JUDGED[likeness] = page.evaluate(JUDGE, list(GRAVE))
    return _JUDGED[likeness]


def overflow(page: Page) -> list[str]:
    """Return the elements that stand out of the page's width; none when nothing scrolls sideways."""
    script = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
      [...document.querySelectorAll('body *')]
        .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
        .slice(0, 8).map((element) => `${element.tagName.toLowerCase()}.${element.className}`)"""
    found: list[str] = page.evaluate(script)
    return found


def shot(page: Page, name: str, *, whole: bool = True) -> None:
    """Save a picture as ``build/screenshots/<name>.png`` when ``TINHSO_PICTURES`` is set, for people to look at."""
    if not os.environ.get("TINHSO_PICTURES"):
        return
    path = SCREENSHOTS / f"{name}.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=str(path), full_page=whole)
