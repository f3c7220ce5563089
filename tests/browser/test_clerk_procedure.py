"""A clerk makes a procedure on screen, without code, and an application under it runs to its result.

A form with conditions, five steps, one parallel consultation with deemed agreement, a fee by case with remission.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from playwright.sync_api import Page, expect

from browser import people
from browser.people import look
from browser.test_story import trust as trust
from browser.town import APPLICANT, Town, make_town
from tinhso.desks.administration.models import WrittenProcedure
from tinhso.kernel.events import testing
from tinhso.kernel.events.testing import clear_jobs
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.permissions import PERMISSIONS
from tinhso.kernel.identity import services as identity
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kits.procedures.doctor import check_deadlines
from tinhso.kits.procedures.models import Dossier, ProcedureVersion
from tinhso.kits.procedures.services import consultations, intake, outcome, processing
from tinhso.kits.procedures.states import Status
from tinhso.kits.procedures.tests.conftest import a_pdf
from tinhso.kits.procedures.tests.world import PASSWORD, SINCE

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(300),
]

CODE = "1.999001"
NAME = "Xác nhận hoàn cảnh gia đình của học sinh, sinh viên để miễn, giảm học phí hoặc vay vốn học tập"


@pytest.fixture
def town(live_server: Any, settings: Any, tmp_path: Path, trust: str) -> Iterator[Town]:
    clear_jobs()
    yield make_town(settings, tmp_path, trust, live_server.url)
    clear_jobs()


@pytest.fixture
def scan(tmp_path: Path) -> str:
    path = tmp_path / "the-hoc-sinh.pdf"
    path.write_bytes(a_pdf())
    return str(path)


def signed_in(page: Page, base: str) -> Page:
    """Let a clerk of procedure control of the province be signed in on the page."""
    role = identity.load_roles(
        [{"code": "kiem-soat", "name": "Kiểm soát thủ tục", "permissions": sorted(PERMISSIONS)}]
    )[0]
    account = identity.create_official(
        SYSTEM, username="kiem.soat", full_name="Phùng Thị Kiểm Soát", password=PASSWORD, must_change_password=False
    )
    identity.assign_role(SYSTEM, account, role, OrganizationUnit.objects.get(parent=None), valid_from=SINCE)
    client = Client()
    client.force_login(account)
    session = client.session
    session["second_factor"] = str(account.pk)
    session.save()
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": base}])
    return page


class Clerk:
    """What the clerk does, on the pages alone."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def tab(self, name: str) -> None:
        self.page.locator(".ts-builder-tabs").get_by_role("link", name=name).click()
        self.page.wait_for_load_state()

    def add(self, button: str, tile: str = "", within: str = "", **given: Any) -> None:
        """Press a button that adds something (inside the row of a title), choose the kind, fill in, save."""
        place = self.page.locator(".ts-row-item", has_text=within).first if within else self.page.locator("main")
        place.get_by_role("link", name=button).first.click()
        if tile:
            self.page.locator(".ts-tiles").get_by_role("link", name=tile).first.click()
        self.save(**given)

    def save(self, **given: Any) -> None:
        self.page.get_by_role("button", name="Lưu", exact=True).first.wait_for()
        for name, value in given.items():
            self._set(name, value)
        self.page.get_by_role("button", name="Lưu", exact=True).first.click()
        self.page.wait_for_load_state()

    def _set(self, name: str, value: Any) -> None:
        if name == "when":
            question, answer = value
            group = self.page.locator(".ts-conditions details", has=self.page.get_by_text(question, exact=True))
            group.locator("summary").click()
            group.get_by_label(answer, exact=True).check()
            return
        control = self.page.locator(f"main [name={name}]")
        kind = control.first.evaluate("(node) => node.type")
        if kind in ("radio", "checkbox") and isinstance(value, str):
            self.page.locator(f'main [name={name}][value="{value}"]').check()
        elif kind == "checkbox":
            control.set_checked(value)
        elif kind == "select-one":
            if control.locator(f'option[value="{value}"]').count():
                control.select_option(value)
            else:
                control.select_option(label=value)
        else:
            control.fill(value)

    def writes(self) -> None:
        """Write the whole procedure."""
        page = self.page
        page.goto("/quan-tri/thu-tuc/")
        page.get_by_role("link", name="Thủ tục mới").click()
        for name, value in {"code": CODE, "name": NAME, "field": "giao-duc", "tier": "commune"}.items():
            self._set(name, value)
        page.get_by_role("button", name="Bắt đầu soạn").click()
        page.get_by_role("heading", name="Còn phải làm").wait_for()
        look(page)
        self.tab("Thông tin chung")
        self.save(
            plain_name="Xin xác nhận hoàn cảnh gia đình", summary="Để xin miễn, giảm học phí hoặc vay vốn học tập."
        )
        self.form()
        self.money_and_time()
        self.route()
        self.tab("Kết quả")
        self.save(name="Giấy xác nhận hoàn cảnh gia đình", symbol="GXN-{unit}")
        self.tab("Căn cứ")
        self.add("Thêm căn cứ pháp lý", document="81/2021/NĐ-CP", articles="Điều 15", title="Nghị định về học phí")

    def form(self) -> None:
        """Two pages, the second only for poor households; a mistake is told beside its field."""
        self.tab("Tờ khai")
        self.add("Thêm trang", title="Học sinh")
        self.add("Thêm câu hỏi", "Một dòng chữ", "Học sinh", title="Học sinh tên gì?")
        self.add("Thêm câu hỏi", "Chọn một", "Học sinh", title="Gia đình thuộc hộ nào?", options="Hộ nghèo")
        expect(self.page.locator(".ts-error-summary")).to_contain_text("Cần ít nhất hai lựa chọn")
        expect(self.page.locator("[name=title]")).to_have_value("Gia đình thuộc hộ nào?")
        look(self.page)
        self.save(options="Hộ nghèo\nHộ cận nghèo\nHộ khác")
        self.add("Thêm trang", title="Sổ hộ nghèo", when=("Gia đình thuộc hộ nào?", "Hộ nghèo"))
        self.add("Thêm câu hỏi", "Một dòng chữ", "Sổ hộ nghèo", title="Số sổ hộ nghèo là gì?")
        look(self.page)
        self.tab("Giấy tờ phải nộp")
        self.add("Thêm giấy tờ", name="Thẻ học sinh hoặc giấy báo nhập học")

    def money_and_time(self) -> None:
        """A fee that poor households do not pay, and two terms."""
        self.tab("Phí, lệ phí")
        self.add("Thêm khoản phí", name="Phí xác nhận", sort="phi", amount="20.000", basis="Điều 3")
        self.add(
            "Thêm mức thu",
            within="Phí xác nhận",
            label="Miễn: hộ nghèo",
            amount="0",
            when=("Gia đình thuộc hộ nào?", "Hộ nghèo"),
        )
        self.add("Thêm mức thu", within="Phí xác nhận", label="Nộp trực tuyến", amount="10.000", channels="online")
        look(self.page)
        self.tab("Thời hạn")
        self.add("Thêm trường hợp", label="Thông thường", count="7", basis="Điều 4")
        self.add(
            "Thêm trường hợp", label="Hộ nghèo", count="5", basis="Điều 4", when=("Gia đình thuộc hộ nào?", "Hộ nghèo")
        )

    def route(self) -> None:
        """Five steps; one asks two units side by side, whose silence is agreement."""
        self.tab("Quy trình")
        office = "division:01"
        self.add("Thêm bước", "Xử lý, thẩm định", name="Thẩm định", doer=office, working_hours="8")
        self.add(
            "Thêm bước", "Lấy ý kiến nhiều đơn vị", name="Lấy ý kiến phối hợp", doer=office,
            question="Gia đình có đúng hoàn cảnh như khai không?", silence="agree", basis="Điều 6 (ví dụ)",
        )  # fmt: skip
        self.add("Thêm đơn vị được hỏi", within="Lấy ý kiến phối hợp", doer="division:VH", count="2")
        self.add("Thêm đơn vị được hỏi", within="Lấy ý kiến phối hợp", doer="desk", count="1")
        self.add("Thêm bước", "Lãnh đạo ký số", name="Ký giấy xác nhận", doer="agency", working_hours="4")
        self.add("Thêm bước", "Trình kết quả", name="Trình lãnh đạo", doer=office, working_hours="4")
        self.page.get_by_role("button", name="Đưa lên: Trình lãnh đạo").click()
        self.page.wait_for_load_state()
        self.add("Thêm bước", "Trả kết quả", name="Trả giấy xác nhận", doer="desk")
        look(self.page)

    def tries(self) -> None:
        """Look at the form as a citizen does, and let an invented application run."""
        self.tab("Tổng quan")
        expect(self.page.locator("main")).to_contain_text("Đã đủ, có thể chạy thử rồi công bố")
        self.page.get_by_role("link", name="Xem như người dân").click()
        phone = self.page.frame_locator("iframe").first
        phone.get_by_label("Hộ nghèo", exact=True).check()
        phone.get_by_label("Học sinh tên gì?").fill("Lê Thị Em")
        phone.get_by_role("button", name="Lưu và tiếp tục").click()
        expect(phone.get_by_role("heading", level=1)).to_have_text("Sổ hộ nghèo")
        look(self.page)
        self.tab("Tổng quan")
        self.page.get_by_role("link", name="Chạy thử").click()
        run = self.page.locator("main")
        for words in (
            "Phí xác nhận: 0\u00a0₫ (Miễn: hộ nghèo)",
            "không trả lời thì coi như đồng ý",
            "Có kết quả muộn nhất",
        ):
            expect(run).to_contain_text(words)
        look(self.page)

    def publishes(self) -> None:
        """Publish by a decision."""
        self.tab("Tổng quan")
        self.page.get_by_role("link", name="Công bố").click()
        self.page.locator("[name=number]").fill("1234/QĐ-UBND")
        self.page.get_by_role("button", name="Công bố").click()
        expect(self.page.locator("main")).to_contain_text("Phiên bản 1")


