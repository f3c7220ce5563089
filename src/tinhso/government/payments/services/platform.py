"""Paying through the platform: an attempt begins, the platform tells what became of it, and the books follow once.

Facts come in any order, late, doubled or not at all; each is applied under the lock of its invoice.
"""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.government.payments import audit_events as happened
from tinhso.government.payments import events, inbox_kinds, permissions
from tinhso.government.payments.models import Invoice, Payment, PlatformMoney, PlatformNotice
from tinhso.government.payments.services import invoices, refunds
from tinhso.government.payments.services.ledger import post
from tinhso.government.payments.states import Book, How, InvoiceState, NoticeEffect, PaymentState
from tinhso.government.payments.vendors import PAYMENT, Fact, Forged, Order, PaymentVendor
from tinhso.kernel.audit import services as audit
from tinhso.kernel.events import services as outbox
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Conflict, NotFound
from tinhso.kernel.foundation.vendors import VendorFailed
from tinhso.kernel.identity.actor import SYSTEM, Actor
from tinhso.kernel.inbox import services as inbox
from tinhso.kernel.outside import queries as outside

LASTS = timedelta(minutes=30)
"""How long an attempt may be paid; after it the platform takes no money for it."""
POLL_AFTER = timedelta(seconds=20)
POLL_FOR = timedelta(days=3)
MOST_KEPT = 4000
_ENDED = {
    "cancelled": PaymentState.CANCELLED,
    "failed": PaymentState.FAILED,
    "expired": PaymentState.EXPIRED,
}


def vendor_now() -> PaymentVendor:
    """Return the platform that the province uses; raise ``VendorMissing``."""
    vendor = outside.active(PAYMENT)
    if not isinstance(vendor, PaymentVendor):
        raise TypeError(vendor)
    return vendor


def vendor_of(code: str) -> PaymentVendor:
    """Return the platform through which an attempt was begun."""
    vendor = outside.vendor_named(PAYMENT, code)
    if not isinstance(vendor, PaymentVendor):
        raise TypeError(vendor)
    return vendor


def start(actor: Actor, invoice_id: UUID) -> Payment:
    """Begin to pay an invoice, or go on with the attempt that waits; return it with the address of the bank's page.

    The attempt is kept before the platform is asked, and asked again under the same reference: whoever dies in
    between leaves nothing that could be paid twice. Raise ``NotFound``, ``Conflict`` or ``VendorFailed``.
    """
    vendor = vendor_now()
    with transaction.atomic():
        invoice = invoices.locked(actor, invoice_id)
        if invoice.state != InvoiceState.OPEN:
            raise Conflict(
                _("Hóa đơn {code} không còn chờ nộp: {state}.").format(
                    code=invoice.code, state=invoice.get_state_display()
                )
            )
        payment = _waiting(invoice)
        if payment is None:
            payment = _begin(actor, invoice, vendor)
    if payment.pay_url and payment.vendor == vendor.code:
        return payment
    url = vendor_of(payment.vendor).start(_order(payment, invoice))
    Payment.objects.filter(id=payment.id).update(pay_url=url[:500])
    payment.pay_url = url
    return payment


def _waiting(invoice: Invoice) -> Payment | None:
    """Return the attempt that may still be paid; one whose time is over is closed, and its money taken if it comes."""
    payment = invoice.payments.filter(state=PaymentState.WAITING).first()
    if payment is not None and payment.expires_at <= clock.now():
        payment.state, payment.settled_at = PaymentState.EXPIRED, clock.now()
        payment.save(update_fields=["state", "settled_at"])
        return None
    return payment


def _begin(actor: Actor, invoice: Invoice, vendor: PaymentVendor) -> Payment:
    invoice.attempts += 1
    invoice.save(update_fields=["attempts"])
    payment = Payment.objects.create(
        invoice=invoice,
        vendor=vendor.code,
        order_ref=f"{invoice.code}-{invoice.attempts}",
        amount=invoice.amount,
        expires_at=clock.now() + LASTS,
    )
    audit.record(
        actor,
        happened.STARTED,
        subject_kind="payments.invoice",
        subject_id=invoice.id,
        subject_label=invoice.code,
        unit_id=invoice.unit_id,
        amount=invoice.amount,
        order=payment.order_ref,
    )
    return payment


