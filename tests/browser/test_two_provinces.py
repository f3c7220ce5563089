"""Two provinces and the national axis, each a process of its own: a document goes there and back, seen from both sides.

Thanh Hoá and Hải Phòng (with the wards of the former Hải Dương) are loaded from their packs. Nothing is shared but the
axis between them and the trust service that certifies both.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

import database_template
from browser import people, support
from exchange import databases
from exchange.sites import Site, until
from tinhso.kernel.identity import second_factor
from tinhso.kits.procedures.tests.trust import trust_service

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

KEY = "khoa-truc-van-ban-0123456789"
VARIABLE = "TINHSO_VENDOR_DOCUMENT_AXIS_STAND_IN_KEY"
SUBJECT = "phối hợp rà soát quy hoạch chung xây dựng khu vực giáp ranh và hạ tầng kết nối tuyến đường bộ ven biển"
ANSWER = "Phường đã rà soát, không có vướng mắc"
SENDERS = ["quantri", "chuyenvien1.sxd", "lanhdao.sxd", "vanthu.sxd"]
RECEIVERS = ["vanthu.thanhpho", "chutich.thanhpho", "vanthu.haiduong"]
DRAFT = {
    "kind_code": "cong-van",
    "drafting_symbol": "QLXD",
    "addressee": "Ủy ban nhân dân thành phố Hải Phòng",
    "text": "Sở Xây dựng tỉnh Thanh Hóa đề nghị quý cơ quan phối hợp rà soát.\nXin gửi ý kiến trong tháng này.",
    "signer_authority": "KT. GIÁM ĐỐC",
    "signer_title": "PHÓ GIÁM ĐỐC",
    "signer_name": "Lê Đức Nghĩa",
    "recipients": "Ủy ban nhân dân thành phố Hải Phòng",
    "archive_mark": "VT, QLXD",
}


@pytest.fixture(scope="module")
def trust(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with trust_service(tmp_path_factory.mktemp("trust")) as url:
        yield url


@pytest.fixture(scope="module")
def axis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The stand-in of the national axis: its address, and the file of what it knows."""
    folder = tmp_path_factory.mktemp("axis")
    command = [sys.executable, "-m", "tinhso.simulators.axis", "--port", "0", "--folder", str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, VARIABLE: KEY})
    assert process.stdout is not None
    found = re.search(r"http://[^/]+", process.stdout.readline())
    assert found is not None
    yield found.group(), folder / "axis.json"
    process.terminate()
    process.wait()


@pytest.fixture
def provinces(
    django_db_setup: None, django_db_blocker: Any, tmp_path: Path, trust: str, axis: tuple[str, Path]
) -> Iterator[tuple[Site, Site]]:
    """Two installations that run, each with its own province and certificates, both at the axis."""
    address, known = axis
    with django_db_blocker.unblock(), ExitStack() as ends:
        template = database_template.ready()
        sites = []
        for name in ("thanh_hoa", "hai_duong"):
            database = f"{template[:40]}_{name}"
            site = Site(
                name, tmp_path / name, databases.make(database, template), modules="", TINHSO_PACK=name,
                TINHSO_DEMONSTRATION="1", TINHSO_TRUST_URL=trust, TINHSO_EXCHANGE_FETCH_SECONDS="1", **{VARIABLE: KEY},
            )  # fmt: skip
            ends.callback(databases.drop, database)
            ends.callback(site.end)
            sites.append(site)
        here, there = sites
        settled: list[tuple[Site, dict[str, Any]]] = [
            (here, {"people": SENDERS, "sign": ["lanhdao.sxd"], "seals": ["H56.08"]}),
            (there, {"people": RECEIVERS, "sign": [], "seals": []}),
        ]

        def run(site: Site, wanted: dict[str, Any]) -> None:
            site.ask("settle", pack=site.name, **wanted)
            site.ask("join_axis", address=address)
            site.start_web()

        with ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda pair: run(*pair), settled))
        # A worker introduces its installation to the axis by itself.
        there.start_worker(concurrency=2)
        until(lambda: known.exists() and '"H24.102"' in known.read_text(), 60)
        here.start_worker(concurrency=2)
        yield here, there


