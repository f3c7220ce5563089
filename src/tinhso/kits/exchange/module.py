"""What the kit tells the house."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.foundation.modules import Check, Module, NavigationItem
from tinhso.kits.exchange import offers, permissions
from tinhso.kits.exchange.verification import check_log

MODULE = Module(
    code="exchange",
    name=_("Tích hợp, chia sẻ dữ liệu"),
    icon="arrows-exchange",
    navigation=(
        NavigationItem(
            _("Trục tích hợp"), "exchange:services", icon="arrows-exchange", permission=permissions.VIEW, order=790
        ),
    ),
    checks=(Check(_("Nhật ký của trục"), check_log),),
    extras={"services": offers},
)
