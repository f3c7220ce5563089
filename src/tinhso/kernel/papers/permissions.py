"""Rights over papers."""

from tinhso.kernel.foundation.permissions import declare

EDIT_TEMPLATES = declare("papers.edit-templates", "Sửa mẫu giấy tờ")
REVOKE = declare("papers.revoke", "Thu hồi giấy tờ đã ban hành")
