"""What the audit log keeps of the post."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.audit import declare

ORDERED = declare("post.ordered", _("Đặt bưu gửi"), {"number": _("số hiệu"), "direction": _("chiều")})
FORGED = declare("post.notice-forged", _("Nhận thông báo bưu chính có chữ ký không đúng"), {"vendor": _("nơi gửi")})
