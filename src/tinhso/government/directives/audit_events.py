"""What the audit log keeps of directives: who decided over others' work, read restricted ones, changed the rules."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.audit import declare

DECIDED = declare(
    "directives.decided",
    _("Giao, xác nhận, trả lại, gia hạn, tạm dừng hoặc hủy bỏ nhiệm vụ"),
    {"act": _("việc đã làm"), "text": _("lý do")},
)
READ_RESTRICTED = declare("directives.read-restricted", _("Mở một nhiệm vụ hạn chế người xem"))
RULED = declare(
    "directives.ruled", _("Sửa quy định, mẫu nhiệm vụ hoặc chốt bảng xếp hạng"), {"what": _("điều thay đổi")}
)
PRINTED = declare("directives.printed", _("Lập danh sách nhiệm vụ quá hạn"), {"lines": _("số dòng")})
