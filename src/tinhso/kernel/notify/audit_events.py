"""What the room records in the audit log."""

from tinhso.kernel.audit import declare

TEMPLATE_CHANGED = declare("notify.template-changed", "Đã sửa mẫu thông báo")
