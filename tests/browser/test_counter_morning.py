"""A morning at the counter by keyboard alone: number, call, card, intake, fee, receipt; every key is counted."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from browser import people
from browser.people import look, run_jobs
from browser.town import Town, make_town
from faults.processes import free_port, start, wait_open
from tinhso.government.queue.models import CounterRating, Ticket, TicketDossier
from tinhso.government.queue.states import TicketState
from tinhso.government.queue.tests.hall import Office, make_hall
from tinhso.kernel.events.testing import clear_jobs
from tinhso.kernel.files import services as files
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.permissions import PERMISSIONS
from tinhso.kernel.identity import services as identity
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.worktime import services as worktime
from tinhso.kernel.worktime.models import DayKind, Scope
from tinhso.kernel.worktime.queries import current_calendar
from tinhso.kits.procedures.models import Dossier
from tinhso.kits.procedures.services import intake, publishing
from tinhso.kits.procedures.services.intake import Application, GivenPart
from tinhso.kits.procedures.states import Channel, Status
from tinhso.kits.procedures.tests.conftest import a_pdf
from tinhso.kits.procedures.tests.world import SINCE, definition

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(300),
]

CARD = "038190001234||Nguyễn Thị Hoàng Phương Thảo Nguyên|05021990|Nữ|Thôn 3, Xã Thử Nghiệm, Thanh Hóa|21112021"
MOST_KEYS = 60
TWO_PARTS = [{"code": "to-khai", "name": "Tờ khai"}, {"code": "giay-to-nha", "name": "Giấy tờ về nhà ở hợp pháp"}]


class Keys:
    """The officer's keyboard. Every key pressed counts, those held down (Alt, Shift) too.

    What a device types is counted apart: a scanner sends the card's text and Enter as if typed, in a tenth of a
    second, without the officer touching a key.
    """

    def __init__(self, page: Page) -> None:
        self.page, self.pressed, self.scanned = page, 0, 0
        self.story: list[str] = []

    def press(self, combination: str, what: str) -> None:
        """Press a key, or several at once."""
        self.pressed += combination.count("+") + 1
        self.story.append(f"{combination} ({what})")
        self.page.keyboard.press(combination)

    def type(self, text: str, what: str) -> None:
        """Type a text."""
        self.pressed += len(text)
        self.story.append(f"{text!r} ({what})")
        self.page.keyboard.type(text)

    def scan(self, text: str) -> None:
        """Let the scanner type."""
        self.scanned += len(text) + 1
        self.page.keyboard.insert_text(text)
        self.page.keyboard.press("Enter")


@pytest.fixture(scope="module")
def trust(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The stand-in of the trust services, as a process of its own; its address."""
    port = free_port()
    folder = tmp_path_factory.mktemp("trust")
    running = start("-m", "tinhso.simulators.trust", "--port", str(port), "--folder", str(folder))
    wait_open(port)
    yield f"http://127.0.0.1:{port}"
    running.kill()


@pytest.fixture
def town(live_server: Any, settings: Any, tmp_path: Path, trust: str) -> Iterator[Town]:
    clear_jobs()
    yield make_town(settings, tmp_path, trust, live_server.url)
    clear_jobs()


@pytest.fixture
def office(town: Town) -> Office:
    """The desk's hall, open at whatever hour the test runs; the clerk's number of a procedure with two parts."""
    today = clock.today()
    worktime.load_defaults()
    worktime.set_hours(
        valid_from=today.replace(day=1),
        weekdays=list(range(7)),
        intervals=[("00:00", "23:59")],
        source="Thử",
    )
    world = town.world
    publishing.load_definition(definition(parts=TWO_PARTS), valid_from=today, decision="QĐ thử 2", actor=SYSTEM)
    if not current_calendar().is_working_day(today):
        worktime.set_day(today, DayKind.WORK, "Ngày thử", scope=Scope.PROVINCE, reason="Thử")
    if "payments.cash" in PERMISSIONS:
        cashier = identity.load_roles([{"code": "thu-tien", "name": "Thu tiền", "permissions": ["payments.cash"]}])[0]
        identity.assign_role(SYSTEM, world.accounts["clerk"], cashier, world.desk, valid_from=SINCE)
    return make_hall(world)