def test_a_clerks_procedure_runs_from_application_to_result(
    page_at: Callable[..., Page], town: Town, scan: str, live_server: Any, troubles: Any
) -> None:
    troubles.expected = {422}
    clerk = Clerk(signed_in(page_at(1440), live_server.url))
    clerk.writes()
    clerk.tries()
    clerk.publishes()
    version = ProcedureVersion.objects.get(procedure__code=CODE)
    assert (version.state, WrittenProcedure.objects.get().version_id) == ("published", version.id)

    citizen = page_at(1440)
    code = _applies(citizen, town, scan)
    dossier = Dossier.objects.get(code=code)
    assert [(fee["case"], fee["amount"]) for fee in dossier.fees] == [("Miễn: hộ nghèo", 0)]
    _elsewhere(lambda: _officers(town, dossier))
    dossier.refresh_from_db()
    assert dossier.status == Status.HANDED_OVER
    assert dossier.term["label"] == "Hộ nghèo"
    assert check_deadlines() == []
    citizen.goto(f"/ho-so/{dossier.pk}/")
    look(citizen)
    expect(citizen.locator("main")).to_contain_text("Giấy xác nhận hoàn cảnh gia đình")
    with citizen.expect_download() as download:
        citizen.get_by_role("link", name="Tải PDF").last.click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")


