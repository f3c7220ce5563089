"""Among ten thousand payments every planted difference is found, with the correction that puts it right."""

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tinhso.government.payments import matching
from tinhso.government.payments.doctor import check_ledger
from tinhso.government.payments.matching import Booked, Found, Ours, Returned
from tinhso.government.payments.models import Difference, Invoice, Payment, PlatformMoney, Refund
from tinhso.government.payments.services import invoices, platform, reconciliation, refunds
from tinhso.government.payments.states import (
    Correction,
    DifferenceKind,
    InvoiceState,
    PaymentState,
    RefundState,
)
from tinhso.government.payments.tests.conftest import Bank, a_ref, an_attempt
from tinhso.government.payments.vendors import Fact, FileRow
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.clock import VIETNAM
from tinhso.kernel.foundation.errors import Conflict, Forbidden
from tinhso.kernel.foundation.vendors import VendorFailed
from tinhso.kits.procedures.models import Dossier
from tinhso.kits.procedures.tests.world import World

DAY = date(2026, 11, 20)
MANY = 10_000


def moment(minute: int) -> datetime:
    return datetime(DAY.year, DAY.month, DAY.day, 7, tzinfo=VIETNAM) + timedelta(seconds=minute)


class Plot:
    """Ten thousand payments that agree, and differences planted among them."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.orders = [f"HD261120{number:08d}-1" for number in range(MANY)]
        self.amounts = {order: self.chance.randrange(5, 400) * 1000 for order in self.orders}
        self.states = {order: (PaymentState.PAID.value, self.amounts[order]) for order in self.orders}
        self.money = {order: self._booked(order, index) for index, order in enumerate(self.orders)}
        self.rows = [self._row(order) for order in self.orders]
        self.open: set[str] = set()
        self.refunds: list[Returned] = []
        self.planted: list[tuple[str, DifferenceKind, Correction]] = []
        self.free = list(range(MANY))
        self.chance.shuffle(self.free)

    def _booked(self, order: str, index: int) -> Booked:
        return Booked(f"NH{index:08d}", order, self.amounts[order], moment(index * 4), DAY)

    def _row(self, order: str, **changes: Any) -> FileRow:
        money = self.money[order]
        values = {
            "line": 0, "kind": "payment", "order_ref": order, "platform_ref": money.platform_ref,
            "status": "success", "amount": money.amount, "at": money.at,
        }  # fmt: skip
        return FileRow(**(values | changes))

    def take(self) -> tuple[int, str]:
        index = self.free.pop()
        return index, self.orders[index]

    def plant(self, order: str, kind: DifferenceKind, correction: Correction) -> None:
        self.planted.append((order, kind, correction))

    def unbook(self, order: str, state: str) -> None:
        del self.money[order]
        self.states[order] = (state, self.amounts[order])

    def refund(self, order: str, *, done: bool, amount: int | None = None) -> Returned:
        made = Returned(f"K{order}", order, f"HT{order}" if done else "", amount or self.amounts[order], DAY, done)
        self.refunds.append(made)
        return made

    def find(self) -> tuple[list[Found], int]:
        self.chance.shuffle(self.rows)
        kept = [row for row in self.rows if row is not None]
        ours = Ours(self.states, frozenset(self.open), tuple(self.money.values()), tuple(self.refunds))
        return matching.find(DAY, ours, kept)


def planted(plot: Plot, each: int) -> None:
    K, C = DifferenceKind, Correction  # noqa: N806 - short for a table
    for _turn in range(each):
        _index, order = plot.take()  # told to nobody, the invoice still open
        plot.unbook(order, PaymentState.WAITING)
        plot.open.add(order)
        plot.plant(order, K.MISSING_HERE, C.BOOK)

        _index, order = plot.take()  # told to nobody, and paid in cash meanwhile
        plot.unbook(order, PaymentState.WAITING)
        plot.plant(order, K.MISSING_HERE, C.HOLD)

        _index, order = plot.take()  # given up here, paid there
        plot.unbook(order, PaymentState.CANCELLED)
        plot.open.add(order)
        plot.plant(order, K.STATUS, C.BOOK)

        index, order = plot.take()  # paid too little, and not told
        plot.rows[index] = plot._row(order, amount=plot.amounts[order] - 1000)
        plot.unbook(order, PaymentState.WAITING)
        plot.open.add(order)
        plot.plant(order, K.AMOUNT, C.HOLD)

        index, order = plot.take()  # booked here, not there
        plot.rows[index] = None  # type: ignore[call-overload]
        late = plot.money[order].at.time() >= matching.LATE
        plot.plant(order, K.MISSING_THERE, C.WAIT if late else C.REVERSE)

        index, order = plot.take()  # booked a minute before midnight
        at = moment(0).replace(hour=23, minute=58)
        plot.money[order] = Booked(f"NH{index:08d}", order, plot.amounts[order], at, DAY)
        plot.rows[index] = None  # type: ignore[call-overload]
        plot.plant(order, K.MISSING_THERE, C.WAIT)

        index, order = plot.take()
        plot.rows[index] = plot._row(order, amount=plot.amounts[order] + 1000)
        plot.plant(order, K.AMOUNT, C.CORRECT_UP)

        index, order = plot.take()
        plot.rows[index] = plot._row(order, amount=plot.amounts[order] - 1000)
        plot.plant(order, K.AMOUNT, C.CORRECT_DOWN)

        _index, order = plot.take()  # paid twice
        plot.rows.append(plot._row(order, platform_ref=f"NB{order}"))
        plot.plant(order, K.DOUBLED, C.REFUND_EXTRA)

        _index, order = plot.take()
        plot.rows.append(plot._row(order))
        plot.plant(order, K.REPEATED_LINE, C.IGNORE)

        index, order = plot.take()
        plot.rows[index] = plot._row(order, at=plot.money[order].at - timedelta(days=1))
        plot.plant(order, K.DAY, C.MOVE_DAY)

        index, order = plot.take()
        plot.rows[index] = plot._row(order, status="failed")
        plot.plant(order, K.STATUS, C.REVERSE)

        index, order = plot.take()
        plot.rows[index] = plot._row(order, status="pending")
        plot.plant(order, K.STATUS, C.WAIT)

        order = f"LA{plot.chance.randrange(10**9):09d}-1"  # an order that nobody made
        sample = plot._row(plot.orders[plot.free[0]])
        plot.rows.append(FileRow(0, "payment", order, f"NL{order}", "success", sample.amount, sample.at))
        plot.plant(order, K.UNKNOWN_ORDER, C.HOLD)

        _index, order = plot.take()  # given back there, of their own accord
        plot.rows.append(plot._row(order, kind="refund", platform_ref=f"HT{order}"))
        plot.plant(order, K.REFUND_MISSING_HERE, C.BOOK_REFUND)

        _index, order = plot.take()  # given back there, and still under way here
        made = plot.refund(order, done=False)
        plot.rows.append(plot._row(order, kind="refund", platform_ref=f"HT{order}", refund_key=made.key))
        plot.plant(order, K.REFUND_MISSING_HERE, C.BOOK_REFUND)

        _index, order = plot.take()  # given back here, not there
        plot.refund(order, done=True)
        plot.plant(order, K.REFUND_MISSING_THERE, C.RESEND_REFUND)

        _index, order = plot.take()  # given back on both sides: no difference
        made = plot.refund(order, done=True)
        plot.rows.append(plot._row(order, kind="refund", platform_ref=made.platform_ref, refund_key=made.key))

        _index, order = plot.take()  # failed first and paid after: no difference
        plot.rows.append(plot._row(order, platform_ref=f"NF{order}", status="failed"))


@pytest.mark.parametrize("seed", [1])
def test_every_planted_difference_among_ten_thousand_is_found_with_its_correction(seed: int) -> None:
    plot = Plot(seed)
    planted(plot, each=20)
    found, matched = plot.find()
    said = sorted((one.order_ref, one.kind, one.proposal) for one in found)
    assert said == sorted(plot.planted)
    assert len(plot.planted) == 340 and matched > MANY - 400


def test_two_lists_that_agree_have_no_difference() -> None:
    found, matched = Plot(4).find()
    assert found == [] and matched == MANY


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    """Money paid late at night may stand in the next day's file: here everything happens at noon, whenever it runs."""
    with clock.at(clock.now().astimezone(VIETNAM).replace(hour=12, minute=0)):
        yield


