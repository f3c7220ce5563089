"""What the room records."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.audit.declarations import declare

SIGNED = declare(
    "signing.signed", _("Ký số lên giấy tờ"), {"role": "Vai ký", "credential": "Chứng thư số", "number": "Số giấy tờ"}
)
ENROLLED = declare("signing.enrolled", _("Đăng ký chứng thư số"), {"provider": "Nơi giữ khóa", "holder": "Chủ thể"})
REVOKED = declare("signing.credential-revoked", _("Ngừng dùng chứng thư số"), {"reason": "Lý do"})
ROOT_ADDED = declare("signing.root-added", _("Thêm gốc tin cậy"), {"demonstration": "Chỉ để trình diễn"})
