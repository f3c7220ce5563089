"""The day's reconciliation: the platform's file is taken in, compared, and each difference corrected when accepted."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.government.payments import audit_events as happened
from tinhso.government.payments import queries
from tinhso.government.payments.matching import Booked, Found, Ours, Returned, find
from tinhso.government.payments.models import (
    Difference,
    Invoice,
    Payment,
    PlatformMoney,
    Reconciliation,
    Refund,
)
from tinhso.government.payments.services import corrections, platform
from tinhso.government.payments.states import Correction, DifferenceState, InvoiceState, RefundState
from tinhso.government.payments.vendors import FileRow
from tinhso.kernel.audit import services as audit
from tinhso.kernel.files import services as files
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Conflict, Invalid, NotFound
from tinhso.kernel.identity.actor import Actor

CSV = "text/csv"


def run(actor: Actor, day: date, *, content: bytes | None = None) -> Reconciliation:
    """Compare the books with the platform's file of ``day``, fetched when not given; nothing is corrected yet.

    Raise ``Forbidden``, ``Invalid`` for a day to come, ``VendorFailed`` (``Forged`` for a changed file).
    """
    queries.demand_province(actor)
    if day > clock.today():
        raise Invalid({"day": _("Chọn hôm nay hoặc một ngày đã qua.")})
    vendor = platform.vendor_now()
    given = content if content is not None else vendor.day_file(day)
    rows = vendor.read_file(given)
    file = files.store_made(given, f"doi-soat-{vendor.code}-{day.isoformat()}.csv", CSV, actor=actor)
    with transaction.atomic():
        found, matched = find(day, ours_of(vendor.code, day, rows), rows)
        kept = Reconciliation.objects.create(
            vendor=vendor.code,
            day=day,
            file=file,
            done_by_id=actor.account_id,
            rows=len(rows),
            matched=matched,
            theirs=sum(row.amount for row in rows if row.kind == "payment" and row.status == "success"),
            ours=_taken_on(vendor.code, day),
        )
        Difference.objects.bulk_create([_difference(kept, one) for one in found], batch_size=1000)
        audit.record(
            actor,
            happened.RECONCILED,
            subject_kind="payments.reconciliation",
            subject_id=kept.id,
            subject_label=str(kept),
            day=day.isoformat(),
            differences=len(found),
        )
    return kept


def ours_of(vendor: str, day: date, rows: list[FileRow]) -> Ours:
    """Return our side of a day: what was booked on it, and every attempt that the file names."""
    orders = {row.order_ref for row in rows}
    refs = {row.platform_ref for row in rows}
    money = PlatformMoney.objects.filter(vendor=vendor, reversed_at=None)
    booked = {row.platform_ref: row for row in money.filter(day=day)}
    booked |= {row.platform_ref: row for row in money.filter(order_ref__in=orders)}
    booked |= {row.platform_ref: row for row in money.filter(platform_ref__in=refs)}
    attempts = Payment.objects.filter(vendor=vendor, order_ref__in=orders).values_list("order_ref", "state", "amount")
    open_orders = Payment.objects.filter(
        vendor=vendor, order_ref__in=orders, invoice__state=InvoiceState.OPEN
    ).values_list("order_ref", flat=True)
    refunds = Refund.objects.filter(money__vendor=vendor).exclude(state=RefundState.REJECTED).select_related("money")
    named = refunds.filter(money__order_ref__in=orders)
    done = refunds.filter(state=RefundState.DONE, done_at__date=day)
    return Ours(
        attempts={order: (state, amount) for order, state, amount in attempts},
        open_orders=frozenset(open_orders),
        money=tuple(Booked(row.platform_ref, row.order_ref, row.amount, row.at, row.day) for row in booked.values()),
        refunds=tuple(
            {
                refund.id: Returned(
                    key=str(refund.id),
                    order_ref=refund.money.order_ref,
                    platform_ref=refund.platform_ref,
                    amount=refund.amount,
                    day=timezone.localdate(refund.done_at) if refund.done_at else day,
                    done=refund.state == RefundState.DONE,
                )
                for refund in (*named, *done)
            }.values()
        ),
    )


def _taken_on(vendor: str, day: date) -> int:
    return sum(PlatformMoney.objects.filter(vendor=vendor, day=day, reversed_at=None).values_list("amount", flat=True))


def _difference(kept: Reconciliation, one: Found) -> Difference:
    return Difference(
        reconciliation=kept,
        kind=one.kind,
        proposal=one.proposal,
        line=one.line,
        order_ref=one.order_ref[:60],
        platform_ref=one.platform_ref[:60],
        refund_key=one.refund_key[:60],
        ours=one.ours,
        theirs=one.theirs,
        at=one.at,
        words=one.words,
    )


CORRECTIONS: dict[str, Callable[[Actor, Difference], str]] = {
    Correction.BOOK: corrections.book,
    Correction.HOLD: corrections.book,
    Correction.REFUND_EXTRA: corrections.book_and_refund,
    Correction.REVERSE: corrections.reverse,
    Correction.CORRECT_UP: corrections.correct_up,
    Correction.CORRECT_DOWN: corrections.correct_down,
    Correction.MOVE_DAY: corrections.move_day,
    Correction.BOOK_REFUND: corrections.book_refund,
    Correction.RESEND_REFUND: corrections.resend_refund,
    Correction.WAIT: corrections.nothing,
    Correction.IGNORE: corrections.nothing,
}


@transaction.atomic
def accept(actor: Actor, difference_id: UUID) -> Difference:
    """Correct the books as proposed; accepted twice, or by two at once, it is done once."""
    difference = _open(actor, difference_id)
    difference.decision = CORRECTIONS[difference.proposal](actor, difference)[:400]
    return _close(actor, difference, DifferenceState.ACCEPTED)


@transaction.atomic
def dismiss(actor: Actor, difference_id: UUID, *, reason: str) -> Difference:
    """Leave the books as they are, with the reason."""
    difference = _open(actor, difference_id)
    if not reason.strip():
        raise Invalid({"reason": _("Ghi vì sao không sửa theo đề xuất.")})
    difference.decision = reason.strip()[:400]
    return _close(actor, difference, DifferenceState.DISMISSED)


def _open(actor: Actor, key: UUID) -> Difference:
    queries.demand_province(actor)
    found = Difference.objects.select_for_update().filter(id=key).values_list("state", flat=True).first()
    if found is None:
        raise NotFound
    if found != DifferenceState.OPEN:
        raise Conflict(_("Sai lệch này đã được xử lý."))
    return Difference.objects.select_related("reconciliation").get(id=key)


def _close(actor: Actor, difference: Difference, state: DifferenceState) -> Difference:
    difference.state, difference.decided_by_id, difference.decided_at = state, actor.account_id, clock.now()
    difference.save()
    audit.record(
        actor,
        happened.CORRECTED,
        subject_kind="payments.difference",
        subject_id=difference.id,
        subject_label=difference.order_ref,
        kind=difference.kind,
        proposal=difference.proposal,
        accepted=state == DifferenceState.ACCEPTED,
        order=difference.order_ref,
    )
    return difference


def invoice_of(difference: Difference) -> Invoice | None:
    """Return the invoice that a difference concerns, if any."""
    return Invoice.objects.filter(payments__order_ref=difference.order_ref).first()