@pytest.fixture
def settled(world: World, submit: Any) -> Any:
    """Make paid invoices at will."""

    def make(*, amount: int = 50_000, paid: bool = True) -> Payment:
        [invoice] = invoices.ensure(submit().id)
        payment = an_attempt(invoice)
        if paid:
            platform.apply("stand-in", Fact(payment.order_ref, "paid", a_ref(), amount, clock.now()), source="notice")
        payment.refresh_from_db()
        return payment

    return make


class Clerk:
    """Reconciles a file that the test writes."""

    def __init__(self, world: World, monkeypatch: Any) -> None:
        self.actor = world.actor("accountant")
        self.rows: list[FileRow] = []
        from tinhso.government.payments.vendors.stand_in import StandIn

        monkeypatch.setattr(StandIn, "read_file", lambda _vendor, _content: self.rows)

    def row(self, payment: Payment, **changes: Any) -> None:
        money = payment.money.first()
        values = {
            "line": len(self.rows) + 2, "kind": "payment", "order_ref": payment.order_ref,
            "platform_ref": money.platform_ref if money else a_ref(), "status": "success",
            "amount": money.amount if money else payment.amount, "at": money.at if money else clock.now(),
        }  # fmt: skip
        self.rows.append(FileRow(**(values | changes)))

    def run(self) -> list[Difference]:
        kept = reconciliation.run(self.actor, clock.today(), content=b"file")
        return list(kept.differences.order_by("id"))

    def accept_all(self) -> list[Difference]:
        found = self.run()
        return [reconciliation.accept(self.actor, one.id) for one in found]


