"""What money puts into the one inbox."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.inbox import declare

EXEMPTION = declare("payments.exemption", _("Đề nghị miễn, giảm phí, lệ phí"), "payments:invoice")
UNAPPLIED = declare("payments.unapplied", _("Tiền về không khớp hóa đơn"), "payments:invoice")
