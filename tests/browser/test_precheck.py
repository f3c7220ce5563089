"""Before sending, in a real browser: what is wrong with which page, sending all the same; and the store of papers."""

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect

from browser import support
from browser.people import run_jobs
from tinhso.desks.portal.tests.conftest import CHANGES
from tinhso.government.documents import services as store
from tinhso.kernel.events.testing import clear_jobs
from tinhso.kernel.files import services as files
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.reading import services as reading
from tinhso.kernel.reading.tests.pictures.labelled import picture
from tinhso.kits.procedures.models import Dossier
from tinhso.kits.procedures.services import drafts, intake
from tinhso.kits.procedures.services.intake import Application, GivenPart
from tinhso.kits.procedures.states import Channel
from tinhso.kits.procedures.tests.world import PASSWORD, World, make_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LONG = "Giấy xác nhận thông tin về cư trú của công dân, hộ gia đình trên địa bàn phường Hạc Thành, tỉnh Thanh Hóa"
APPLICANT = {
    "full_name": "Nguyễn Văn Công Dân", "personal_number": "038090000011", "phone": "0912345678",
    "address": "Thôn 1", "on_behalf": "self",
}  # fmt: skip


@pytest.fixture
def world(transactional_db, settings, tmp_path) -> World:
    settings.FILES_ROOT = tmp_path / "files"
    cache.clear()
    clear_jobs()
    return make_world(**CHANGES)


@pytest.fixture
def draft(world: World):
    """An application with three papers: one blurred, one of another person, one empty; and a paper in the store."""
    citizen = world.actor("citizen")
    earlier = files.store_made(b"%PDF-1.7\n%giay", "giay.pdf", "application/pdf", actor=SYSTEM)
    person = world.accounts["citizen"].person
    dossier = intake.submit(
        citizen,
        Application(
            version=world.version, agency=world.commune, person=person, applicant=APPLICANT,
            answers={"purpose": "Xin việc", "proxy": "no", "born": "1990-09-02"},
            parts=[GivenPart("to-khai", file=earlier, certified=True)], channel=Channel.ONLINE,
        ),
    )  # fmt: skip
    dossier.parts.update(name=LONG)
    store.keep_certified(dossier.id)
    begun = drafts.begin(citizen, world.version.procedure, agency=world.commune)
    drafts.save_applicant(citizen, begun.id, applicant=APPLICANT, delivery={"way": "electronic"})
    drafts.save_page(citizen, begun.id, "muc-dich", {"purpose": "Vay vốn", "proxy": "no"})
    drafts.save_page(citizen, begun.id, "ban-than", {"born": "1990-09-02"})
    for kind in ("blurred", "other-person", "blank"):
        made = picture(kind, 11, 1)
        file = files.store(made.content, f"anh-chup-{made.name}", actor=citizen)
        drafts.add_file(citizen, begun.id, "to-khai", file)
        reading.ask(file)
    return begun


def sign_in(page: Page) -> None:
    page.locator("[name=username]").first.fill("038090000011")
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()


@pytest.mark.parametrize(("width", "theme"), [(360, "light"), (1440, "dark")])
def test_what_is_wrong_is_shown_mended_or_sent_all_the_same(
    world: World, draft, page_at, axe, shot, width: int, theme: str
) -> None:
    def look(name: str) -> None:
        support.settle(page)
        shot(page, f"precheck-{name}-{width}-{theme}")
        assert support.overflow(page) == [], name
        axe(page)

    page = page_at(width, theme=theme)
    page.set_default_timeout(60_000)
    page.goto(f"/ho-so/nhap/{draft.id}/giay-to/")
    sign_in(page)
    expect(page.get_by_text("Hệ thống đang xem các trang.").first).to_be_visible()
    look("waiting")
    run_jobs()
    # The page finds out by itself.
    expect(page.get_by_text("trang trắng")).to_be_visible()
    expect(page.get_by_text("bị nhòe")).to_be_visible()
    expect(page.get_by_text("ghi tên người khác")).to_be_visible()
    look("files")
    page.goto(f"/ho-so/nhap/{draft.id}/kiem-tra/")
    look("check")
    page.get_by_label("Tôi cam đoan").check()
    page.get_by_role("button", name="Gửi dù vậy").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Đã nộp hồ sơ")
    assert Dossier.objects.filter(draft=draft).exists()
    page.goto("/kho-giay-to/")
    look("store")
    page.get_by_role("link", name=LONG, exact=True).click()
    look("paper")
