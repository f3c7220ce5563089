"""A citizen applies in a real browser: from the search without marks to the code, on a telephone, on a desk, without
script; every page fits, obeys axe and has no trouble behind it."""

import pytest
from django.core.cache import cache
from playwright.sync_api import Browser, Page, expect

from browser import support
from tinhso.desks.portal.tests.conftest import CHANGES
from tinhso.kits.procedures.models import Dossier, Draft
from tinhso.kits.procedures.services import intake, processing, supplements
from tinhso.kits.procedures.tests.conftest import a_pdf
from tinhso.kits.procedures.tests.world import PASSWORD, World, make_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ITEMS = [{"part": "to-khai", "what": "Bản chụp rõ hơn", "reason": "Ảnh mờ", "article": "NĐ 61/2018/NĐ-CP Điều 17"}]


@pytest.fixture
def world(transactional_db, settings, tmp_path) -> World:
    settings.FILES_ROOT = tmp_path / "files"
    cache.clear()
    return make_world(**CHANGES)


def scan(name: str = "don.pdf") -> dict[str, object]:
    return {"name": name, "mimeType": "application/pdf", "buffer": a_pdf()}


def sign_in(page: Page) -> None:
    page.get_by_label("Tên đăng nhập").or_(page.locator("[name=username]")).first.fill("038090000011")
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()


def go_on(page: Page) -> None:
    page.get_by_role("button", name="Lưu và tiếp tục").click()


@pytest.fixture
def look(axe, shot):
    """Check that a page fits and is accessible, and keep its picture."""

    def check(page: Page, name: str) -> None:
        support.settle(page)
        shot(page, f"portal-{name}-{page.viewport_size['width']}")
        assert support.overflow(page) == [], name
        axe(page)

    return check


@pytest.mark.parametrize("width", [360, 1440])
def test_a_citizen_applies_follows_and_answers(world: World, page_at, look, width: int) -> None:
    page = page_at(width)
    page.goto("/")
    look(page, "home")
    page.get_by_role("searchbox").fill("xac nhan cu tru")
    page.keyboard.press("Enter")
    look(page, "search")
    page.get_by_role("link", name="Xin giấy xác nhận").click()
    look(page, "procedure")
    page.get_by_role("link", name="Bắt đầu nộp hồ sơ").first.click()
    sign_in(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Trước khi bắt đầu")
    look(page, "start")
    page.get_by_role("button", name="Bắt đầu").click()

    expect(page.get_by_text("Bước 1/7")).to_be_visible()
    page.get_by_label("Xã, phường nơi giải quyết").select_option(label="Xã Thử Nghiệm")
    look(page, "place")
    go_on(page)
    page.get_by_label("Nơi ở hiện nay").fill("Thôn Đông, xã Thử Nghiệm")
    look(page, "applicant")
    go_on(page)
    page.get_by_label("Xin giấy để làm gì?").fill("Vay vốn ngân hàng")
    go_on(page)
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_label("Xin giấy để làm gì?")).to_have_value("Vay vốn ngân hàng")
    look(page, "error")
    page.get_by_role("link", name="Hãy trả lời mục “Có nộp thay không?”").click()
    page.get_by_label("Không", exact=True).check()
    go_on(page)
    for label, value in (("Ngày", "2"), ("Tháng", "9"), ("Năm", "1990")):
        page.get_by_label(label, exact=True).fill(value)
    look(page, "page")
    go_on(page)
    page.locator("#tep-to-khai").set_input_files([scan("don-1.pdf"), scan("don-2.pdf")])
    expect(page.get_by_text("Đã tải lên")).to_have_count(2)
    look(page, "files")
    go_on(page)
    look(page, "delivery")
    go_on(page)
    expect(page.get_by_text("Vay vốn ngân hàng")).to_be_visible()
    look(page, "check")
    page.get_by_label("Tôi cam đoan").check()
    page.get_by_role("button", name="Nộp hồ sơ").dblclick()
    expect(page.get_by_role("heading", level=1)).to_have_text("Đã nộp hồ sơ")
    look(page, "sent")
    dossier = Dossier.objects.get()
    assert dossier.answers["born"] == "1990-09-02"

    intake.receive(world.actor("clerk"), dossier.id)
    page.get_by_role("link", name="Theo dõi hồ sơ").click()
    look(page, "received")
    processing.assign(world.actor("head"), dossier.id, world.accounts["specialist"])
    supplements.ask(world.actor("specialist"), dossier.id, ITEMS)
    page.reload()
    look(page, "asked")
    page.get_by_role("link", name="Bổ sung hồ sơ").click()
    page.locator("#tep-0").set_input_files([scan("ro-hon.pdf")])
    expect(page.get_by_text("Đã tải lên")).to_be_visible()
    look(page, "supplement")
    page.get_by_role("button", name="Gửi bổ sung").click()
    expect(page.get_by_text("Đã bổ sung hồ sơ")).to_be_visible()
    page.get_by_role("link", name="Tôi muốn rút hồ sơ này").click()
    page.get_by_label("Vì sao quý vị rút hồ sơ?").fill("Nộp nhầm nơi")
    look(page, "withdraw")
    page.get_by_role("button", name="Rút hồ sơ").click()
    page.get_by_role("link", name="Đánh giá").click()
    page.get_by_label("4 – Hài lòng").check()
    look(page, "rate")
    page.get_by_role("button", name="Gửi đánh giá").click()
    expect(page.get_by_text("4 trên 5")).to_be_visible()
    page.goto("/ho-so/")
    look(page, "dossiers")


