"""The right that outside systems know."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.foundation.permissions import declare

MANAGE = declare("outside.manage", _("Chọn và cấu hình hệ thống bên ngoài (thanh toán, bưu chính, định danh …)"))