@dataclass
class Desk:
    """Where one official works: a window of a width, signed in at an installation."""

    site: Site
    browser: Browser
    troubles: support.Troubles
    ends: ExitStack
    shot: Callable[..., object]
    open: dict[str, Page] = field(default_factory=dict)

    def of(self, username: str, width: int = 1440) -> Page:
        """Return the official's window; he signs in at the first time."""
        if username not in self.open:
            page = self.ends.enter_context(support.open_page(self.browser, width, self.troubles, base=self.site.base))
            self._sign_in(page, username)
            self.open[username] = page
        return self.open[username]

    def _sign_in(self, page: Page, username: str) -> None:
        known = json.loads((self.site.folder / "demo" / "authenticator.json").read_text(encoding="utf-8"))
        page.goto("/dang-nhap/")
        page.locator("[name=username]").fill(username)
        page.locator("[name=password]").fill("ThanhHoa@2026" if self.site.name == "thanh_hoa" else "HaiDuong@2026")
        page.get_by_role("button", name="Đăng nhập", exact=True).click()
        page.wait_for_url("**/dang-nhap/xac-thuc/**")
        secret = known[username]["secret"]
        page.locator("[name=code]").fill(second_factor.code_at(secret, second_factor.current_counter()))
        page.get_by_role("button", name="Xác nhận").click()
        page.wait_for_url(lambda url: "/dang-nhap/" not in url)

    def look(self, page: Page, name: str) -> None:
        """Judge a page, and keep a picture when pictures are asked for."""
        people.look(page)
        self.shot(page, f"two-provinces-{name}")

    def item(self, page: Page, kind: str, title: str) -> None:
        """Open a line of the one list of work, which comes when the exchange has brought it."""
        page.goto("/viec/")
        line = page.get_by_role("row").filter(has_text=kind).filter(has_text=title).get_by_role("link").first
        _wait_for(page, line.is_visible, f"{kind}: {title}")
        line.click()
        page.wait_for_load_state()


def _wait_for(page: Page, there: Callable[[], bool], what: str) -> None:
    """Load the page anew until it shows what has to come from the other side."""
    for _turn in range(60):
        if there():
            return
        page.wait_for_timeout(500)
        page.reload()
    raise AssertionError(f"{page.url}: waited in vain for {what}\n{page.locator('main').inner_text()}")


@pytest.fixture
def desks(
    provinces: tuple[Site, Site], browser_process: Browser, troubles: support.Troubles, shot: Any
) -> Iterator[tuple[Desk, Desk]]:
    with ExitStack() as ends:
        here, there = (Desk(site, browser_process, troubles, ends, shot) for site in provinces)
        yield here, there


def _fill(page: Page, values: dict[str, str]) -> None:
    for name, value in values.items():
        control = page.locator(f"main [name={name}]")
        if control.evaluate("(node) => node.tagName") == "SELECT":
            control.select_option(value, force=True)
        else:
            control.fill(value)


def _issue(here: Desk, subject: str) -> Page:
    """Let the leader sign what the specialist's window shows, and the clerk issue it; return the clerk's window."""
    page = here.of("chuyenvien1.sxd")
    people.answer(
        page,
        {
            "signer": page.locator("main [name=signer] option")
            .filter(has_text="Lê Đức Nghĩa")
            .first.get_attribute("value")
        },
    )
    page.get_by_role("button", name="Trình ký").click()
    expect(page.locator("body")).to_contain_text("Đã trình ký.")
    leader = here.of("lanhdao.sxd")
    here.item(leader, "Văn bản trình ký", subject)
    here.look(leader, "sign")
    leader.get_by_role("button", name="Ký số").click()
    expect(leader.locator("body")).to_contain_text("Đã ký.")
    clerk = here.of("vanthu.sxd")
    here.item(clerk, "chờ cấp số và phát hành", subject)
    here.look(clerk, "issue")
    clerk.get_by_role("button", name="Cấp số, ký số cơ quan và gửi").click()
    expect(clerk.locator("body")).to_contain_text("Đã cấp số và phát hành.")
    return clerk


def _register(there: Desk, subject: str) -> Page:
    clerk = there.of("vanthu.thanhpho")
    there.item(clerk, "Văn bản đến chờ vào sổ", subject)
    expect(clerk.locator("main")).to_contain_text("Lê Đức Nghĩa")
    there.look(clerk, "register")
    clerk.get_by_role("button", name="Vào sổ", exact=True).click()
    expect(clerk.locator("body")).to_contain_text("Đã vào sổ, số đến")
    return clerk


def _states(page: Page, *words: str) -> None:
    """The sender's page shows the states of the other side, in their order."""
    cell = page.locator("#noi-nhan tbody tr").first
    _wait_for(page, lambda: words[-1] in cell.inner_text(), words[-1])
    said = cell.inner_text()
    assert [word for word in sorted(words, key=said.find) if word in said] == list(words), said


