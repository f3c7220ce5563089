"""Invoices, what came in for them, and the ledger in which every đồng stands twice."""

import pgtrigger
from django.db import models

from tinhso.government.payments.states import (
    Book,
    ClaimState,
    Correction,
    DifferenceKind,
    DifferenceState,
    How,
    InvoiceState,
    NoticeEffect,
    PaymentState,
    RefundState,
    SessionState,
)
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.foundation.models import Record
from tinhso.kernel.identity.models import Account
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kernel.papers.models import Paper
from tinhso.kits.procedures.models import Dossier

_FOREVER = pgtrigger.Update | pgtrigger.Delete


class Invoice(Record):
    """What a dossier owes at one moment of its way; ``amount`` is what is to be paid, after remissions, in đồng."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="invoices")
    moment = models.CharField("thời điểm", max_length=70)
    """``start``, ``hand_over``, or ``step:`` with the step's code."""
    code = models.CharField("số hóa đơn", max_length=20, unique=True)
    payer_name = models.CharField("người nộp", max_length=120)
    unit = models.ForeignKey(OrganizationUnit, on_delete=models.PROTECT, related_name="+")
    """The competent agency, whose revenue it is."""
    desk = models.ForeignKey(OrganizationUnit, on_delete=models.PROTECT, related_name="+")
    """The desk that received the dossier, and may take cash."""
    amount = models.PositiveBigIntegerField("phải nộp")
    state = models.CharField("trạng thái", max_length=9, choices=InvoiceState.choices, default=InvoiceState.OPEN)
    how = models.CharField("cách nộp", max_length=6, choices=How.choices, blank=True)
    settled_at = models.DateTimeField("nộp lúc", null=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = "hóa đơn"
        constraints = [models.UniqueConstraint(fields=["dossier", "moment"], name="invoice_moment_once")]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="invoice_list"),
            models.Index(fields=["unit", "-created_at", "-id"], name="invoice_unit"),
        ]

    def __str__(self) -> str:
        return self.code


class InvoiceLine(Record):
    """A fee on an invoice, and what of it is remitted."""

    invoice = models.ForeignKey(Invoice, on_delete=models.CASCADE, related_name="lines")
    fee = models.CharField(max_length=60)
    name = models.CharField(max_length=300)
    case = models.CharField(max_length=300, blank=True)
    basis = models.CharField(max_length=400)
    full_amount = models.PositiveBigIntegerField()
    remitted = models.PositiveBigIntegerField(default=0)
    claim = models.CharField(max_length=8, choices=ClaimState.choices, blank=True, default=ClaimState.NONE)
    exemption = models.CharField(max_length=60, blank=True)
    exemption_label = models.CharField(max_length=300, blank=True)
    exemption_basis = models.CharField(max_length=400, blank=True)
    claimed_amount = models.PositiveBigIntegerField(default=0)
    proof = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    decision = models.CharField(max_length=400, blank=True)

    class Meta:
        verbose_name = "dòng hóa đơn"
        constraints = [
            models.UniqueConstraint(fields=["invoice", "fee"], name="invoice_fee_once"),
            models.CheckConstraint(
                condition=models.Q(remitted__lte=models.F("full_amount")), name="invoice_line_remits_at_most_all"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Payment(Record):
    """An attempt to pay an invoice through the platform."""

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="payments")
    vendor = models.CharField(max_length=60)
    order_ref = models.CharField("mã đơn", max_length=30, unique=True)
    amount = models.PositiveBigIntegerField("số tiền")
    state = models.CharField(max_length=9, choices=PaymentState.choices, default=PaymentState.WAITING)
    pay_url = models.CharField(max_length=500, blank=True)
    expires_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    polled_at = models.DateTimeField(null=True)
    polls = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = "lần thanh toán"
        constraints = [
            # The invoice's row is locked before a second one may begin.
            models.UniqueConstraint(
                fields=["invoice"], condition=models.Q(state="waiting"), name="payment_one_waits_at_a_time"
            )
        ]
        indexes = [
            models.Index(fields=["polled_at"], name="payment_waiting", condition=models.Q(state="waiting")),
        ]

    def __str__(self) -> str:
        return self.order_ref


class PlatformMoney(Record):
    """Money that the platform took for us. ``platform_ref`` makes it stand here once, however often it is told."""

    vendor = models.CharField(max_length=60)
    platform_ref = models.CharField("mã giao dịch", max_length=60)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, null=True, related_name="money")
    order_ref = models.CharField(max_length=60)
    amount = models.PositiveBigIntegerField("số tiền")
    applied = models.PositiveBigIntegerField("đã trừ vào hóa đơn", default=0)
    at = models.DateTimeField("lúc")
    day = models.DateField("ngày ghi sổ")
    reversed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "tiền về"
        constraints = [models.UniqueConstraint(fields=["vendor", "platform_ref"], name="platform_money_once")]
        indexes = [models.Index(fields=["vendor", "day"], name="platform_money_day")]

    def __str__(self) -> str:
        return self.platform_ref


