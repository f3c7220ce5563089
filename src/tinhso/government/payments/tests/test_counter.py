"""Remissions, cash with its sessions, receipts, refunds by two people."""

import threading
from typing import Any

import pytest
from django.db import connection, transaction

from tinhso.government.payments import queries
from tinhso.government.payments.doctor import check_ledger
from tinhso.government.payments.models import CashSession, Invoice, PlatformMoney, Receipt, Refund
from tinhso.government.payments.services import cash, invoices, platform, receipts, refunds
from tinhso.government.payments.states import Book, ClaimState, InvoiceState, RefundState
from tinhso.government.payments.tests.conftest import FEE, Bank, a_ref, an_attempt, scan, submit  # noqa: F401 - fixtures
from tinhso.government.payments.vendors import Fact
from tinhso.government.payments.words import amount_in_words
from tinhso.kernel.events.testing import run_jobs
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from tinhso.kernel.inbox.models import WorkItem
from tinhso.kits.procedures.models import Dossier
from tinhso.kits.procedures.tests.world import World

pytestmark = pytest.mark.django_db


def right() -> None:
    assert [words for words in check_ledger() if not words.startswith("warning")] == []


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "Không đồng"),
        (8_000, "Tám nghìn đồng"),
        (15_000, "Mười lăm nghìn đồng"),
        (21_000, "Hai mươi mốt nghìn đồng"),
        (105_000, "Một trăm linh năm nghìn đồng"),
        (1_000_005, "Một triệu không trăm linh năm đồng"),
        (2_000_000_000, "Hai tỷ đồng"),
        (1_688_110, "Một triệu sáu trăm tám mươi tám nghìn một trăm mười đồng"),
    ],
)
def test_amounts_are_written_in_words(amount: int, words: str) -> None:
    assert amount_in_words(amount) == words


def test_an_invoice_is_made_once_from_what_is_owed(world: World, submit: Any) -> None:  # noqa: F811
    dossier = submit()
    run_jobs()
    [made] = invoices.ensure(dossier.id)
    assert made.amount == 50_000 and made.moment == "start" and made.lines.get().basis == FEE["basis"]
    assert queries.balances()[Book.RECEIVABLE] == 50_000
    right()


def test_a_remission_is_claimed_with_proof_and_granted(world: World, invoice: Invoice, scan: StoredFile) -> None:  # noqa: F811
    citizen, line = world.actor("citizen"), invoice.lines.get()
    with pytest.raises(Invalid) as refused:
        invoices.claim(citizen, line.id, "ho-ngheo", None)
    assert "Giấy chứng nhận hộ nghèo" in refused.value.fields["proof"]
    invoices.claim(citizen, line.id, "giam-nua", scan)
    assert WorkItem.objects.filter(kind="payments.exemption", subject_id=invoice.id, closed_at=None).exists()
    with pytest.raises(Forbidden):
        invoices.decide(world.actor("accountant"), line.id, granted=True)
    invoices.decide(world.actor("cashier"), line.id, granted=True)
    invoice.refresh_from_db()
    assert invoice.amount == 25_000 and invoice.state == InvoiceState.OPEN
    right()


def test_a_whole_remission_settles_the_fee(world: World, invoice: Invoice, scan: StoredFile) -> None:  # noqa: F811
    line = invoice.lines.get()
    invoices.claim(world.actor("citizen"), line.id, "ho-ngheo", scan)
    invoices.decide(world.actor("cashier"), line.id, granted=True)
    invoice.refresh_from_db()
    assert invoice.state == InvoiceState.EXEMPT and invoice.amount == 0
    assert Dossier.objects.get(id=invoice.dossier_id).fees[0]["settled"]["how"] == "exempt"
    assert receipts.ensure(invoice.id) is None
    right()


