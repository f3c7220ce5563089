"""Facts of the platform come in any order, late, doubled or forged: the money is right all the same."""

import hashlib
import hmac
import json
import threading
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tinhso.government.payments import queries
from tinhso.government.payments.doctor import check_ledger
from tinhso.government.payments.models import Invoice, LedgerEntry, Payment, PlatformMoney, PlatformNotice
from tinhso.government.payments.services import invoices, platform
from tinhso.government.payments.states import Book, InvoiceState, PaymentState
from tinhso.government.payments.tests.conftest import KEY, Bank, a_ref, an_attempt
from tinhso.government.payments.vendors import Fact
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Conflict
from tinhso.kernel.foundation.vendors import VendorFailed
from tinhso.kernel.inbox.models import WorkItem
from tinhso.kits.procedures.models import Dossier
from tinhso.kits.procedures.tests.world import World

pytestmark = pytest.mark.django_db


def right() -> None:
    """The ledger follows from the records, whatever happened."""
    assert [words for words in check_ledger() if not words.startswith("warning")] == []


def tell(payment: Payment, kind: str, *, amount: int | None = None, ref: str = "", event: str = "") -> Any:
    fact = Fact(payment.order_ref, kind, ref, payment.amount if amount is None else amount, clock.now(), "", event)  # type: ignore[arg-type]
    return platform.apply("stand-in", fact, source="notice")


def test_money_pays_the_invoice_once_however_often_it_is_told(world: World, invoice: Invoice) -> None:
    payment, ref = an_attempt(invoice), a_ref()
    assert tell(payment, "paid", ref=ref, event="e1") == "applied"
    assert tell(payment, "paid", ref=ref, event="e1") == "doubled"
    assert tell(payment, "paid", ref=ref, event="e2") == "nothing"
    invoice.refresh_from_db()
    assert invoice.state == InvoiceState.PAID and invoice.how == "online"
    assert Dossier.objects.get(id=invoice.dossier_id).fees[0]["settled"]["reference"] == ref
    balances = queries.balances()
    assert balances[Book.PLATFORM] == 50_000 and balances[Book.RECEIVABLE] == 0 and balances[Book.REVENUE] == -50_000
    right()


@pytest.mark.parametrize("order", list(permutations(["paid", "cancelled", "failed", "expired"], 3)))
def test_the_order_of_facts_does_not_matter_to_money(world: World, invoice: Invoice, order: tuple[str, ...]) -> None:
    payment, ref = an_attempt(invoice), a_ref()
    for kind in order:
        tell(payment, kind, ref=ref if kind == "paid" else "")
    invoice.refresh_from_db()
    paid = "paid" in order
    assert invoice.state == (InvoiceState.PAID if paid else InvoiceState.OPEN)
    assert PlatformMoney.objects.count() == int(paid)
    right()


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["paid", "cancelled", "failed", "expired"]),
            st.sampled_from([49_000, 50_000, 51_000]),
            st.integers(0, 2),
            st.integers(0, 3),
        ),
        max_size=7,
    )
)
def test_any_facts_leave_the_money_right(world: World, submit: Any, facts: list[tuple[str, int, int, int]]) -> None:
    [made] = invoices.ensure(submit().id)
    payment, name = an_attempt(made), a_ref()
    came: dict[str, int] = {}
    for kind, amount, ref, event in facts:
        platform_ref = f"{name}-{ref}" if kind == "paid" else ""
        effect = tell(payment, kind, amount=amount, ref=platform_ref, event=f"{name}-{kind}-{ref}-{event}")
        if kind == "paid" and effect == "applied":
            came[platform_ref] = amount
    money = PlatformMoney.objects.filter(payment=payment)
    assert {row.platform_ref: row.amount for row in money} == came
    made.refresh_from_db()
    assert (made.state == InvoiceState.PAID) == any(amount >= 50_000 for amount in came.values())
    assert sum(row.applied for row in money) == (50_000 if made.state == InvoiceState.PAID else 0)
    right()


