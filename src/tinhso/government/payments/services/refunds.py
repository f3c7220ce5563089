"""Giving money back: asked for, approved by somebody else, sent until the platform has done it."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from tinhso.government.payments import audit_events as happened
from tinhso.government.payments import events, permissions
from tinhso.government.payments.models import Invoice, Payment, PlatformMoney, Refund
from tinhso.government.payments.services import invoices
from tinhso.government.payments.services.ledger import post
from tinhso.government.payments.states import Book, InvoiceState, NoticeEffect, RefundState
from tinhso.government.payments.vendors import PAYMENT, Fact, PaymentVendor
from tinhso.kernel.audit import services as audit
from tinhso.kernel.events import services as outbox
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Conflict, Forbidden, Invalid, NotFound
from tinhso.kernel.foundation.vendors import VendorFailed
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.inbox import services as inbox
from tinhso.kernel.outside import queries as outside

COUNTED = (RefundState.REQUESTED, RefundState.APPROVED, RefundState.DONE)


def left_to_refund(money: PlatformMoney, *, applied: bool) -> int:
    """Return how much of the money may still be given back: of what paid the invoice, or of what was too much."""
    whole = money.applied if applied else money.amount - money.applied
    asked = money.refunds.filter(state__in=COUNTED, from_applied=applied).aggregate(total=Sum("amount"))["total"]
    return max(0, whole - (asked or 0)) if money.reversed_at is None else 0


@transaction.atomic
def request(actor: Actor, money_id: UUID, *, amount: int, reason: str, from_applied: bool) -> Refund:
    """Ask for money to be given back; somebody else approves it. Raise ``Forbidden`` or ``Invalid``."""
    money = _locked(money_id)
    if money.payment is not None:
        actor.demand(permissions.ACCOUNT, money.payment.invoice.unit)
    else:
        actor.demand(permissions.ACCOUNT)
    wrong = {}
    most = left_to_refund(money, applied=from_applied)
    if not 0 < amount <= most:
        wrong["amount"] = _("Chỉ hoàn được từ 1 đến {most} đồng.").format(most=f"{most:,}".replace(",", "."))
    if not reason.strip():
        wrong["reason"] = _("Ghi lý do hoàn trả và căn cứ.")
    if wrong:
        raise Invalid(wrong)
    refund = Refund.objects.create(
        money=money,
        amount=amount,
        reason=reason.strip()[:400],
        from_applied=from_applied,
        requested_by_id=actor.account_id,
    )
    _note(actor, happened.REFUND_ASKED, refund, reason=refund.reason)
    return refund


@transaction.atomic
def decide(actor: Actor, refund_id: UUID, *, granted: bool) -> Refund:
    """Approve a refund, or not: never by who asked for it. Approved, it is owed, and sent in the background."""
    refund, money = locked(refund_id)
    if money.payment is not None:
        actor.demand(permissions.ACCOUNT, money.payment.invoice.unit)
    else:
        actor.demand(permissions.ACCOUNT)
    if refund.state != RefundState.REQUESTED:
        raise Conflict(_("Đề nghị hoàn trả này đã được xét."))
    if granted and refund.requested_by_id == actor.account_id and not actor.is_system:
        raise Forbidden(_("Người đề nghị hoàn trả không tự duyệt được; cần một người khác có quyền kế toán."))
    approve(actor, refund, money) if granted else _reject(actor, refund)
    return refund


def approve(actor: Actor, refund: Refund, money: PlatformMoney) -> None:
    """Owe a refund from now on; the caller has checked the right."""
    refund.state, refund.decided_by_id, refund.decided_at = RefundState.APPROVED, actor.account_id, clock.now()
    refund.save()
    post(f"refund/{refund.id}", "refund-owed", _owed(refund), invoice=_invoice(money), note=refund.reason)
    _note(actor, happened.REFUND_DECIDED, refund, granted=True)


def _reject(actor: Actor, refund: Refund) -> None:
    refund.state, refund.decided_by_id, refund.decided_at = RefundState.REJECTED, actor.account_id, clock.now()
    refund.save()
    _note(actor, happened.REFUND_DECIDED, refund, granted=False)


def _owed(refund: Refund) -> dict[Book, int]:
    source = Book.REVENUE if refund.from_applied else Book.UNAPPLIED
    return {source: refund.amount, Book.REFUND_DUE: -refund.amount}


def send_approved(most: int = 50) -> int:
    """Send the refunds that are approved; return how many are done. One that fails waits for the next turn."""
    done = 0
    rows = Refund.objects.filter(state=RefundState.APPROVED).order_by("tries", "created_at")
    for refund in rows.select_related("money")[:most]:
        done += send(refund)
    return done


def send(refund: Refund) -> bool:
    """Send one refund to the platform under its own key, so that sending it again is the same refund there."""
    money = refund.money
    try:
        vendor = outside.vendor_named(PAYMENT, money.vendor)
        if not isinstance(vendor, PaymentVendor):
            raise TypeError(vendor)
        fact = vendor.refund(
            money.order_ref,
            platform_ref=money.platform_ref,
            key=str(refund.id),
            amount=refund.amount,
            reason=refund.reason,
        )
    except VendorFailed as failed:
        with transaction.atomic():
            standing, money = locked(refund.id)
            if standing.state == RefundState.APPROVED:
                standing.tries, standing.trouble = standing.tries + 1, failed.message[:300]
                if not failed.retry:
                    standing.state = RefundState.FAILED
                    back = {book: -amount for book, amount in _owed(standing).items()}
                    post(f"refund-failed/{standing.id}", "refund-failed", back, invoice=_invoice(money))
                standing.save()
        return False
    if fact.kind != "refunded":
        return False
    with transaction.atomic():
        return finish(refund.id, platform_ref=fact.platform_ref)


def finish(refund_id: UUID, *, platform_ref: str) -> bool:
    """Note that the platform has given the money back; told again it changes nothing."""
    refund, money = locked(refund_id)
    if refund.state == RefundState.DONE:
        return False
    if refund.state != RefundState.APPROVED:
        # The platform did it without our approval: the books follow what happened.
        post(f"refund-late/{refund.id}", "refund-owed", _owed(refund), invoice=_invoice(money))
    refund.state, refund.platform_ref, refund.done_at = RefundState.DONE, platform_ref, clock.now()
    refund.trouble = ""
    refund.save()
    gone = {Book.REFUND_DUE: refund.amount, Book.PLATFORM: -refund.amount}
    post(f"refund-done/{refund.id}/{platform_ref}", "refund-done", gone, invoice=_invoice(money), note=platform_ref)
    outbox.publish(events.REFUND_DONE, refund.id, amount=refund.amount, order=money.order_ref)
    if refund.from_applied and money.payment is not None and left_to_refund(money, applied=True) == 0:
        invoice = invoices.lock(money.payment.invoice_id)
        invoice.state = InvoiceState.REFUNDED
        invoice.save(update_fields=["state"])
    if money.payment is not None and left_to_refund(money, applied=False) == 0:
        inbox.close(money.payment.invoice_id)
    return True


def follow(payment: Payment, fact: Fact) -> NoticeEffect:
    """Follow the platform's word that it gave money back, when it is a refund of ours."""
    if not fact.refund_key:
        return NoticeEffect.UNKNOWN
    refund = Refund.objects.filter(id__in=keys_in(fact.refund_key), money__payment=payment).first()
    if refund is None:
        return NoticeEffect.UNKNOWN
    return NoticeEffect.APPLIED if finish(refund.id, platform_ref=fact.platform_ref) else NoticeEffect.NOTHING


