"""The corrections that a reconciliation proposes; each runs in the transaction that accepts the difference.

Each returns what was done, for the record, in Vietnamese.
"""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as kept

from tinhso.government.payments.models import Difference, Payment, PlatformMoney, Refund
from tinhso.government.payments.services import invoices, platform, refunds
from tinhso.government.payments.services.ledger import post
from tinhso.government.payments.services.receipts import TITLE
from tinhso.government.payments.states import Book, InvoiceState, PaymentState, RefundState
from tinhso.government.payments.vendors import Fact
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Refused
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.papers import services as papers
from tinhso.kernel.papers.permissions import REVOKE
from tinhso.kits.procedures.services import payment as waiting

_NOT_THERE = kept("Đối soát: nền tảng thanh toán không có khoản tiền này")


def nothing(actor: Actor, difference: Difference) -> str:  # noqa: ARG001 - a correction like the others
    """Leave the books as they are: the platform's next file, or the platform itself, puts it right."""
    return _("Không đổi sổ.")


def book(actor: Actor, difference: Difference) -> str:  # noqa: ARG001 - a correction like the others
    """Book money that the platform took; it pays the invoice when that is open and it suffices, else it is held."""
    money = _booked(difference)
    if money.applied:
        return _("Đã ghi {amount} đồng, hóa đơn đã nộp.").format(amount=_number(money.amount))
    return _("Đã ghi {amount} đồng vào khoản chờ hoàn trả.").format(amount=_number(money.amount))


def book_and_refund(actor: Actor, difference: Difference) -> str:
    """Book a second payment and give it back."""
    money = _booked(difference)
    refund = _refund(actor, money, money.amount - money.applied, difference)
    return _("Đã ghi và duyệt hoàn {amount} đồng.").format(amount=_number(refund.amount))


def _booked(difference: Difference) -> PlatformMoney:
    vendor = difference.reconciliation.vendor
    standing = PlatformMoney.objects.filter(vendor=vendor, platform_ref=difference.platform_ref).first()
    if standing is not None and standing.reversed_at is None:
        return standing
    if Payment.objects.filter(vendor=vendor, order_ref=difference.order_ref).exists():
        fact = Fact(
            difference.order_ref, "paid", difference.platform_ref, difference.theirs or 0, difference.at or clock.now()
        )
        platform.apply(vendor, fact, source="reconciliation")
        return PlatformMoney.objects.get(vendor=vendor, platform_ref=difference.platform_ref)
    at = difference.at or clock.now()
    money = PlatformMoney.objects.create(
        vendor=vendor,
        platform_ref=difference.platform_ref,
        order_ref=difference.order_ref,
        amount=difference.theirs or 0,
        at=at,
        day=timezone.localdate(at),
    )
    post(
        f"money/{money.id}",
        "platform-money",
        {Book.PLATFORM: money.amount, Book.UNAPPLIED: -money.amount},
        day=money.day,
        note=money.platform_ref,
    )
    return money


def _refund(actor: Actor, money: PlatformMoney, amount: int, difference: Difference) -> Refund:
    refund = Refund.objects.create(
        money=money, amount=amount, reason=difference.words, requested_by_id=actor.account_id
    )
    refunds.approve(actor, refund, money)
    return refund


def _money(difference: Difference) -> PlatformMoney:
    money = PlatformMoney.objects.filter(
        vendor=difference.reconciliation.vendor, order_ref=difference.order_ref, reversed_at=None
    )
    exact = money.filter(platform_ref=difference.platform_ref).first()
    found = exact or money.first()
    if found is None:
        raise Refused(_("Sổ không còn khoản tiền này; hãy đối soát lại ngày ấy."), code="nothing-to-correct")
    if found.payment_id is not None:
        payment = Payment.objects.get(id=found.payment_id)
        invoices.lock(payment.invoice_id)
    return PlatformMoney.objects.select_related("payment__invoice__unit").get(id=found.id)


def reverse(actor: Actor, difference: Difference) -> str:
    """Take back what was booked and did not come: the invoice is open again, and the dossier waits where it must."""
    money = _money(difference)
    _unapply(actor, money, kept_amount=0)
    return _("Đã bỏ ghi nhận {amount} đồng; hóa đơn trở lại chưa nộp.").format(amount=_number(money.amount))


def correct_down(actor: Actor, difference: Difference) -> str:
    """Write what really came; it does not suffice, so the invoice is open again and the money is held."""
    money = _money(difference)
    theirs = difference.theirs or 0
    before = money.amount
    _unapply(actor, money, kept_amount=theirs)
    return _("Đã sửa {before} thành {after} đồng, chờ hoàn trả; hóa đơn trở lại chưa nộp.").format(
        before=_number(before), after=_number(theirs)
    )


