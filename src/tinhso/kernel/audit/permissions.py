"""The right that the log knows."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.foundation.permissions import declare

READ = declare("audit.read", _("đọc nhật ký: ai đã làm gì, ai đã xem dữ liệu của ai"))
