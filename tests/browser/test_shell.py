"""The shells and components in a real browser: they fit, they obey axe, they work with keys and without script."""

import pytest

from browser import support

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", support.WIDTHS)
@pytest.mark.parametrize("shell", ["portal", "workspace"])
def test_every_component_fits_and_is_accessible(page_at, axe, shot, width, shell):
    page = page_at(width)
    page.goto(f"/_components/?khung={shell}")
    support.settle(page)
    for theme in support.in_each_theme(page):
        shot(page, f"components-{shell}-{width}-{theme}")
        assert support.overflow(page) == []
        axe(page)


@pytest.mark.parametrize("width", support.WIDTHS)
def test_a_missing_page_says_what_to_do(page_at, axe, shot, troubles, width):
    troubles.expected = {404}
    page = page_at(width)
    page.goto("/khong-co-trang-nay/")
    assert page.get_by_role("heading", level=1).inner_text() == "Không tìm thấy trang"
    assert page.get_by_role("link", name="Về trang chủ").is_visible()
    shot(page, f"not-found-{width}")
    axe(page)


def test_the_theme_is_kept_for_the_next_page(page_at):
    page = page_at(1440)
    page.goto("/_components/")
    with page.expect_response("**/giao-dien/"):
        page.get_by_role("button", name="Nền tối").click()
    page.reload()
    assert page.locator("html").get_attribute("data-bs-theme") == "dark"


def test_keys_move_through_rows_and_open_help(page_at):
    page = page_at(1440)
    page.goto("/_components/?khung=workspace")
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.locator("tr.is-here").inner_text().startswith("000.00.15.H56-260225-0002")
    page.keyboard.press("?")
    assert page.get_by_role("heading", name="Phím tắt").is_visible()


def test_a_day_and_an_amount_get_their_marks(page_at):
    page = page_at(360)
    page.goto("/_components/")
    page.locator("#id_issued").fill("25022026")
    page.locator("#id_fee").fill("250000")
    page.locator("#id_note").focus()
    assert page.locator("#id_issued").input_value() == "25/02/2026"
    assert page.locator("#id_fee").input_value() == "250.000"


def test_a_file_that_cannot_be_sent_says_why(page_at, tmp_path):
    wrong = tmp_path / "bang-ke.exe"
    wrong.write_bytes(b"x")
    page = page_at(360)
    page.goto("/_components/")
    page.locator("#id_paper").set_input_files(str(wrong))
    assert "Loại tệp này không được nhận" in page.locator(".ts-upload-state").inner_text()
    page.get_by_role("button", name="Bỏ tệp").click()
    assert page.locator(".ts-upload-item").count() == 0


def test_the_documentation_of_the_api_obeys_the_policy(page_at):
    page = page_at(1440)
    page.goto("/api/v1/docs")
    page.locator("#swagger .info").wait_for()
