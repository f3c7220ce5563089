"""What the room records in the audit log."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.audit import declare

TEMPLATE_CHANGED = declare("notify.template-changed", _("Đã sửa mẫu thông báo"))