class PlatformNotice(Record):
    """A message of the platform, or its answer, as it came, and what it did; forged ones are kept too."""

    vendor = models.CharField(max_length=60)
    event_id = models.CharField(max_length=80, null=True)
    order_ref = models.CharField(max_length=60, blank=True)
    source = models.CharField(max_length=14)
    """``notice``, ``query`` or ``reconciliation``."""
    content = models.TextField(blank=True)
    effect = models.CharField(max_length=8, choices=NoticeEffect.choices)

    class Meta:
        verbose_name = "thông báo của nền tảng"
        constraints = [models.UniqueConstraint(fields=["vendor", "event_id"], name="platform_notice_once")]
        indexes = [models.Index(fields=["order_ref"], name="platform_notice_order")]

    def __str__(self) -> str:
        return f"{self.order_ref}: {self.effect}"


class Refund(Record):
    """Money that goes back to whoever paid it."""

    money = models.ForeignKey(PlatformMoney, on_delete=models.PROTECT, related_name="refunds")
    amount = models.PositiveBigIntegerField("số tiền")
    from_applied = models.BooleanField(default=False)
    """Whether it takes back what an invoice was paid with; else it is what was paid too much."""
    reason = models.CharField("lý do", max_length=400)
    state = models.CharField(max_length=9, choices=RefundState.choices, default=RefundState.REQUESTED)
    requested_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    decided_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    platform_ref = models.CharField(max_length=60, blank=True)
    done_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = "hoàn trả"
        indexes = [models.Index(fields=["-created_at", "-id"], name="refund_list")]

    def __str__(self) -> str:
        return f"{self.money}: {self.amount}"


class Receipt(Record):
    """A receipt for an invoice (biên lai): numbered, typeset, sealed."""

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="receipts")
    paper = models.OneToOneField(Paper, on_delete=models.PROTECT, related_name="+")
    amount = models.PositiveBigIntegerField()
    revoked = models.BooleanField(default=False)

    class Meta:
        verbose_name = "biên lai"
        constraints = [
            models.UniqueConstraint(
                fields=["invoice"], condition=models.Q(revoked=False), name="receipt_one_holds_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return str(self.paper)


class CashSession(Record):
    """A cashier's day at a desk: what he began with, took, and counted at its end."""

    cashier = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(OrganizationUnit, on_delete=models.PROTECT, related_name="+")
    float_amount = models.PositiveBigIntegerField("tiền lẻ đầu ca", default=0)
    state = models.CharField(max_length=9, choices=SessionState.choices, default=SessionState.OPEN)
    closed_at = models.DateTimeField(null=True)
    expected = models.BigIntegerField(null=True)
    counted = models.PositiveBigIntegerField(null=True)
    note = models.CharField(max_length=400, blank=True)
    confirmed_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "ca thu tiền"
        constraints = [
            models.UniqueConstraint(
                fields=["cashier"], condition=models.Q(state="open"), name="cash_session_one_open_each"
            )
        ]

    def __str__(self) -> str:
        return f"{self.cashier} {self.created_at:%Y-%m-%d}"


class CashTaken(Record):
    """Cash taken for an invoice."""

    session = models.ForeignKey(CashSession, on_delete=models.PROTECT, related_name="taken")
    invoice = models.OneToOneField(Invoice, on_delete=models.PROTECT, related_name="cash")
    amount = models.PositiveBigIntegerField()
    received = models.PositiveBigIntegerField()
    """What the payer gave; the rest was handed back."""

    class Meta:
        verbose_name = "lần thu tiền mặt"

    def __str__(self) -> str:
        return str(self.amount)


class LedgerEntry(Record):
    """One movement of money; its lines add up to nothing. ``key`` makes it stand once."""

    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=30)
    day = models.DateField()
    unit = models.ForeignKey(OrganizationUnit, on_delete=models.PROTECT, null=True, related_name="+")
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, null=True, related_name="entries")
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = "bút toán"
        indexes = [models.Index(fields=["day"], name="ledger_day")]
        triggers = [pgtrigger.Protect(name="ledger_entry_stands", operation=_FOREVER)]

    def __str__(self) -> str:
        return self.key