def _unapply(actor: Actor, money: PlatformMoney, *, kept_amount: int) -> None:
    """Undo what the money paid; of it ``kept_amount`` really came and is held."""
    invoice = money.payment.invoice if money.payment else None
    post(
        f"correction/{money.id}/{money.amount}-{kept_amount}",
        "correction",
        {
            Book.PLATFORM: kept_amount - money.amount,
            Book.RECEIVABLE: money.applied,
            Book.UNAPPLIED: money.amount - money.applied - kept_amount,
        },
        invoice=invoice,
        note=money.platform_ref,
    )
    was_applied = money.applied
    money.amount, money.applied = kept_amount or money.amount, 0
    money.reversed_at = None if kept_amount else clock.now()
    money.save()
    if invoice is None or money.payment is None or not was_applied:
        return
    money.payment.state = PaymentState.WRONG if kept_amount else PaymentState.FAILED
    money.payment.save(update_fields=["state"])
    if invoice.state == InvoiceState.PAID:
        invoice.state, invoice.how, invoice.settled_at = InvoiceState.OPEN, "", None
        invoice.save(update_fields=["state", "how", "settled_at"])
        for receipt in invoice.receipts.filter(revoked=False).select_related("paper__unit"):
            receipt.revoked = True
            receipt.save(update_fields=["revoked"])
            if actor.may(REVOKE, receipt.paper.unit):
                papers.revoke(receipt.paper, actor=actor, reason=f"{TITLE}: {_NOT_THERE}")
        waiting.reopen(actor, invoice.dossier_id, list(invoice.lines.values_list("fee", flat=True)), reason=_NOT_THERE)


def correct_up(actor: Actor, difference: Difference) -> str:  # noqa: ARG001 - a correction like the others
    """Write what came beyond what was booked, to be given back."""
    money = _money(difference)
    more = (difference.theirs or 0) - money.amount
    if more <= 0:
        raise Refused(_("Sổ đã ghi đủ; hãy đối soát lại ngày ấy."), code="nothing-to-correct")
    invoice = money.payment.invoice if money.payment else None
    post(
        f"correction/{money.id}/+{more}",
        "correction",
        {Book.PLATFORM: more, Book.UNAPPLIED: -more},
        invoice=invoice,
        note=money.platform_ref,
    )
    money.amount += more
    money.save(update_fields=["amount"])
    if invoice is not None:
        platform.hold(invoice, money, more)
    return _("Đã ghi thêm {amount} đồng vào khoản chờ hoàn trả.").format(amount=_number(more))


def move_day(actor: Actor, difference: Difference) -> str:  # noqa: ARG001 - a correction like the others
    """Book the money on the platform's day: out of the one, into the other."""
    money = _money(difference)
    day = timezone.localdate(difference.at or clock.now())
    lines = {Book.PLATFORM: money.amount, Book.RECEIVABLE: -money.applied, Book.UNAPPLIED: money.applied - money.amount}
    back = {name: -amount for name, amount in lines.items()}
    invoice = money.payment.invoice if money.payment else None
    name = f"day/{money.id}/{money.day:%y%m%d}-{day:%y%m%d}"
    post(f"{name}/out", "day-moved", back, invoice=invoice, day=money.day, note=money.platform_ref)
    post(f"{name}/in", "day-moved", lines, invoice=invoice, day=day, note=money.platform_ref)
    money.day = day
    money.save(update_fields=["day"])
    return _("Đã chuyển sang ngày {day}.").format(day=f"{day:%d/%m/%Y}")


def book_refund(actor: Actor, difference: Difference) -> str:
    """Book a refund that the platform made: of ours that was not noted as done, or of its own accord."""
    refund = Refund.objects.filter(id__in=refunds.keys_in(difference.refund_key)).first()
    if refund is None:
        money = _money(difference)
        free = refunds.left_to_refund(money, applied=False)
        refund = Refund.objects.create(
            money=money,
            amount=difference.theirs or 0,
            from_applied=free < (difference.theirs or 0),
            reason=difference.words,
            requested_by_id=actor.account_id,
        )
        refunds.approve(actor, refund, money)
    refunds.finish(refund.id, platform_ref=difference.platform_ref)
    return _("Đã ghi hoàn {amount} đồng.").format(amount=_number(refund.amount))


def resend_refund(actor: Actor, difference: Difference) -> str:  # noqa: ARG001 - a correction like the others
    """Take back the note that a refund was done, and send it again under the same key."""
    known = Refund.objects.filter(id__in=refunds.keys_in(difference.refund_key)).values_list("id", flat=True).first()
    refund, money = refunds.locked(known) if known else (None, None)
    if refund is None or money is None or refund.state != RefundState.DONE:
        raise Refused(_("Lệnh hoàn này không còn ở trạng thái đã hoàn."), code="nothing-to-correct")
    gone = {Book.REFUND_DUE: -refund.amount, Book.PLATFORM: refund.amount}
    invoice = money.payment.invoice if money.payment else None
    again = int((clock.now() - refund.created_at) / timedelta(milliseconds=1))
    post(f"refund-again/{refund.id}/{again}", "refund-again", gone, invoice=invoice, note=refund.platform_ref)
    refund.state, refund.platform_ref, refund.done_at = RefundState.APPROVED, "", None
    refund.save()
    return _("Lệnh hoàn sẽ được gửi lại.")


def _number(amount: int) -> str:
    return f"{amount:,}".replace(",", ".")
