"""What the kit tells the house."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.foundation.modules import Check, Module
from tinhso.kits.exchange.verification import check_log

MODULE = Module(
    code="exchange",
    name=_("Tích hợp, chia sẻ dữ liệu"),
    icon="arrows-exchange",
    checks=(Check(_("Nhật ký của trục"), check_log),),
)