class LedgerLine(models.Model):
    """One side of a movement: debit positive, credit negative, in đồng."""

    entry = models.ForeignKey(LedgerEntry, on_delete=models.PROTECT, related_name="lines")
    book = models.CharField(max_length=10, choices=Book.choices)
    amount = models.BigIntegerField()

    class Meta:
        verbose_name = "dòng bút toán"
        indexes = [models.Index(fields=["book", "entry"], name="ledger_book")]
        triggers = [
            pgtrigger.Protect(name="ledger_line_stands", operation=_FOREVER),
            pgtrigger.Trigger(
                name="ledger_balances",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                timing=pgtrigger.Deferred,
                func=(
                    "IF (SELECT sum(amount) FROM payments_ledgerline WHERE entry_id = NEW.entry_id) <> 0 THEN"
                    " RAISE EXCEPTION 'ledger entry % does not balance', NEW.entry_id; END IF; RETURN NULL;"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.book} {self.amount}"


class Reconciliation(Record):
    """A comparison of the ledger with the platform's file of one day."""

    vendor = models.CharField(max_length=60)
    day = models.DateField()
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    done_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    rows = models.PositiveIntegerField()
    matched = models.PositiveIntegerField()
    theirs = models.BigIntegerField()
    ours = models.BigIntegerField()

    class Meta:
        verbose_name = "đối soát"
        indexes = [models.Index(fields=["-day", "-created_at"], name="reconciliation_list")]

    def __str__(self) -> str:
        return f"{self.vendor} {self.day}"


class Difference(Record):
    """Something in which the ledger and the platform's file differ, the correction proposed, and what became of it."""

    reconciliation = models.ForeignKey(Reconciliation, on_delete=models.PROTECT, related_name="differences")
    kind = models.CharField(max_length=14, choices=DifferenceKind.choices)
    proposal = models.CharField(max_length=14, choices=Correction.choices)
    state = models.CharField(max_length=9, choices=DifferenceState.choices, default=DifferenceState.OPEN)
    line = models.PositiveIntegerField(null=True)
    order_ref = models.CharField(max_length=60)
    platform_ref = models.CharField(max_length=60, blank=True)
    refund_key = models.CharField(max_length=60, blank=True)
    ours = models.BigIntegerField(null=True)
    theirs = models.BigIntegerField(null=True)
    at = models.DateTimeField(null=True)
    """When it happened by the platform's file."""
    words = models.CharField(max_length=400)
    decided_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision = models.CharField(max_length=400, blank=True)

    class Meta:
        verbose_name = "sai lệch"
        indexes = [models.Index(fields=["reconciliation", "state", "id"], name="difference_list")]

    def __str__(self) -> str:
        return f"{self.kind} {self.order_ref}"