def _order(payment: Payment, invoice: Invoice) -> Order:
    return Order(
        reference=payment.order_ref,
        amount=payment.amount,
        words=_("Hồ sơ {code}").format(code=invoice.dossier.code),
        payer=invoice.payer_name,
        return_url=settings.BASE_URL + reverse("payments:returned", args=[payment.order_ref]),
        notice_url=f"{settings.BASE_URL}/api/v1/payments/notices/{payment.vendor}",
        expires_at=payment.expires_at,
    )


def take_notice(vendor_code: str, headers: Mapping[str, str], body: bytes) -> NoticeEffect:
    """Take a message of the platform. A forged one is kept and changes nothing; raise ``Forged`` or ``NotFound``."""
    if not outside.was_used(PAYMENT, vendor_code):
        raise NotFound
    vendor = vendor_of(vendor_code)
    text = body[:MOST_KEPT].decode(errors="replace").replace("\x00", "")
    try:
        fact = vendor.read_notice(headers, body)
    except Forged:
        with transaction.atomic():
            PlatformNotice.objects.create(vendor=vendor_code, source="notice", content=text, effect=NoticeEffect.FORGED)
            audit.record(SYSTEM, happened.FORGED, subject_kind="payments.notice", subject_id=None, vendor=vendor_code)
        raise
    return apply(vendor_code, fact, source="notice", content=text)


def apply(vendor_code: str, fact: Fact, *, source: str, content: str = "") -> NoticeEffect:
    """Make the books follow a fact, once: told again, in whatever order, it changes nothing more."""
    try:
        with transaction.atomic():
            return _apply(vendor_code, fact, source, content)
    except IntegrityError:
        # The same message at the same moment in another process: it is kept, and applied, there.
        if fact.event_id and PlatformNotice.objects.filter(vendor=vendor_code, event_id=fact.event_id).exists():
            return NoticeEffect.DOUBLED
        raise


def _apply(vendor_code: str, fact: Fact, source: str, content: str) -> NoticeEffect:
    if fact.event_id and PlatformNotice.objects.filter(vendor=vendor_code, event_id=fact.event_id).exists():
        return NoticeEffect.DOUBLED
    payment = Payment.objects.filter(vendor=vendor_code, order_ref=fact.order_ref).first()
    if payment is None:
        effect = NoticeEffect.UNKNOWN
    else:
        invoice = invoices.lock(payment.invoice_id)
        payment.refresh_from_db()
        effect = _follow(invoice, payment, fact)
    if source != "query" or effect != NoticeEffect.NOTHING:
        PlatformNotice.objects.create(
            vendor=vendor_code,
            event_id=fact.event_id or None,
            order_ref=fact.order_ref[:60],
            source=source,
            content=content,
            effect=effect,
        )
    return effect


def _follow(invoice: Invoice, payment: Payment, fact: Fact) -> NoticeEffect:
    if fact.kind == "paid":
        return _money_came(invoice, payment, fact)
    if fact.kind == "refunded":
        return refunds.follow(payment, fact)
    ended = _ENDED.get(fact.kind)
    # Whoever hears of the end after the money keeps the money.
    if ended is None or payment.state != PaymentState.WAITING:
        return NoticeEffect.NOTHING
    payment.state, payment.settled_at = ended, clock.now()
    payment.save(update_fields=["state", "settled_at"])
    return NoticeEffect.APPLIED


def _money_came(invoice: Invoice, payment: Payment, fact: Fact) -> NoticeEffect:
    at = fact.at or clock.now()
    standing = PlatformMoney.objects.filter(vendor=payment.vendor, platform_ref=fact.platform_ref).first()
    if standing is not None and standing.reversed_at is None:
        return NoticeEffect.NOTHING
    open_still = invoice.state == InvoiceState.OPEN
    applied = invoice.amount if open_still and fact.amount >= invoice.amount else 0
    # Money that was thought not to be there, and is, takes its row again.
    money = standing or PlatformMoney(vendor=payment.vendor, platform_ref=fact.platform_ref)
    times = "" if standing is None else f"/{standing.reversed_at:%y%m%d%H%M%S}"
    money.payment, money.order_ref, money.amount, money.applied = payment, payment.order_ref, fact.amount, applied
    money.at, money.day, money.reversed_at = at, timezone.localdate(at), None
    money.save()
    rest = fact.amount - applied
    post(
        f"money/{money.id}{times}",
        "platform-money",
        {Book.PLATFORM: fact.amount, Book.RECEIVABLE: -applied, Book.UNAPPLIED: -rest},
        invoice=invoice,
        day=money.day,
        note=money.platform_ref,
    )
    payment.state = PaymentState.PAID if applied else PaymentState.WRONG
    payment.settled_at = at
    payment.save(update_fields=["state", "settled_at"])
    if applied:
        invoices.settle(invoice, how=How.ONLINE, reference=money.platform_ref, actor=SYSTEM)
    if rest:
        hold(invoice, money, rest)
    return NoticeEffect.APPLIED