@pytest.fixture
def clerk(world: World, bank: Bank, monkeypatch: Any) -> Clerk:
    return Clerk(world, monkeypatch)


def settled_again(clerk: Clerk) -> None:
    """The ledger is right, and only what waits is still different."""
    assert [words for words in check_ledger() if not words.startswith("warning")] == []


@pytest.mark.django_db
class TestCorrections:
    """An accepted correction makes the next reconciliation agree."""

    def test_money_that_nobody_told_is_booked(self, settled: Any, clerk: Clerk) -> None:
        payment = settled(paid=False)
        clerk.row(payment)
        [one] = clerk.accept_all()
        assert (one.kind, one.proposal) == (DifferenceKind.MISSING_HERE, Correction.BOOK)
        assert Invoice.objects.get().state == InvoiceState.PAID
        assert clerk.run() == []
        settled_again(clerk)

    def test_money_that_is_not_there_is_taken_back_and_the_fee_is_owed_again(self, settled: Any, clerk: Clerk) -> None:
        payment = settled()
        [one] = clerk.accept_all()
        assert (one.kind, one.proposal) == (DifferenceKind.MISSING_THERE, Correction.REVERSE)
        invoice = Invoice.objects.get()
        assert invoice.state == InvoiceState.OPEN
        assert "settled" not in Dossier.objects.get(id=invoice.dossier_id).fees[0]
        assert clerk.run() == []
        settled_again(clerk)
        # And when it turns up after all, it is booked again.
        clerk.row(payment, platform_ref=PlatformMoney.objects.get().platform_ref)
        [again] = clerk.accept_all()
        assert again.proposal == Correction.BOOK and Invoice.objects.get().state == InvoiceState.PAID
        assert clerk.run() == []
        settled_again(clerk)

    def test_a_second_payment_is_booked_and_given_back(self, settled: Any, clerk: Clerk, bank: Bank) -> None:
        payment = settled()
        clerk.row(payment)
        clerk.row(payment, platform_ref=a_ref())
        [one] = clerk.accept_all()
        assert one.proposal == Correction.REFUND_EXTRA
        assert Refund.objects.get().state == RefundState.APPROVED and Refund.objects.get().amount == 50_000
        assert clerk.run() == []
        settled_again(clerk)

    def test_more_than_was_booked_is_held(self, settled: Any, clerk: Clerk) -> None:
        clerk.row(settled(), amount=51_000)
        [one] = clerk.accept_all()
        assert one.proposal == Correction.CORRECT_UP
        assert refunds.left_to_refund(PlatformMoney.objects.get(), applied=False) == 1000
        assert clerk.run() == []
        settled_again(clerk)

    def test_less_than_was_booked_opens_the_invoice(self, settled: Any, clerk: Clerk) -> None:
        clerk.row(settled(), amount=49_000)
        [one] = clerk.accept_all()
        assert one.proposal == Correction.CORRECT_DOWN
        assert Invoice.objects.get().state == InvoiceState.OPEN
        assert refunds.left_to_refund(PlatformMoney.objects.get(), applied=False) == 49_000
        assert clerk.run() == []
        settled_again(clerk)

    def test_the_platforms_day_counts(self, settled: Any, clerk: Clerk) -> None:
        payment = settled()
        clerk.row(payment, at=clock.now() - timedelta(days=1))
        [one] = clerk.accept_all()
        assert one.proposal == Correction.MOVE_DAY
        assert PlatformMoney.objects.get().day == clock.today() - timedelta(days=1)
        assert clerk.run() == []
        settled_again(clerk)

    def test_money_for_no_order_of_ours_is_held(self, settled: Any, clerk: Clerk) -> None:
        clerk.rows.append(FileRow(2, "payment", "LA-1", a_ref(), "success", 7000, clock.now()))
        [one] = clerk.accept_all()
        assert (one.kind, one.proposal) == (DifferenceKind.UNKNOWN_ORDER, Correction.HOLD)
        assert PlatformMoney.objects.get().payment is None
        assert [left.proposal for left in clerk.run()] in ([], [Correction.HOLD])
        settled_again(clerk)

    def test_a_refund_of_their_own_accord_is_booked(self, settled: Any, clerk: Clerk) -> None:
        payment = settled()
        clerk.row(payment)
        clerk.row(payment, kind="refund", platform_ref=a_ref(), refund_key="")
        [one] = clerk.accept_all()
        assert one.proposal == Correction.BOOK_REFUND
        assert Invoice.objects.get().state == InvoiceState.REFUNDED
        settled_again(clerk)

    def test_a_refund_that_never_left_is_sent_again(self, settled: Any, clerk: Clerk) -> None:
        payment = settled(amount=60_000)
        clerk.row(payment)
        money = PlatformMoney.objects.get()
        asked = refunds.request(clerk.actor, money.id, amount=10_000, reason="thừa", from_applied=False)
        refunds.decide(world_chief(clerk), asked.id, granted=True)
        refunds.finish(asked.id, platform_ref="HT1")
        [one] = clerk.accept_all()
        assert one.proposal == Correction.RESEND_REFUND
        assert Refund.objects.get().state == RefundState.APPROVED
        settled_again(clerk)

    def test_it_is_done_once(self, settled: Any, clerk: Clerk) -> None:
        clerk.row(settled(paid=False))
        [one] = clerk.accept_all()
        with pytest.raises(Conflict):
            reconciliation.accept(clerk.actor, one.id)
        with pytest.raises(Conflict):
            reconciliation.dismiss(clerk.actor, one.id, reason="thôi")


