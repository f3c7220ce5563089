"""What the room records."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.audit.declarations import declare

SIGNED = declare(
    "signing.signed",
    _("Ký số lên giấy tờ"),
    {"role": _("Vai ký"), "credential": _("Chứng thư số"), "number": _("Số giấy tờ")},
)
ENROLLED = declare(
    "signing.enrolled", _("Đăng ký chứng thư số"), {"provider": _("Nơi giữ khóa"), "holder": _("Chủ thể")}
)
REVOKED = declare("signing.credential-revoked", _("Ngừng dùng chứng thư số"), {"reason": _("Lý do")})
ROOT_WITHDRAWN = declare("signing.root-withdrawn", _("Ngừng tin cậy một gốc"), {"reason": _("Lý do")})
ROOT_ADDED = declare("signing.root-added", _("Thêm gốc tin cậy"), {"demonstration": _("Chỉ để trình diễn")})