def test_a_document_goes_from_a_department_to_a_ward_of_another_province_and_every_state_comes_back(
    desks: tuple[Desk, Desk],
) -> None:
    here, there = desks
    admin = here.of("quantri")
    admin.goto("/gui-nhan-van-ban/he-thong/")
    expect(admin.locator("main")).to_contain_text("Trục văn bản giả lập")
    admin.get_by_role("button", name="Đồng bộ").click()
    expect(admin.locator("body")).to_contain_text("Đã đồng bộ")
    here.look(admin, "systems")

    drafter = here.of("chuyenvien1.sxd")
    drafter.goto("/van-ban/di/noi-nhan/?tim=thành phố hải phòng")
    expect(drafter.get_by_role("row").filter(has_text="H24").first).to_contain_text(
        "Ủy ban nhân dân thành phố Hải Phòng"
    )
    here.look(drafter, "addressees")
    drafter.goto("/van-ban/di/soan/")
    _fill(drafter, DRAFT | {"subject": SUBJECT})
    here.look(drafter, "draft")
    drafter.get_by_role("button", name="Lưu phiên bản").click()
    expect(drafter.locator("h1")).to_contain_text(SUBJECT[1:])
    # The identifier was found by the name, which only one unit bears.
    expect(drafter.locator("main")).to_contain_text("H24")
    here.look(drafter, "drafted")
    sender = _issue(here, SUBJECT)
    first = sender.url

    receiver = _register(there, SUBJECT)
    arrived = receiver.url
    expect(receiver.locator("main")).to_contain_text("Sở Xây dựng – Ủy ban nhân dân tỉnh Thanh Hóa")
    expect(receiver.locator("main")).to_contain_text("chữ ký hợp lệ")
    there.look(receiver, "registered")

    chair = there.of("chutich.thanhpho")
    there.item(chair, "chờ ý kiến chỉ đạo", SUBJECT)
    chair.locator("main [name=text]").fill("Giao phường rà soát, báo cáo")
    ward = chair.locator("main [name=lead] option").filter(has_text="Ủy ban nhân dân phường Hải Dương").first
    _fill(chair, {"lead": str(ward.get_attribute("value"))})
    there.look(chair, "instruct")
    chair.get_by_role("button", name="Giao việc").click()
    expect(chair.locator("body")).to_contain_text("Ủy ban nhân dân phường Hải Dương")

    phone = there.of("vanthu.haiduong", 360)
    phone.goto("/viec/")
    there.look(phone, "ward-inbox")
    there.item(phone, "Xử lý văn bản đến", SUBJECT)
    there.look(phone, "ward-document")
    phone.get_by_role("button", name="Nhận xử lý").click()
    expect(phone.locator("main")).to_contain_text("Phần việc của tôi")
    phone.locator("summary").filter(has_text="Báo xong").click()
    phone.locator("main [name=result]").fill(ANSWER)
    phone.get_by_role("button", name="Báo xong phần việc").click()
    expect(phone.locator("main")).to_contain_text(ANSWER)
    there.look(phone, "ward-done")

    sender.goto(first)
    _states(sender, "Đã đến", "Đã tiếp nhận", "Phân công", "Đang xử lý", "Hoàn thành")
    here.look(sender, "states")

    # It has to be replaced: the old copy goes there, the new one names it.
    drafter.goto(first)
    drafter.get_by_role("link", name="Soạn văn bản thay thế").click()
    newer = f"{SUBJECT} (thay thế)"
    _fill(drafter, {"subject": newer, "replace_reason": "Ghi nhầm tên tuyến đường"})
    here.look(drafter, "replace")
    drafter.get_by_role("button", name="Lưu phiên bản").click()
    expect(drafter.locator("h1")).to_contain_text(newer[1:])
    sender = _issue(here, newer)
    second = sender.url
    receiver = _register(there, newer)
    replacement = receiver.url
    receiver.get_by_role("link", name=re.compile("SXD-QLXD")).first.click()
    assert receiver.url == arrived
    expect(receiver.locator("main")).to_contain_text("Ghi nhầm tên tuyến đường")
    there.look(receiver, "replaced-there")
    sender.goto(first)
    expect(sender.locator("main")).to_contain_text("Văn bản đã được thay thế")
    here.look(sender, "replaced-here")

    # And then it is called back altogether.
    sender.goto(second)
    sender.locator("summary").filter(has_text="Thu hồi văn bản").click()
    sender.locator("main [name=reason]").fill("Hai bên đã thống nhất tại cuộc họp")
    sender.get_by_role("button", name="Thu hồi", exact=True).click()
    expect(sender.locator("body")).to_contain_text("Đã thu hồi")
    there.item(receiver, "Nơi gửi đề nghị lấy lại văn bản", newer)
    assert receiver.url == replacement
    there.look(receiver, "recall-asked")
    receiver.get_by_role("button", name="Đồng ý trả, hủy bản ở đây").click()
    expect(receiver.locator("main")).to_contain_text("Tệp đã hủy")
    _states(sender, "Đã đến", "Đã tiếp nhận", "Đồng ý")
    here.look(sender, "recalled")