def test_a_refused_claim_says_why_and_may_be_made_again(world: World, invoice: Invoice, scan: StoredFile) -> None:  # noqa: F811
    line = invoices.claim(world.actor("citizen"), invoice.lines.get().id, "ho-ngheo", scan)
    with pytest.raises(Invalid):
        invoices.decide(world.actor("cashier"), line.id, granted=False)
    invoices.decide(world.actor("cashier"), line.id, granted=False, reason="Giấy đã hết hạn")
    line.refresh_from_db()
    assert line.claim == ClaimState.REFUSED and line.decision == "Giấy đã hết hạn"
    assert invoices.claim(world.actor("citizen"), line.id, "ho-ngheo", scan).claim == ClaimState.CLAIMED


def test_nothing_is_remitted_while_the_bank_is_at_work(world: World, invoice: Invoice, scan: StoredFile) -> None:  # noqa: F811
    an_attempt(invoice)
    with pytest.raises(Refused) as refused:
        invoices.claim(world.actor("citizen"), invoice.lines.get().id, "ho-ngheo", scan)
    assert refused.value.code == "payment-under-way"


def test_another_citizens_invoice_is_not_there(world: World, invoice: Invoice) -> None:
    with pytest.raises(NotFound):
        invoices.claim(world.actor("other_citizen"), invoice.lines.get().id, "ho-ngheo", None)
    with pytest.raises(NotFound):
        cash.take(_with_session(world), _elsewhere(world, invoice), received=50_000)


def _with_session(world: World) -> Any:
    actor = world.actor("cashier")
    cash.open_session(actor, world.desk, float_amount=100_000)
    return actor


def _elsewhere(world: World, invoice: Invoice) -> Any:
    Invoice.objects.filter(id=invoice.id).update(unit=world.neighbour, desk=world.neighbour)
    return invoice.id


def test_cash_is_taken_counted_and_handed_on(world: World, invoice: Invoice) -> None:
    actor = world.actor("cashier")
    with pytest.raises(Refused) as refused:
        cash.take(actor, invoice.id, received=50_000)
    assert refused.value.code == "no-cash-session"
    cash.open_session(actor, world.desk, float_amount=100_000)
    with pytest.raises(Conflict):
        cash.open_session(actor, world.desk)
    with pytest.raises(Invalid):
        cash.take(actor, invoice.id, received=49_000)
    assert cash.take(actor, invoice.id, received=100_000).amount == 50_000
    with pytest.raises(Conflict):
        cash.take(actor, invoice.id, received=50_000)
    with pytest.raises(Invalid) as gap:
        cash.close_session(actor, counted=149_000)
    assert "1.000" in gap.value.fields["note"]
    session = cash.close_session(actor, counted=149_000, note="Thối nhầm một nghìn")
    assert queries.balances()[Book.CASH] == 49_000 and queries.balances()[Book.OVER_SHORT] == 1_000
    with pytest.raises(Forbidden):
        cash.confirm(actor, session.id)
    cash.confirm(world.actor("accountant"), session.id)
    with pytest.raises(Conflict):
        cash.confirm(world.actor("accountant"), session.id)
    assert queries.balances()[Book.CASH] == 0 and queries.balances()[Book.BANK] == 49_000
    assert CashSession.objects.get().state == "confirmed"
    right()


def test_money_from_the_bank_after_cash_is_held(world: World, invoice: Invoice) -> None:
    payment = an_attempt(invoice)
    cash.take(_with_session(world), invoice.id, received=50_000)
    platform.apply("stand-in", Fact(payment.order_ref, "paid", a_ref(), 50_000, clock.now()), source="notice")
    assert queries.balances()[Book.UNAPPLIED] == -50_000
    right()


def test_one_receipt_is_issued_for_what_was_paid(world: World, invoice: Invoice) -> None:
    cash.take(_with_session(world), invoice.id, received=50_000)
    run_jobs()
    receipt = Receipt.objects.get()
    assert receipt.amount == 50_000 and receipt.paper.number.startswith("01/BL")
    assert receipts.ensure(invoice.id) == receipt


@pytest.fixture
def too_much(world: World, invoice: Invoice) -> PlatformMoney:
    payment = an_attempt(invoice)
    platform.apply("stand-in", Fact(payment.order_ref, "paid", a_ref(), 60_000, clock.now()), source="notice")
    return PlatformMoney.objects.get()