@pytest.mark.parametrize("width", support.WIDTHS)
def test_public_pages_fit_in_light_and_dark(world: World, page_at, look, width: int) -> None:
    page = page_at(width)
    for name, path in (
        ("home", "/"),
        ("search", "/thu-tuc/"),
        ("nothing", "/thu-tuc/?tim=qqqzzz"),
        ("procedure", "/thu-tuc/1.009999/"),
        ("track", "/tra-cuu/"),
        ("track-missing", "/tra-cuu/?ma=H56.15.03-261008-0975"),
        ("satisfaction", "/hai-long/"),
        ("help", "/tro-giup/"),
    ):
        page.goto(path)
        for theme in support.in_each_theme(page):
            look(page, f"{name}-{theme}")


def test_a_citizen_applies_with_scripts_off(world: World, browser_process: Browser, live_server) -> None:
    context = browser_process.new_context(
        viewport={"width": 360, "height": 740}, base_url=str(live_server), java_script_enabled=False
    )
    try:
        page = context.new_page()
        page.goto("/thu-tuc/1.009999/nop/")
        sign_in(page)
        page.get_by_role("button", name="Bắt đầu").click()
        page.get_by_label("Xã, phường nơi giải quyết").select_option(label="Xã Thử Nghiệm")
        go_on(page)
        page.get_by_label("Nơi ở hiện nay").fill("Thôn Đông")
        go_on(page)
        page.get_by_label("Xin giấy để làm gì?").fill("Vay vốn")
        page.get_by_label("Không", exact=True).check()
        go_on(page)
        page.get_by_label("Năm", exact=True).fill("199")
        go_on(page)
        expect(page.get_by_role("alert")).to_contain_text("phải là một ngày có thật")
        for label, value in (("Ngày", "2"), ("Tháng", "9"), ("Năm", "1990")):
            page.get_by_label(label, exact=True).fill(value)
        go_on(page)
        page.locator("#tep-to-khai").set_input_files([scan()])
        page.get_by_role("button", name="Gửi tệp, ở lại trang này").click()
        expect(page.get_by_text("don.pdf").first).to_be_visible()
        go_on(page)
        go_on(page)
        page.get_by_label("Tôi cam đoan").check()
        page.get_by_role("button", name="Nộp hồ sơ").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Đã nộp hồ sơ")
    finally:
        context.close()
    assert Dossier.objects.get().parts.get().file.name == "don.pdf"
    assert Draft.objects.get().dossier is not None