def test_too_little_is_held_and_the_invoice_stays_open(world: World, invoice: Invoice) -> None:
    payment = an_attempt(invoice)
    tell(payment, "paid", amount=49_000, ref=a_ref())
    payment.refresh_from_db()
    invoice.refresh_from_db()
    assert payment.state == PaymentState.WRONG and invoice.state == InvoiceState.OPEN
    assert queries.balances()[Book.UNAPPLIED] == -49_000
    assert WorkItem.objects.filter(kind="payments.unapplied", subject_id=invoice.id, closed_at=None).exists()
    again = an_attempt(invoice)
    tell(again, "paid", ref=a_ref())
    invoice.refresh_from_db()
    assert invoice.state == InvoiceState.PAID
    right()


def test_too_much_pays_and_the_rest_is_held(world: World, invoice: Invoice) -> None:
    tell(an_attempt(invoice), "paid", amount=51_000, ref=a_ref())
    invoice.refresh_from_db()
    assert invoice.state == InvoiceState.PAID and queries.balances()[Book.UNAPPLIED] == -1_000
    right()


def test_money_for_what_is_paid_already_is_held(world: World, invoice: Invoice) -> None:
    first = an_attempt(invoice, state=PaymentState.EXPIRED)
    second = an_attempt(invoice)
    tell(second, "paid", ref=a_ref())
    tell(first, "paid", ref=a_ref())
    assert queries.balances()[Book.UNAPPLIED] == -50_000 and queries.balances()[Book.RECEIVABLE] == 0
    right()


def test_money_for_an_ended_dossier_is_held(world: World, invoice: Invoice) -> None:
    payment = an_attempt(invoice)
    assert invoices.cancel_open(invoice.dossier_id, "rút") == 1
    assert invoices.cancel_open(invoice.dossier_id, "rút") == 0
    tell(payment, "paid", ref=a_ref())
    invoice.refresh_from_db()
    assert invoice.state == InvoiceState.CANCELLED and queries.balances()[Book.UNAPPLIED] == -50_000
    right()


def test_an_order_that_is_not_ours_is_kept_and_changes_nothing(world: World) -> None:
    assert platform.apply("stand-in", Fact("LA-1", "paid", a_ref(), 1, clock.now()), source="notice") == "unknown"
    assert PlatformNotice.objects.get().effect == "unknown" and not PlatformMoney.objects.exists()


@pytest.mark.parametrize("headers", [{}, {"X-Signature": ""}, {"X-Signature": "0" * 64}, {"X-Signature": "chữ ký"}])
def test_a_forged_message_is_refused_and_kept(
    client: Any, world: World, invoice: Invoice, bank: Bank, headers: dict[str, str]
) -> None:
    payment = an_attempt(invoice)
    body = {"order": payment.order_ref, "status": "success", "amount": 50_000, "movement": "NH1", "type": "payment"}
    if headers.get("X-Signature", "").isascii():
        answer = client.post("/api/v1/payments/notices/stand-in", json.dumps(body), "application/json", headers=headers)
    else:
        headers = {"X-Signature": headers["X-Signature"].encode().decode("latin-1")}
        answer = client.post("/api/v1/payments/notices/stand-in", json.dumps(body), "application/json", headers=headers)
    assert answer.status_code == 403 and answer.json()["code"] == "forged"
    assert PlatformNotice.objects.get().effect == "forged"
    invoice.refresh_from_db()
    assert invoice.state == InvoiceState.OPEN
    right()


def signed(body: bytes) -> dict[str, str]:
    return {"X-Signature": hmac.new(KEY.encode(), body, hashlib.sha256).hexdigest()}


def test_a_message_with_another_amount_under_the_same_signature_is_refused(
    client: Any, world: World, invoice: Invoice, bank: Bank
) -> None:
    said = {
        "order": an_attempt(invoice).order_ref,
        "status": "success",
        "amount": 1,
        "movement": "NH1",
        "type": "payment",
    }
    headers = signed(json.dumps(said).encode())
    changed = json.dumps(said | {"amount": 50_000})
    answer = client.post("/api/v1/payments/notices/stand-in", changed, "application/json", headers=headers)
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "body", [b"", b"[]", b'"x"', b'{"order": 1}', b"\xff\x00", b'{"order":"a","status":"?","amount":1}']
)
def test_a_signed_message_that_means_nothing_is_refused(client: Any, world: World, bank: Bank, body: bytes) -> None:
    answer = client.post("/api/v1/payments/notices/stand-in", body, "application/json", headers=signed(body))
    assert answer.status_code == 403


