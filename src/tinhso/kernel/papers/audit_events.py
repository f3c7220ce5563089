"""What the room records."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.audit.declarations import declare

REVOKED = declare("papers.revoked", _("Thu hồi giấy tờ đã ban hành"), {"reason": _("Lý do")})
TEMPLATE_SAVED = declare(
    "papers.template-saved",
    _("Lưu phiên bản mới của mẫu giấy tờ"),
    {"template": _("Mã mẫu"), "version": _("Phiên bản")},
)
FETCHED = declare("papers.fetched", _("Tải bản ký số từ trang xác minh"), {})