def hold(invoice: Invoice, money: PlatformMoney, amount: int) -> None:
    """Put money that pays no invoice before the accountant, to be given back."""
    inbox.put(
        inbox_kinds.UNAPPLIED,
        subject_id=invoice.id,
        title=f"{money.order_ref} · {invoice.payer_name}",
        detail=_("Tiền về {amount} đồng không khớp hóa đơn {code}").format(
            amount=f"{amount:,}".replace(",", "."), code=invoice.code
        ),
        unit=invoice.unit,
        permission=permissions.ACCOUNT,
    )
    outbox.publish(events.MONEY_UNAPPLIED, money.id, order=money.order_ref, amount=amount)


def cancel(actor: Actor, payment_ref: str) -> Payment:
    """Let the payer give up an attempt here; money that comes for it all the same is taken, or given back."""
    invoice_id = Payment.objects.filter(order_ref=payment_ref).values_list("invoice_id", flat=True).first()
    with transaction.atomic():
        invoice = invoices.locked(actor, invoice_id) if invoice_id else None
        payment = Payment.objects.filter(invoice=invoice, order_ref=payment_ref).get()
        if payment.state == PaymentState.WAITING:
            payment.state, payment.settled_at = PaymentState.CANCELLED, clock.now()
            payment.save(update_fields=["state", "settled_at"])
    return payment


def ask(payment: Payment) -> Payment:
    """Ask the platform what became of an attempt, and make the books follow; raise ``VendorFailed``."""
    try:
        facts = vendor_of(payment.vendor).query(payment.order_ref)
    except VendorFailed as failed:
        Payment.objects.filter(id=payment.id).update(
            polled_at=clock.now(), polls=payment.polls + 1, trouble=failed.message[:300]
        )
        raise
    # Money first: an end that is told beside it does not hide it.
    for fact in sorted(facts, key=lambda fact: fact.kind != "paid"):
        apply(payment.vendor, fact, source="query")
    Payment.objects.filter(id=payment.id).update(polled_at=clock.now(), polls=payment.polls + 1, trouble="")
    payment.refresh_from_db()
    if payment.state == PaymentState.WAITING and payment.expires_at <= clock.now() - POLL_AFTER:
        with transaction.atomic():
            invoices.lock(payment.invoice_id)
            Payment.objects.filter(id=payment.id, state=PaymentState.WAITING).update(
                state=PaymentState.EXPIRED, settled_at=clock.now()
            )
        payment.refresh_from_db()
    return payment


def ask_waiting(most: int = 100) -> int:
    """Ask about the attempts whose message has not come; return how many were asked.

    One that waits is asked again after twenty seconds and then ever more rarely; one that ended without money is
    still asked about for three days, because its message may have been lost. A platform out of order holds nobody up.
    """
    now = clock.now()
    silent = Q(polled_at=None) | Q(polled_at__lt=now - POLL_AFTER)
    ended = Q(state__in=[PaymentState.EXPIRED, PaymentState.CANCELLED], polls__lt=6) & (
        Q(polled_at=None) | Q(polled_at__lt=now - timedelta(hours=1))
    )
    rows = Payment.objects.filter(
        (Q(state=PaymentState.WAITING) & silent) | ended, created_at__range=(now - POLL_FOR, now - POLL_AFTER)
    ).order_by("polled_at")[:most]
    asked = 0
    for payment in rows:
        # After many tries in vain, fewer: 20 s, 40 s, … at most ten minutes apart.
        wait = min(POLL_AFTER * (payment.polls + 1), timedelta(minutes=10))
        if payment.polled_at is not None and payment.polled_at > now - wait:
            continue
        try:
            ask(payment)
        except VendorFailed:
            continue
        asked += 1
    return asked
