"""Paying in a real browser, with everything that goes wrong: given up, too little, late, doubled, forged, out of order;
and what the cashier and the accountant do about it."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from browser.people import look, run_jobs
from tinhso.government.payments.doctor import check_ledger
from tinhso.government.payments.models import CashSession, Difference, Invoice, PlatformMoney, PlatformNotice, Refund
from tinhso.government.payments.services import refunds
from tinhso.government.payments.tests.conftest import (  # noqa: F401 - fixtures
    Bank,
    bank,
    bank_process,
    scan,
    submit,
    world,
)
from tinhso.kernel.events.testing import clear_jobs
from tinhso.kits.procedures.tests.world import World

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(300),
]
LOOKS = pytest.mark.parametrize(("width", "theme"), [(360, "light"), (1440, "dark")])
LONG_NAME = "Công Tằng Tôn Nữ Nguyễn Thị Hoàng Phương Thảo Nguyên Quỳnh Như Ý"


@pytest.fixture
def signed_in(
    page_at: Callable[..., Page],
    live_server: Any,
    settings: Any,
    world: World,  # noqa: F811
) -> Callable[..., Page]:
    """Open a page on which one of the world's people is signed in."""
    settings.BASE_URL = live_server.url
    clear_jobs()

    def opened(who: str, width: int, theme: str) -> Page:
        client, account = Client(), world.accounts[who]
        client.force_login(account)
        session = client.session
        session["second_factor"] = str(account.pk)
        session.save()
        page = page_at(width, theme=theme)
        cookie = {"name": "sessionid", "value": str(session.session_key), "url": live_server.url}
        page.context.add_cookies([cookie])  # type: ignore[list-item]
        return page

    return opened


def at_the_bank(page: Page, button: str) -> None:
    """Go on to the bank's page, press a button there, and come back."""
    page.get_by_role("link", name="Đến trang ngân hàng").click()
    expect(page.locator("header")).to_contain_text("NGÂN HÀNG GIẢ LẬP")
    others = page.locator("summary")
    if button not in ("Trả tiền", "Hủy"):
        others.click()
    page.get_by_role("button", name=button, exact=True).click()
    page.wait_for_url("**/thanh-toan/lan/**")


def wait_for(page: Page, heading: str) -> None:
    """Load the page again until its heading says so: the bank's message is on its way."""
    for _turn in range(60):
        if page.get_by_role("heading", level=1).inner_text() == heading:
            return
        page.wait_for_timeout(250)
        page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)


def right() -> None:
    assert [words for words in check_ledger() if not words.startswith("warning")] == []


@LOOKS
def test_a_fee_is_paid_after_everything_has_gone_wrong(
    signed_in: Callable[..., Page],
    shot: Callable[..., object],
    submit: Any,  # noqa: F811
    bank: Bank,  # noqa: F811
    width: int,
    theme: str,
) -> None:
    dossier = submit(applicant={"full_name": LONG_NAME, "personal_number": "038090000011"})
    page = signed_in("citizen", width, theme)
    page.goto(f"/ho-so/{dossier.id}/")
    look(page)
    page.get_by_role("link", name="Nộp tiền").click()
    look(page)
    shot(page, f"payment-owed-{width}-{theme}")
    # Out of order: told plainly, nothing begun that could be paid twice.
    bank.control(down="1")
    page.get_by_role("button", name="Trả trực tuyến").click()
    expect(page.locator("body")).to_contain_text("Chưa có khoản tiền nào bị trừ")
    look(page)
    shot(page, f"payment-down-{width}-{theme}")
    bank.control(down="0", late="1.5")
    # Given up at the bank.
    page.get_by_role("button", name="Trả trực tuyến").click()
    look(page)
    shot(page, f"payment-leave-{width}-{theme}")
    at_the_bank(page, "Hủy")
    wait_for(page, "Lần thanh toán này không thành")
    look(page)
    # Too little.
    page.get_by_role("button", name="Trả lại").click()
    at_the_bank(page, "Trả thiếu 1.000 đồng")
    wait_for(page, "Số tiền về không khớp")
    look(page)
    shot(page, f"payment-wrong-{width}-{theme}")
    # Forged: nothing was paid, somebody says it was.
    page.get_by_role("button", name="Trả lại").click()
    at_the_bank(page, "Không trả, gửi thông báo giả")
    for _turn in range(40):
        if PlatformNotice.objects.filter(effect="forged").exists():
            break
        page.wait_for_timeout(100)
    assert PlatformNotice.objects.filter(effect="forged").count() == 1
    page.get_by_role("button", name="Kiểm tra lại").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Trả tiền ở trang ngân hàng")
    assert Invoice.objects.get().state == "open"
    # Late.
    at_the_bank(page, "Trả, báo muộn")
    expect(page.get_by_role("heading", level=1)).to_have_text("Trả tiền ở trang ngân hàng")
    wait_for(page, "Đã nộp xong")
    look(page)
    shot(page, f"payment-paid-{width}-{theme}")
    assert sorted(PlatformMoney.objects.values_list("amount", "applied")) == [(49_000, 0), (50_000, 50_000)]
    # Doubled, for another dossier.
    other = submit()
    page.goto(f"/thanh-toan/ho-so/{other.id}/")
    page.get_by_role("button", name="Trả trực tuyến").click()
    at_the_bank(page, "Trả, báo hai lần")
    wait_for(page, "Đã nộp xong")
    for _turn in range(40):
        if PlatformNotice.objects.filter(order_ref__startswith=Invoice.objects.get(dossier=other).code).count() >= 2:
            break
        page.wait_for_timeout(100)
    assert PlatformMoney.objects.filter(payment__invoice__dossier=other).count() == 1
    right()
    # The receipt.
    run_jobs()
    page.goto(f"/ho-so/{dossier.id}/")
    expect(page.get_by_role("link", name=re.compile("Tải biên lai"))).to_be_visible()
    look(page)
    shot(page, f"payment-dossier-{width}-{theme}")