def keys_in(text: str) -> list[UUID]:
    """Return the key that a text is, as a list of one or none."""
    try:
        return [UUID(text)]
    except ValueError:
        return []


def locked(refund_id: UUID) -> tuple[Refund, PlatformMoney]:
    """Return a refund and its money, locked in the order in which everybody locks; raise ``NotFound``."""
    money_id = Refund.objects.filter(id=refund_id).values_list("money_id", flat=True).first()
    if money_id is None:
        raise NotFound
    money = _locked(money_id)
    return Refund.objects.select_for_update().get(id=refund_id), money


def _locked(money_id: UUID) -> PlatformMoney:
    """Return money, locked after its dossier and invoice: whoever follows the platform's word comes that way too."""
    found = PlatformMoney.objects.filter(id=money_id).values_list("payment__invoice_id").first()
    if found is None:
        raise NotFound
    if found[0] is not None:
        invoices.lock(found[0])
    PlatformMoney.objects.select_for_update().values_list("id").get(id=money_id)
    return PlatformMoney.objects.select_related("payment__invoice__unit").get(id=money_id)


def _invoice(money: PlatformMoney) -> Invoice | None:
    return money.payment.invoice if money.payment else None


def _note(actor: Actor, code: str, refund: Refund, **details: Any) -> None:
    audit.record(
        actor,
        code,
        subject_kind="payments.refund",
        subject_id=refund.id,
        subject_label=refund.money.order_ref,
        amount=refund.amount,
        **details,
    )
