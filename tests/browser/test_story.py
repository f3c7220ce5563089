"""The story of one birth certificate, played by everybody who has a part in it, on a telephone and on a desk."""

import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from browser import people, support
from browser.people import look, run_jobs
from browser.town import APPLICANT, BIRTH, BIRTH_ANSWERS, Town, make_town
from faults.processes import free_port, start, wait_open
from tinhso.kernel.events.testing import clear_jobs
from tinhso.kernel.papers.models import Paper
from tinhso.kits.procedures.doctor import check_deadlines
from tinhso.kits.procedures.models import Dossier, Rating
from tinhso.kits.procedures.states import Status
from tinhso.kits.procedures.tests.conftest import a_pdf

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(300),
]

ANSWERS: dict[str, Any] = {**APPLICANT, **BIRTH_ANSWERS}


@pytest.fixture(scope="module")
def trust(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The stand-in of the trust services, as a process of its own; its address."""
    port = free_port()
    running = start(
        "-m", "tinhso.simulators.trust", "--port", str(port), "--folder", str(tmp_path_factory.mktemp("trust"))
    )
    wait_open(port)
    yield f"http://127.0.0.1:{port}"
    running.kill()


@pytest.fixture
def town(live_server: Any, settings: Any, tmp_path: Path, trust: str) -> Iterator[Town]:
    clear_jobs()
    yield make_town(settings, tmp_path, trust, live_server.url)
    clear_jobs()


@pytest.fixture
def scan(tmp_path: Path) -> str:
    path = tmp_path / "giay-chung-sinh.pdf"
    path.write_bytes(a_pdf())
    return str(path)


class Desk:
    """An officer's browser."""

    def __init__(self, page: Page, town: Town, who: str) -> None:
        self.page, self.town, self.who = page, town, who
        page.goto("/dang-nhap/")
        people.sign_in(page, town, who, look=look)

    def open(self, code: str) -> None:
        """Find the dossier in the list of work and open it."""
        self.page.goto("/viec/")
        look(self.page)
        self.page.get_by_role("link", name=re.compile(re.escape(code))).first.click()
        self.page.wait_for_url("**/ho-so-mot-cua/**")
        look(self.page)

    def act(self, button: str, **answers: Any) -> None:
        """Choose what to do, fill in its page, and do it."""
        self.page.get_by_role("link", name=button, exact=True).first.click()
        self.page.get_by_role("button", name=button, exact=True).wait_for()
        look(self.page)
        people.answer(self.page, answers)
        self.page.get_by_role("button", name=button, exact=True).last.click()
        self.page.get_by_role("button", name=button, exact=True).last.wait_for(state="detached")
        look(self.page)


@pytest.mark.parametrize("width", [360, 1440])
def test_a_birth_is_registered_from_the_first_search_to_the_rating(
    page_at: Callable[..., Page], town: Town, scan: str, tmp_path: Path, width: int
) -> None:
    citizen = page_at(width)
    code = _applies(citizen, town, scan)
    dossier = Dossier.objects.get(code=code)
    run_jobs()

    clerk = Desk(page_at(width), town, "clerk")
    clerk.open(code)
    clerk.act("Tiếp nhận")
    run_jobs()

    head = Desk(page_at(width), town, "head")
    head.open(code)
    head.act("Phân công", to=str(town.world.accounts["specialist"].pk))

    specialist = Desk(page_at(width), town, "specialist")
    specialist.open(code)
    asked = {
        "part_0": "giay-chung-sinh",
        "what_0": "Bản chụp rõ cả hai mặt",
        "reason_0": "Ảnh mờ, không đọc được ngày sinh",
        "article_0": "Điều 16 Luật Hộ tịch 60/2014/QH13",
    }
    specialist.act("Gửi yêu cầu bổ sung", **asked)
    run_jobs()
    _answers_the_supplement(citizen, dossier, scan)
    run_jobs()
    specialist.open(code)
    specialist.act("Hoàn thành bước", note="Hồ sơ đủ điều kiện đăng ký khai sinh")
    specialist.open(code)
    specialist.act("Trình lãnh đạo", granted="co", note="Kính trình lãnh đạo ký")

    leader = Desk(page_at(width), town, "leader")
    leader.open(code)
    leader.act("Ký số")
    run_jobs()

    clerk.page.goto("/mot-cua/tra-ket-qua/")
    look(clerk.page)
    clerk.page.get_by_role("link", name=code).click()
    clerk.page.locator("[name=checked]").wait_for()
    look(clerk.page)
    clerk.page.locator("[name=checked]").check()
    clerk.page.get_by_role("button", name="Trả kết quả").click()
    clerk.page.locator("[name=checked]").wait_for(state="detached")
    look(clerk.page)
    run_jobs()

    dossier.refresh_from_db()
    assert dossier.status == Status.HANDED_OVER
    assert check_deadlines() == []
    _downloads_and_verifies(citizen, page_at(width), dossier, tmp_path)
    _rates(citizen, dossier)


def _applies(page: Page, town: Town, scan: str) -> str:
    """Search by words typed without marks, read about the procedure, sign in, apply."""
    page.goto("/")
    look(page)
    page.get_by_role("searchbox").first.fill("lam giay khai sinh")
    page.keyboard.press("Enter")
    page.wait_for_url("**/thu-tuc/**")
    look(page)
    page.get_by_role("link", name=re.compile("Làm giấy khai sinh cho trẻ")).first.click()
    page.wait_for_url(f"**/thu-tuc/{BIRTH}/")
    look(page)
    page.get_by_role("link", name="Bắt đầu nộp hồ sơ").first.click()
    page.wait_for_url("**/dang-nhap/**")
    people.sign_in(page, town, "citizen", look=look)
    page.wait_for_url(f"**/thu-tuc/{BIRTH}/nop/")
    look(page)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/ho-so/nhap/**")
    return people.apply(page, ANSWERS, scan, agency=str(town.world.commune.pk), look=look)


def _answers_the_supplement(page: Page, dossier: Dossier, scan: str) -> None:
    page.goto(f"/ho-so/{dossier.pk}/")
    look(page)
    expect(page.get_by_text("Ảnh mờ, không đọc được ngày sinh").first).to_be_visible()
    page.get_by_role("link", name="Bổ sung hồ sơ").click()
    page.wait_for_url("**/bo-sung/")
    look(page)
    chosen = page.locator("main input[type=file]").first
    name = chosen.get_attribute("name")
    chosen.set_input_files(scan)
    page.locator(f"input[type=hidden][name='{name}-tai-len']").wait_for(state="attached")
    page.get_by_role("button", name="Gửi bổ sung").click()
    page.wait_for_url(f"**/ho-so/{dossier.pk}/")
    look(page)


def _downloads_and_verifies(citizen: Page, anybody: Page, dossier: Dossier, folder: Path) -> None:
    """Take the receipt and the result home; what is downloaded is valid to others' tools, a changed copy is not."""
    citizen.goto(f"/ho-so/{dossier.pk}/")
    look(citizen)
    for kind, signatures in (("receipt", 1), ("result", 2)):
        paper = _paper(dossier, kind)
        link = citizen.get_by_role("link", name=re.compile(f"Tải PDF.*{re.escape(paper.title)}")).first
        with citizen.expect_download() as download:
            link.click()
        path = folder / f"{kind}.pdf"
        download.value.save_as(path)
        assert _pdfsig(path).count("Signature is Valid.") == signatures
        changed = folder / f"{kind}-sua.pdf"
        changed.write_bytes(_change(path.read_bytes(), paper.title))
        assert "Digest Mismatch" in _pdfsig(changed)
        anybody.goto(f"/xac-minh/{paper.verification_code}")
        look(anybody)
        expect(anybody.get_by_role("heading", level=1)).to_contain_text(paper.title)
        expect(anybody.locator("main")).to_contain_text(paper.unit.name)
        for file, verdict in ((path, "còn nguyên"), (changed, "đã bị sửa")):
            _shows(anybody, file, verdict)


def _paper(dossier: Dossier, kind: str) -> Paper:
    return dossier.papers.select_related("paper__unit").get(kind=kind).paper


def _shows(page: Page, file: Path, verdict: str) -> None:
    """Show a file to the verification page."""
    page.goto("/xac-minh/tep/")
    page.locator("main input[type=file]").set_input_files(str(file))
    page.locator("main form button[type=submit]").last.click()
    expect(page.locator("main")).to_contain_text(verdict)
    look(page)


def _pdfsig(path: Path) -> str:
    program = shutil.which("pdfsig")
    if program is None:
        pytest.fail("pdfsig is missing: install Debian's package poppler-utils")
    return subprocess.run([program, str(path)], capture_output=True, text=True, check=False).stdout


def _change(content: bytes, title: str) -> bytes:
    """Return a copy in which one letter of the title is another."""
    changed = content.replace(title.encode(), title.swapcase()[:1].encode() + title[1:].encode(), 1)
    assert changed != content
    return changed


def _rates(page: Page, dossier: Dossier) -> None:
    page.goto(f"/ho-so/{dossier.pk}/")
    page.get_by_role("link", name="Đánh giá", exact=True).first.click()
    page.wait_for_url("**/danh-gia/")
    look(page)
    people.answer(page, {"score": "5", "comment": "Nhanh và dễ hiểu"})
    page.get_by_role("button", name="Gửi đánh giá").click()
    page.wait_for_url(lambda url: "/danh-gia/" not in url)
    look(page)
    assert Rating.objects.get(dossier=dossier).score == 5


def test_without_script_a_citizen_applies_to_the_end(
    browser_process: Browser, live_server: Any, town: Town, scan: str, troubles: support.Troubles
) -> None:
    context = browser_process.new_context(
        java_script_enabled=False, base_url=live_server.url, viewport={"width": 360, "height": 740}
    )
    try:
        page = context.new_page()
        page.set_default_timeout(15_000)
        troubles.watch(page)
        page.goto("/thu-tuc/?tim=khai+sinh")
        page.get_by_role("link", name=re.compile("Làm giấy khai sinh cho trẻ")).first.click()
        page.get_by_role("link", name="Bắt đầu nộp hồ sơ").first.click()
        people.sign_in(page, town, "citizen", look=lambda page: None)
        page.locator("main form button[type=submit]").first.click()
        code = people.apply(
            page, ANSWERS, scan, agency=str(town.world.commune.pk), look=lambda page: None, script=False
        )
    finally:
        context.close()
    dossier = Dossier.objects.get(code=code)
    assert dossier.status == Status.SUBMITTED
    assert [part.code for part in dossier.parts.all()] == ["giay-chung-sinh"]
    assert dossier.answers["child_full_name"] == BIRTH_ANSWERS["child_full_name"]
