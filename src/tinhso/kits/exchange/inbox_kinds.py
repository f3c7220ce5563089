"""What the exchange puts into the one inbox."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.inbox import declare

RESTORE = declare("exchange.restore", _("Khôi phục dịch vụ không trả lời"), "exchange:service")