def test_messages_for_a_platform_that_was_never_used_are_refused(client: Any, world: World) -> None:
    assert client.post("/api/v1/payments/notices/la", b"{}", "application/json").status_code == 404


def test_a_platform_out_of_order_is_told_and_nothing_is_lost(world: World, invoice: Invoice, broken: None) -> None:
    with pytest.raises(VendorFailed):
        platform.start(world.actor("citizen"), invoice.id)
    payment = Payment.objects.get()
    assert payment.state == PaymentState.WAITING and payment.pay_url == ""
    with clock.at(clock.now() + timedelta(minutes=2)):
        assert platform.ask_waiting() == 0
    payment.refresh_from_db()
    assert payment.polls == 1 and payment.trouble
    right()


def test_a_second_attempt_goes_on_with_the_first(world: World, invoice: Invoice, bank: Bank) -> None:
    first = platform.start(world.actor("citizen"), invoice.id)
    assert platform.start(world.actor("citizen"), invoice.id).order_ref == first.order_ref
    with clock.at(clock.now() + timedelta(hours=1)):
        later = platform.start(world.actor("citizen"), invoice.id)
    assert later.order_ref != first.order_ref
    first.refresh_from_db()
    assert first.state == PaymentState.EXPIRED


def test_what_is_paid_is_not_paid_again(world: World, invoice: Invoice, bank: Bank) -> None:
    tell(an_attempt(invoice), "paid", ref=a_ref())
    with pytest.raises(Conflict):
        platform.start(world.actor("citizen"), invoice.id)


@pytest.mark.parametrize(
    ("choice", "state", "invoice_state"),
    [
        ("pay", PaymentState.PAID, InvoiceState.PAID),
        ("silent", PaymentState.PAID, InvoiceState.PAID),
        ("over", PaymentState.PAID, InvoiceState.PAID),
        ("short", PaymentState.WRONG, InvoiceState.OPEN),
        ("cancel", PaymentState.CANCELLED, InvoiceState.OPEN),
        ("fail", PaymentState.FAILED, InvoiceState.OPEN),
        ("forged", PaymentState.WAITING, InvoiceState.OPEN),
    ],
)
def test_asking_tells_what_no_message_told(
    world: World, invoice: Invoice, bank: Bank, choice: str, state: str, invoice_state: str
) -> None:
    payment = platform.start(world.actor("citizen"), invoice.id)
    bank.choose(payment.pay_url, choice)
    with clock.at(clock.now() + timedelta(minutes=1)):
        assert platform.ask_waiting() == 1
    payment.refresh_from_db()
    invoice.refresh_from_db()
    assert (payment.state, invoice.state) == (state, invoice_state)
    right()


@pytest.mark.django_db(transaction=True)
def test_the_same_money_told_by_many_at_once_stands_once(world: World, invoice: Invoice) -> None:
    payment, ref = an_attempt(invoice), a_ref()
    effects: list[str] = []

    def one(number: int) -> None:
        try:
            effects.append(str(tell(payment, "paid", ref=ref, event=f"{ref}-{number % 3}")))
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(number,)) for number in range(8)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert len(effects) == 8 and effects.count("applied") == 1
    assert LedgerEntry.objects.filter(kind="platform-money").count() == 1
    right()


def test_the_database_itself_refuses_money_from_nowhere(world: World, invoice: Invoice) -> None:
    from django.db import DatabaseError, transaction

    from tinhso.government.payments.models import LedgerLine
    from tinhso.government.payments.services.ledger import post

    with pytest.raises(ValueError, match="balance"):
        post("x", "x", {Book.CASH: 5})
    entry = LedgerEntry.objects.get()
    with pytest.raises(DatabaseError), transaction.atomic():
        LedgerLine.objects.create(entry=entry, book=Book.CASH, amount=5)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(DatabaseError), transaction.atomic():
        LedgerLine.objects.filter(entry=entry).update(amount=1)