@pytest.fixture
def returning(office: Office) -> Dossier:
    """An application that the same person handed in before, with the paper about the house."""
    world = office.world
    clerk = world.actor("clerk")
    procedure = world.version.procedure
    version = procedure.versions.order_by("-number").first()
    applicant = {
        "full_name": "Nguyễn Thị Hoàng Phương Thảo Nguyên",
        "personal_number": "038190001234",
        "phone": "0912345678",
    }
    parts = [
        GivenPart(part["code"], file=files.store(a_pdf(), f"{part['code']}.pdf", actor=clerk), form="certified",
                  certified=True)
        for part in TWO_PARTS
    ]  # fmt: skip
    sent = intake.submit(
        clerk,
        Application(
            version=version,
            agency=world.commune,
            person=None,
            applicant=applicant,
            answers={"purpose": "Vay vốn ngân hàng"},
            parts=parts,
            channel=Channel.COUNTER,
            desk=world.desk,
        ),
    )
    return intake.receive(clerk, sent.id)


@pytest.mark.parametrize("width", [360, 1440])
def test_a_returning_citizen_is_served_from_the_number_to_the_receipt_by_keyboard_alone(
    page_at: Callable[..., Page], town: Town, office: Office, returning: Dossier, tmp_path: Path, width: int
) -> None:
    citizen = page_at(360)
    takes_a_number(citizen, office)
    board = page_at(width)
    board.goto(f"/bang-so/{office.hall.slug}/")
    look(board)

    page = page_at(width)
    page.goto("/dang-nhap/")
    people.sign_in(page, town, "clerk", look=lambda page: None)
    page.goto("/mot-cua/")
    page.get_by_role("button", name="Quầy 1").click()
    page.get_by_role("button", name=re.compile("Gọi số tiếp theo")).wait_for()
    look(page)

    # From here on the officer touches nothing but the keyboard.
    keys = Keys(page)
    keys.press("g", "gọi số tiếp theo")
    expect(page.locator(".ts-caller-label")).to_have_text("A001")
    look(page)
    expect(board.locator("[data-label=A001]")).to_be_visible()
    expect(page.locator("#quet-the")).to_be_focused()
    keys.scan(CARD)
    page.wait_for_url("**/mot-cua/nguoi/")
    expect(page.get_by_text(returning.code).first).to_be_visible()
    look(page)
    keys.press("Alt+1", "làm lại như hồ sơ trước")
    page.wait_for_url("**/mot-cua/tiep-nhan/**")
    expect(page.locator("[name=nguoi-full_name]")).to_have_value("Nguyễn Thị Hoàng Phương Thảo Nguyên")
    expect(page.locator("[name=purpose]")).to_have_value("Vay vốn ngân hàng")
    look(page)
    goes_to(keys, page, "#nhan-to-khai")
    keys.press("Tab", "qua ô đã nhận tờ khai")
    scans_a_paper(keys, page, "to-khai", tmp_path)
    goes_to(keys, page, "[name=dung-lai-giay-to-nha]")
    keys.press("Space", "dùng lại giấy tờ đã nộp")
    keys.press("Alt+d", "đã nhận đủ, đã đối chiếu")
    expect(page.locator("#doi-chieu-to-khai")).to_be_checked()
    expect(page.locator("[name=dung-lai-giay-to-nha]").first).to_be_checked()
    look(page)
    keys.press("Alt+n", "tiếp nhận")
    page.wait_for_url("**/mot-cua/da-nhan/**")
    look(page)
    takes_the_fee(keys, page)
    opens_the_receipt(keys, page)

    dossier = Dossier.objects.exclude(id=returning.id).get()
    assert (dossier.status, dossier.channel) == (Status.RECEIVED, Channel.COUNTER)
    assert dossier.person_id == returning.person_id
    parts = {part.code: part for part in dossier.parts.all()}
    assert parts["giay-to-nha"].file_id == returning.parts.get(code="giay-to-nha").file_id
    assert parts["to-khai"].certified
    assert parts["to-khai"].file_id not in (None, returning.parts.get(code="to-khai").file_id)
    assert TicketDossier.objects.get(dossier=dossier).ticket.label == "A001"
    print(f"\n{width} px: {keys.pressed} keys of the officer, {keys.scanned} typed by the scanner")
    print("  " + " · ".join(keys.story))
    assert keys.pressed <= MOST_KEYS

    keys.press("g", "gọi người sau")
    expect(page.get_by_text("Không có ai chờ").first).to_be_visible()
    assert Ticket.objects.get().state == TicketState.DONE
    rates_the_counter(citizen)


