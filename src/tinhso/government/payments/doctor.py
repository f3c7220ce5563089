"""Does the ledger say what the records say? Recomputed from the beginning, for ``tinhso doctor``."""

from django.db.models import F, Sum
from django.utils.translation import gettext as _

from tinhso.government.payments.models import Invoice, LedgerEntry, LedgerLine, PlatformMoney, Refund
from tinhso.government.payments.states import Book, InvoiceState, RefundState
from tinhso.kernel.foundation.modules import WARNING
from tinhso.kernel.foundation.vendors import VENDORS

_SHOWN = 5


def check_ledger() -> list[str]:
    """Return where the ledger does not follow from invoices, money and refunds."""
    found = []
    crooked = LedgerEntry.objects.annotate(total=Sum("lines__amount")).exclude(total=0)
    found += [f"bút toán {entry.key} không cân." for entry in crooked[:_SHOWN]]
    found += _invoices() + _platform()
    unapplied = -_balance(Book.UNAPPLIED)
    if unapplied < 0:
        found.append(f"khoản thu thừa âm {-unapplied} đồng.")
    elif unapplied:
        found.append(f"{WARNING}còn {unapplied:,} đồng thu thừa, chưa rõ, chờ kế toán hoàn trả.".replace(",", "."))
    return found


def _balance(book: Book) -> int:
    return int(LedgerLine.objects.filter(book=book).aggregate(total=Sum("amount"))["total"] or 0)


def _invoices() -> list[str]:
    """Each open invoice is owed in full, every other one not at all."""
    owed = dict(
        LedgerLine.objects.filter(book=Book.RECEIVABLE, entry__invoice__isnull=False)
        .order_by()
        .values_list("entry__invoice_id")
        .annotate(total=Sum("amount"))
        .exclude(total=0)
    )
    due = dict(Invoice.objects.filter(state=InvoiceState.OPEN).exclude(amount=0).values_list("id", "amount"))
    wrong = sorted(str(key) for key in owed.keys() | due.keys() if owed.get(key, 0) != due.get(key, 0))
    codes = Invoice.objects.filter(id__in=wrong[:_SHOWN]).values_list("code", flat=True)
    return [_("Hóa đơn {code}: sổ và hóa đơn ghi số phải thu khác nhau.").format(code=code) for code in codes]


def _platform() -> list[str]:
    """What stands at the platform is what came less what went back."""
    came = PlatformMoney.objects.filter(reversed_at=None).aggregate(total=Sum("amount"))["total"] or 0
    went = Refund.objects.filter(state=RefundState.DONE).aggregate(total=Sum("amount"))["total"] or 0
    found = []
    if _balance(Book.PLATFORM) != came - went:
        found.append(
            _("Tiền ở nền tảng: sổ ghi {book}, các khoản cộng lại {sum} đồng.").format(
                book=_balance(Book.PLATFORM), sum=came - went
            )
        )
    over = PlatformMoney.objects.filter(applied__gt=F("amount")).count()
    if over:
        found.append(_("{count} khoản tiền trừ vào hóa đơn nhiều hơn số đã nhận.").format(count=over))
    return found


def check_vendors() -> list[str]:
    """Payments that wait belong to platforms that the software still knows."""
    known = {vendor.code for vendor in VENDORS.values() if vendor.kind == "payment"}
    strange = PlatformMoney.objects.exclude(vendor__in=known).values_list("vendor", flat=True).distinct()
    return [f"{WARNING}có tiền của nền tảng “{code}” mà phần mềm không còn biết." for code in strange]