@LOOKS
def test_cash_is_taken_counted_and_taken_over(
    signed_in: Callable[..., Page],
    shot: Callable[..., object],
    submit: Any,  # noqa: F811
    world: World,  # noqa: F811
    width: int,
    theme: str,
) -> None:
    dossier = submit(applicant={"full_name": LONG_NAME, "personal_number": "038090000011"})
    run_jobs()
    page = signed_in("cashier", width, theme)
    page.goto("/thu-tien/")
    look(page)
    page.get_by_role("link", name="Mở ca").click()
    page.locator("[name=unit]").select_option(str(world.desk.pk))
    page.locator("[name=float_amount]").fill("200000")
    look(page)
    page.get_by_role("button", name="Mở ca").click()
    page.locator("main [name=tim]").fill(dossier.code)
    # By Enter: on a telephone the notice that the session is open lies over the button for a while.
    page.locator("main [name=tim]").press("Enter")
    page.get_by_role("link", name=re.compile("^Thu tiền HD")).wait_for()
    look(page)
    shot(page, f"cash-found-{width}-{theme}")
    page.get_by_role("link", name=re.compile("^Thu tiền HD")).click()
    page.locator("[name=received]").fill("100000")
    look(page)
    page.get_by_role("button", name="Đã nhận tiền").click()
    expect(page.locator("main")).to_contain_text("Trả lại")
    expect(page.locator("main")).to_contain_text("50.000")
    look(page)
    shot(page, f"cash-taken-{width}-{theme}")
    page.goto("/thu-tien/kiem-quy/")
    page.locator("[name=counted]").fill("250000")
    look(page)
    page.get_by_role("button", name="Kết thúc ca").click()
    assert CashSession.objects.get().state == "closed"
    accountant = signed_in("accountant", width, theme)
    accountant.goto("/ke-toan/")
    look(accountant)
    shot(accountant, f"accounts-{width}-{theme}")
    right()


@LOOKS
def test_the_accountant_corrects_and_gives_back(
    signed_in: Callable[..., Page],
    shot: Callable[..., object],
    submit: Any,  # noqa: F811
    world: World,  # noqa: F811
    bank: Bank,  # noqa: F811
    width: int,
    theme: str,
) -> None:
    from tinhso.government.payments.services import invoices, platform

    [made] = invoices.ensure(submit().id)
    page = signed_in("accountant", width, theme)
    payment = platform.start(world.actor("citizen"), made.id)
    bank.choose(payment.pay_url, "over")
    platform.ask(payment)
    silent = platform.start(world.actor("citizen"), invoices.ensure(submit().id)[0].id)
    bank.choose(silent.pay_url, "silent")
    page.goto("/ke-toan/doi-soat/moi/")
    page.locator("[name=day]").fill(made.created_at.astimezone().strftime("%d/%m/%Y"))
    look(page)
    page.get_by_role("button", name="Đối soát", exact=True).click()
    page.wait_for_url(re.compile(r"/doi-soat/[0-9a-f-]{36}/"))
    look(page)
    shot(page, f"reconciliation-{width}-{theme}")
    wanted = Difference.objects.get(order_ref=silent.order_ref)
    page.get_by_role("button", name=re.compile(f"Sửa theo đề xuất.*{wanted.order_ref}")).click()
    expect(page.locator("body")).to_contain_text("hóa đơn đã nộp")
    page.goto("/ke-toan/doi-soat/")
    look(page)
    page.goto("/ke-toan/hoan-tra/")
    look(page)
    page.get_by_role("link", name=re.compile(f"Đề nghị hoàn trả.*{payment.order_ref}")).click()
    page.locator("[name=reason]").fill("Người nộp trả thừa")
    page.get_by_role("button", name="Gửi đề nghị").click()
    chief = signed_in("chief", width, theme)
    chief.goto("/ke-toan/hoan-tra/")
    look(chief)
    shot(chief, f"refunds-{width}-{theme}")
    chief.get_by_role("button", name=re.compile("^Duyệt")).click()
    chief.goto(f"/ke-toan/hoa-don/{made.id}/")
    look(chief)
    shot(chief, f"invoice-{width}-{theme}")
    assert refunds.send_approved() == 1
    assert Refund.objects.get().state == "done" and Refund.objects.get().amount == 1000
    right()