def world_chief(clerk: Clerk) -> Any:
    from tinhso.kernel.identity.models import Account
    from tinhso.kernel.identity.queries import actor_for

    return actor_for(Account.objects.get(username="chief"), strong=True)


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["cashier", "commune_accountant"])
def test_only_the_provinces_accountant_reconciles(world: World, bank: Bank, who: str) -> None:
    with pytest.raises(Forbidden):
        reconciliation.run(world.actor(who), clock.today())


@pytest.mark.django_db
def test_the_stand_ins_file_is_fetched_verified_and_compared(world: World, bank: Bank, invoice: Invoice) -> None:
    payment = platform.start(world.actor("citizen"), invoice.id)
    bank.choose(payment.pay_url, "pay")
    platform.ask(payment)
    kept = reconciliation.run(world.actor("accountant"), clock.today())
    # The stand-in has the orders of other tests in its file too: those are unknown here.
    assert not kept.differences.filter(order_ref=payment.order_ref).exists() and kept.theirs >= 50_000
    bank.control(plants="1", plant=["unknown"])
    again = reconciliation.run(world.actor("accountant"), clock.today())
    assert again.differences.filter(order_ref="HD000000LAKLAKLA-1", proposal=Correction.HOLD).exists()


@pytest.mark.django_db
def test_a_changed_file_is_refused(world: World, bank: Bank) -> None:
    vendor = platform.vendor_now()
    whole = vendor.day_file(clock.today())
    assert vendor.read_file(whole) is not None
    with pytest.raises(VendorFailed) as refused:
        vendor.read_file(whole.replace(b"order", b"Order"))
    assert refused.value.code == "forged"


@pytest.mark.django_db
def test_the_platform_being_out_of_order_is_told(world: World, broken: None) -> None:
    with pytest.raises(VendorFailed):
        reconciliation.run(world.actor("accountant"), clock.today())
