"""What the audit log keeps of the store."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.audit import declare

SHARED = declare(
    "documents.shared",
    _("Đồng ý cho một hồ sơ dùng giấy tờ trong kho"),
    {"procedure": _("thủ tục"), "part": _("giấy tờ")},
)
TAKEN_BACK = declare("documents.taken-back", _("Thu hồi đồng ý dùng giấy tờ"), {"procedure": _("thủ tục")})
REMOVED = declare("documents.removed", _("Bỏ giấy tờ khỏi kho cá nhân"), {})