def _applies(page: Page, town: Town, scan: str) -> str:
    page.goto(f"/thu-tuc/{CODE}/")
    page.get_by_role("link", name="Bắt đầu nộp hồ sơ").first.click()
    people.sign_in(page, town, "citizen", look=lambda page: None)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/ho-so/nhap/**")
    answers = {
        **APPLICANT,
        "hoc_sinh_ten_gi": "Lê Thị Em",
        "gia_dinh_thuoc_ho_nao": "ho_ngheo",
        "so_so_ho_ngheo_la_gi": "HN-0102",
        "way": "electronic",
    }
    return people.apply(page, answers, scan, agency=str(town.world.commune.pk), look=lambda page: None)


def _elsewhere(work: Callable[[], None]) -> None:
    """Do something in a thread of its own: the browser keeps an event loop in this one, and signing wants another."""

    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(run).result()


def _officers(town: Town, dossier: Dossier) -> None:
    """The officers' part: one unit answers, the other is silent until its time is over."""
    actor = town.world.actor
    testing.run_jobs()
    intake.receive(actor("clerk"), dossier.id)
    processing.do(actor("specialist"), dossier.id, note="Hồ sơ đủ điều kiện")
    consultations.answer(
        actor("specialist"), dossier.id, verdict="agree", text="Đúng hoàn cảnh", unit_id=town.world.division.id
    )
    with clock.at(clock.now() + timedelta(days=9)):
        assert consultations.fall_silent() == (1, 0)
        processing.propose(actor("specialist"), dossier.id, granted=True, content={}, note="Kính trình")
        outcome.sign(actor("leader"), dossier.id)
        outcome.hand_over(actor("clerk"), dossier.id)
    testing.run_jobs()


def test_the_builder_fits_a_tablet_and_asks_for_no_script(
    page_at: Callable[..., Page], browser_process: Any, town: Town, live_server: Any
) -> None:
    tablet = Clerk(signed_in(page_at(768, theme="dark"), live_server.url))
    cookies = tablet.page.context.cookies()
    context = browser_process.new_context(
        java_script_enabled=False, base_url=live_server.url, viewport={"width": 768, "height": 1024}
    )
    try:
        context.add_cookies(cookies)
        page = context.new_page()
        page.goto("/quan-tri/thu-tuc/moi/")
        plain = Clerk(page)
        for name, value in {"code": CODE, "name": NAME, "field": "giao-duc"}.items():
            plain._set(name, value)
        page.get_by_role("button", name="Bắt đầu soạn").click()
        plain.tab("Tờ khai")
        plain.add("Thêm trang", title="Một")
        plain.add("Thêm trang", title="Hai")
        page.get_by_role("button", name="Đưa lên: Hai").click()
        page.get_by_role("button", name="Bỏ: Một").click()
        expect(page.locator(".ts-row-item")).to_have_count(1)
    finally:
        context.close()
    written = WrittenProcedure.objects.get()
    assert [one["title"] for one in written.content["pages"]] == ["Hai"]
    for place in (
        "",
        "phan/chung/",
        "phan/to-khai/",
        "phan/thoi-han/",
        "phan/ket-qua/",
        "them/buoc/",
        "them/buoc/?kieu=ask",
    ):
        tablet.page.goto(f"/quan-tri/thu-tuc/soan/{written.pk}/{place}")
        look(tablet.page)
