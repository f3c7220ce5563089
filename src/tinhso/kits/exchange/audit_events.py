"""What the audit log keeps of the exchange's directory and agreements; calls have a log of their own."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.audit import declare

_CERTIFICATE = {"sha256": _("SHA-256 của chứng thư số")}

PARTICIPANT_ADDED = declare(
    "exchange.participant-added", _("Thêm thành viên của trục"), {"identifier": _("mã định danh")}
)
SUBSYSTEM_ADDED = declare("exchange.subsystem-added", _("Thêm phần mềm của trục"), {"identifier": _("mã định danh")})
CERTIFICATE_ADDED = declare("exchange.certificate-added", _("Đăng ký chứng thư số của thành viên trục"), _CERTIFICATE)
CERTIFICATE_WITHDRAWN = declare(
    "exchange.certificate-withdrawn",
    _("Ngừng chấp nhận chứng thư số của thành viên trục"),
    {**_CERTIFICATE, "reason": _("lý do")},
)
SERVICE_PUBLISHED = declare(
    "exchange.service-published",
    _("Công bố dịch vụ trên trục"),
    {"version": _("phiên bản"), "identifier": _("mã định danh")},
)
SERVICE_CHANGED = declare("exchange.service-changed", _("Đổi tình trạng dịch vụ trên trục"), {"what": _("nội dung")})
AGREEMENT_ASKED = declare(
    "exchange.agreement-asked",
    _("Đề nghị khai thác dịch vụ"),
    {"fields": _("trường dữ liệu"), "purpose_asked": _("mục đích đề nghị")},
)
AGREEMENT_DECIDED = declare(
    "exchange.agreement-decided",
    _("Duyệt đề nghị khai thác dịch vụ"),
    {"approved": _("đồng ý"), "reason": _("lý do")},
)
AGREEMENT_ENDED = declare(
    "exchange.agreement-ended", _("Chấm dứt thỏa thuận khai thác dịch vụ"), {"reason": _("lý do")}
)
