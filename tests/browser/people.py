"""What people do on the pages: sign in, answer whatever a page asks, send files; every page they see is looked at."""

import re
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection
from playwright.sync_api import Page, expect

from browser import support
from browser.town import Town
from tinhso.kernel.events import testing
from tinhso.kits.procedures.tests.world import PASSWORD

Look = Callable[[Page], None]


def run_jobs() -> None:
    """Let the background work happen, in a thread of its own: the browser keeps an event loop in this one."""

    def work() -> None:
        try:
            testing.run_jobs()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(work).result()


def look(page: Page) -> None:
    """Wait for the page; nothing on it may stand out sideways or hinder anybody."""
    support.settle(page)
    sideways = support.overflow(page)
    assert not sideways, "\n".join([page.url, *sideways])
    found = support.axe(page)
    assert not found, "\n".join([page.url, *found])


def sign_in(page: Page, town: Town, who: str, *, look: Look) -> None:
    """Sign in on the sign-in page; an officer types the code that the telephone shows."""
    look(page)
    page.get_by_label("Mật khẩu").wait_for()
    page.locator("[name=username]").fill(town.username(who))
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    if who in town.secrets:
        page.wait_for_url("**/dang-nhap/xac-thuc/**")
        look(page)
        page.locator("[name=code]").fill(town.code(who))
        page.get_by_role("button", name="Xác nhận").click()
    page.wait_for_url(lambda url: "/dang-nhap/" not in url)


def answer(page: Page, answers: Mapping[str, Any]) -> None:
    """Answer every question of the page that ``answers`` knows."""
    for name, value in answers.items():
        if isinstance(value, tuple):
            if page.locator(f"[name={name}_0]").count():
                for index, part in enumerate(value):
                    page.locator(f"[name={name}_{index}]").fill(part)
            continue
        control = page.locator(f"main [name={name}]")
        if not control.count():
            continue
        kind = control.first.evaluate("(node) => node.type")
        if kind != "radio" and not control.first.is_visible():
            continue
        if kind == "radio":
            chosen = page.locator(f'main [name={name}][value="{value}"]')
            page.locator(f"label[for={chosen.get_attribute('id')}]").click()
            expect(chosen).to_be_checked()
        elif kind == "select-one":
            control.select_option(value)
        else:
            control.fill(value)


def send_files(page: Page, path: str, *, script: bool = True) -> None:
    """Choose the file for every paper that must be handed in, and wait until it has arrived."""
    inputs = page.locator("main input[type=file]")
    for index in range(inputs.count()):
        chosen = inputs.nth(index)
        name = str(chosen.get_attribute("name"))
        wanted = page.locator(f"label[for='{chosen.get_attribute('id')}']").inner_text()
        if "không bắt buộc" in wanted:
            continue
        chosen.set_input_files(path)
        if script:
            page.locator(f"input[type=hidden][name='{name}-tai-len']").wait_for(state="attached")


def apply(page: Page, answers: Mapping[str, Any], path: str, *, agency: str, look: Look, script: bool = True) -> str:
    """Go through the application from its first page to the last; return the dossier's code."""
    for _step in range(30):
        page.wait_for_load_state()
        look(page)
        if page.url.endswith("/da-nop/"):
            return page.locator(".ts-sent-code").inner_text()
        place = page.url
        if place.endswith("/noi-giai-quyet/"):
            page.locator("[name=agency]").select_option(agency)
        elif place.endswith("/giay-to/"):
            send_files(page, path, script=script)
        elif place.endswith("/kiem-tra/"):
            page.locator("[name=declared]").check()
            page.get_by_role("button", name="Nộp hồ sơ").click()
            page.wait_for_url("**/da-nop/")
            continue
        answer(page, answers)
        page.get_by_role("button", name=re.compile("Lưu và tiếp tục")).click()
        if script:
            page.wait_for_url(lambda url, place=place: url != place)  # type: ignore[misc]
    raise AssertionError(f"the application does not end: {page.url}")
