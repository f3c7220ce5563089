"""What money tells the house."""

from django.utils.translation import gettext_lazy as _

from tinhso.government.payments import panels, permissions
from tinhso.government.payments.doctor import check_ledger, check_vendors
from tinhso.kernel.foundation.modules import Check, Module, NavigationItem
from tinhso.kits.procedures.panels import register
from tinhso.kits.procedures.services.payment import COLLECTORS

CODE = "payments"
COLLECTORS.add(CODE)
register(panels.CITIZEN_PANEL)
register(panels.OFFICER_PANEL)

MODULE = Module(
    code=CODE,
    name=_("Thu phí, lệ phí"),
    icon="cash",
    requires=("procedures",),
    navigation=(
        NavigationItem(_("Thu tiền mặt"), "payments:cash", icon="cash", permission=permissions.CASH, order=150),
        NavigationItem(
            _("Kế toán phí, lệ phí"), "payments:desk", icon="calculator", permission=permissions.VIEW, order=160
        ),
    ),
    checks=(
        Check(_("Sổ tiền phí, lệ phí"), check_ledger),
        Check(_("Nền tảng thanh toán đã dùng"), check_vendors),
    ),
)
