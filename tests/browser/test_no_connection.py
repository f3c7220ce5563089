"""The connection is cut in the middle of an application on a telephone: nothing typed or photographed is lost."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from browser import support
from browser.test_portal import go_on, sign_in, world  # noqa: F401 - the fixture of the same small world
from browser.wire import Wire
from tinhso.kits.procedures.models import Draft, DraftFile

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]


@pytest.fixture
def wire(live_server: Any) -> Iterator[Wire]:
    running = Wire(live_server.thread.port)
    yield running
    running.close()


def photograph() -> dict[str, Any]:
    content = BytesIO()
    Image.effect_noise((900, 1200), 60).convert("RGB").save(content, "JPEG")
    return {"name": "to-khai.jpg", "mimeType": "image/jpeg", "buffer": content.getvalue()}


def wait_for_worker(page: Page) -> None:
    """Wait until the worker keeps the pages that lie ahead."""
    page.wait_for_function(
        """async () => {
            if (!navigator.serviceWorker.controller && !(await navigator.serviceWorker.ready)) return false;
            const kept = (await (await caches.open("pages-1")).keys()).map((key) => new URL(key.url).pathname);
            const ahead = document.querySelector("[data-ahead]").dataset.ahead.split(" ").filter(Boolean);
            return kept.includes("/mat-ket-noi/") && ahead.every((address) => kept.includes(address));
        }""",
        timeout=60_000,
    )


@pytest.mark.usefixtures("world")
def test_what_is_typed_and_photographed_without_a_connection_goes_later(
    browser_process: Browser, wire: Wire, shot: Any
) -> None:
    with support.open_page(browser_process, 360, support.Troubles(), base=wire.address) as page:
        page.goto("/thu-tuc/1.009999/nop/")
        sign_in(page)
        page.get_by_role("button", name="Bắt đầu").click()
        page.get_by_label("Xã, phường nơi giải quyết").select_option(label="Xã Thử Nghiệm")
        go_on(page)
        with page.expect_response(lambda answer: "tu-luu" in answer.url):
            page.get_by_label("Nơi ở hiện nay").fill("Thôn Đông, xã Thử Nghiệm")
        wait_for_worker(page)
        page.reload()  # from now on the worker answers for the page
        expect(page.get_by_label("Nơi ở hiện nay")).to_have_value("Thôn Đông, xã Thử Nghiệm")
        go_on(page)
        page.get_by_label("Xin giấy để làm gì?").fill("Vay vốn ngân hàng để sửa nhà sau bão")

        wire.cut()
        page.get_by_label("Không", exact=True).check()
        go_on(page)
        expect(page.get_by_text("Chưa kết nối được")).to_be_visible()
        shot(page, "no-connection-360")
        page.get_by_role("link", name="Làm tiếp bước sau").click()
        for label, value in (("Ngày", "2"), ("Tháng", "9"), ("Năm", "1990")):
            page.get_by_label(label, exact=True).fill(value)
        go_on(page)
        page.get_by_role("link", name="Làm tiếp bước sau").click()
        page.locator("#tep-to-khai").set_input_files([photograph()])
        expect(page.get_by_text("to-khai.jpg")).to_be_visible()
        page.wait_for_timeout(500)
        # The telephone is put away; the page is gone.
        page.goto("about:blank")
        assert "purpose" not in Draft.objects.get().answers
        assert not DraftFile.objects.exists()

        wire.mend()
        page.goto("/ho-so/nhap/")
        expect(page.get_by_text("Đã gửi những gì được giữ trên máy này.")).to_be_visible(timeout=30_000)
        draft = Draft.objects.get()
        assert draft.answers["purpose"] == "Vay vốn ngân hàng để sửa nhà sau bão"
        assert draft.answers["proxy"] == "no"
        assert draft.answers["born"] == "1990-09-02"
        assert DraftFile.objects.get().file.name == "to-khai.jpg"
        # What the server has is kept on the telephone no longer.
        page.goto(f"/ho-so/nhap/{draft.id}/giay-to/")
        expect(page.locator(".ts-upload-kept")).to_contain_text("to-khai.jpg")
        expect(page.locator(".ts-upload-item")).to_have_count(0)