def takes_a_number(page: Page, office: Office) -> None:
    """The citizen takes a number at the kiosk and follows it on the telephone."""
    page.goto(f"/may-lay-so/{office.hall.kiosk_key}/")
    look(page)
    page.get_by_role("link", name=re.compile("Hộ tịch, chứng thực")).click()
    look(page)
    page.get_by_role("button", name="Không, lấy số").click()
    expect(page.locator(".ts-slip-label")).to_have_text("A001")
    look(page)
    page.goto(f"/so/{Ticket.objects.get().token}/")
    look(page)


def goes_to(keys: Keys, page: Page, wanted: str) -> None:
    """Press Tab until the control has the focus."""
    for _step in range(40):
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", wanted):
            return
        keys.press("Tab", "sang ô sau")
    raise AssertionError(f"{wanted} is not reached by Tab")


def scans_a_paper(keys: Keys, page: Page, part: str, folder: Path) -> None:
    """Open the part's scans; the scanning program hands over the file, as a device does."""
    path = folder / f"{part}.pdf"
    path.write_bytes(a_pdf())
    chosen = page.locator(f"input[type=file][name='tep-{part}']")
    goes_to(keys, page, f"fieldset:has(#nhan-{part}) summary")
    keys.press("Enter", "mở phần bản quét")
    chosen.set_input_files(str(path))
    page.locator(f"input[type=hidden][name='tep-{part}-tai-len']").wait_for(state="attached")


def takes_the_fee(keys: Keys, page: Page) -> None:
    """Take what is owed in cash, when this installation takes money; else it is shown."""
    expect(page.get_by_text("8.000").first).to_be_visible()
    if page.get_by_role("button", name=re.compile("Đã thu tiền mặt")).count():
        keys.press("t", "đã thu tiền mặt")
        expect(page.get_by_text("Đã nộp đủ.")).to_be_visible()
        look(page)


def opens_the_receipt(keys: Keys, page: Page) -> None:
    """Open the receipt to be printed."""
    run_jobs()
    page.locator("[data-key=i]").first.wait_for()
    with (
        page.context.expect_page() as opened,
        page.context.expect_event("response", lambda answer: "/tep/" in answer.url) as answered,
    ):
        keys.press("i", "in giấy tiếp nhận và hẹn trả")
    assert answered.value.ok
    assert answered.value.headers["content-type"] == "application/pdf"
    opened.value.close()


def rates_the_counter(citizen: Page) -> None:
    """The citizen rates the counter on the telephone."""
    citizen.reload()
    look(citizen)
    citizen.get_by_label("Rất hài lòng", exact=True).check()
    citizen.get_by_role("button", name="Gửi đánh giá").click()
    expect(citizen.get_by_text("Xin cảm ơn").first).to_be_visible()
    look(citizen)
    assert CounterRating.objects.get().score == 5
