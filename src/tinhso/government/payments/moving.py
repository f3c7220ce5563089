"""Money in a reorganisation: what is still owed is owed to the heir; what was booked stays where it was booked."""

from django.utils.translation import gettext_lazy as _

from tinhso.government.payments.models import CashSession, Invoice, LedgerEntry
from tinhso.kernel.organizations.moving import Column, Group, Stays, register

_OPEN = "t.state = 'open'"
register(
    Column("payments.invoices", _("Khoản phí chưa nộp"), Group.WORK, Invoice, condition=_OPEN, order=35),
    Column(
        "payments.desks",
        _("Nơi thu của khoản phí chưa nộp"),
        Group.WORK,
        Invoice,
        column="desk_id",
        condition=_OPEN,
        desk=True,
        order=36,
        counted=False,
    ),
    Column(
        "payments.sessions", _("Ca thu tiền đang mở"), Group.WORK, CashSession, condition=_OPEN, desk=True, order=36
    ),
    Stays("payments.entries", _("Bút toán"), model=LedgerEntry, note=_("Bút toán đã ghi không sửa.")),
)