def test_a_refund_takes_two_people_and_no_more_than_there_is(world: World, too_much: PlatformMoney) -> None:
    asking, chief = world.actor("accountant"), world.actor("chief")
    with pytest.raises(Invalid):
        refunds.request(asking, too_much.id, amount=10_001, reason="thừa", from_applied=False)
    assert [row.free for row in queries.unapplied(asking)] == [10_000]
    asked = refunds.request(asking, too_much.id, amount=10_000, reason="Trả thừa", from_applied=False)
    assert not queries.unapplied(asking).exists()
    with pytest.raises(Invalid):
        refunds.request(chief, too_much.id, amount=1, reason="nữa", from_applied=False)
    with pytest.raises(Forbidden):
        refunds.decide(asking, asked.id, granted=True)
    refunds.decide(chief, asked.id, granted=True)
    with pytest.raises(Conflict):
        refunds.decide(chief, asked.id, granted=True)
    assert queries.balances()[Book.REFUND_DUE] == -10_000
    right()


@pytest.mark.django_db(transaction=True)
def test_the_bank_tells_of_a_refund_while_it_is_booked(world: World, too_much: PlatformMoney) -> None:
    asked = refunds.request(world.actor("accountant"), too_much.id, amount=10_000, reason="Thừa", from_applied=False)
    refunds.decide(world.actor("chief"), asked.id, granted=True)
    fact = Fact(too_much.order_ref, "refunded", "HT1", 10_000, clock.now(), str(asked.id))
    wrong: list[BaseException] = []

    def one(number: int) -> None:
        try:
            if number % 2:
                platform.apply("stand-in", fact, source="notice")
            else:
                with transaction.atomic():
                    refunds.finish(asked.id, platform_ref="HT1")
        except BaseException as error:
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(number,)) for number in range(8)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert wrong == [] and queries.balances()[Book.REFUND_DUE] == 0
    assert queries.balances()[Book.PLATFORM] == 50_000
    right()


def test_a_refund_waits_for_a_platform_out_of_order(world: World, too_much: PlatformMoney, broken: None) -> None:
    PlatformMoney.objects.update(vendor="broken")
    asked = refunds.request(world.actor("accountant"), too_much.id, amount=1_000, reason="Thừa", from_applied=False)
    refunds.decide(world.actor("chief"), asked.id, granted=True)
    assert refunds.send_approved() == 0
    asked.refresh_from_db()
    assert asked.state == RefundState.APPROVED and asked.tries == 1 and asked.trouble


def test_a_refund_is_sent_once_over_http_and_a_refused_one_is_taken_back(
    world: World, invoice: Invoice, bank: Bank
) -> None:
    payment = platform.start(world.actor("citizen"), invoice.id)
    bank.choose(payment.pay_url, "over")
    platform.ask(payment)
    money = PlatformMoney.objects.get()
    asked = refunds.request(world.actor("accountant"), money.id, amount=1_000, reason="Thừa", from_applied=False)
    refunds.decide(world.actor("chief"), asked.id, granted=True)
    assert refunds.send(Refund.objects.get()) and refunds.send_approved() == 0
    # Asked again under its key, the bank gives nothing back a second time.
    Refund.objects.update(state=RefundState.APPROVED)
    fact = platform.vendor_now().refund(
        payment.order_ref, platform_ref=money.platform_ref, key=str(asked.id), amount=1_000, reason="x"
    )
    assert fact.platform_ref == Refund.objects.get().platform_ref
    Refund.objects.update(state=RefundState.DONE)
    right()
    strange = PlatformMoney.objects.get()
    PlatformMoney.objects.update(platform_ref="NHKHONGCO")
    back = refunds.request(world.actor("accountant"), strange.id, amount=5_000, reason="Sai", from_applied=True)
    refunds.decide(world.actor("chief"), back.id, granted=True)
    assert refunds.send_approved() == 0
    back.refresh_from_db()
    assert back.state == RefundState.FAILED and queries.balances()[Book.REFUND_DUE] == 0
    right()
