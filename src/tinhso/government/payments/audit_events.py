"""What the audit log keeps of money."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.audit import declare

_AMOUNT = {"amount": _("số tiền (đồng)")}

STARTED = declare("payments.started", _("Bắt đầu thanh toán trực tuyến"), {**_AMOUNT, "order": _("mã đơn")})
SETTLED = declare("payments.settled", _("Ghi nhận đã nộp phí, lệ phí"), {**_AMOUNT, "how": _("cách nộp")})
CLAIMED = declare("payments.exemption-claimed", _("Đề nghị miễn, giảm phí, lệ phí"), {"exemption": _("diện")})
DECIDED = declare(
    "payments.exemption-decided",
    _("Xét đề nghị miễn, giảm phí, lệ phí"),
    {"exemption": _("diện"), "granted": _("chấp nhận"), "reason": _("lý do")},
)
FORGED = declare(
    "payments.notice-forged", _("Nhận thông báo thanh toán có chữ ký không đúng"), {"vendor": _("nơi gửi")}
)
REFUND_ASKED = declare("payments.refund-asked", _("Đề nghị hoàn trả"), {**_AMOUNT, "reason": _("lý do")})
REFUND_DECIDED = declare("payments.refund-decided", _("Duyệt hoàn trả"), {**_AMOUNT, "granted": _("duyệt")})
SESSION_OPENED = declare("payments.cash-opened", _("Mở ca thu tiền mặt"), _AMOUNT)
SESSION_CLOSED = declare(
    "payments.cash-closed",
    _("Kiểm quỹ cuối ca"),
    {"expected": _("theo sổ (đồng)"), "counted": _("thực đếm (đồng)"), "note": _("giải trình")},
)
SESSION_CONFIRMED = declare("payments.cash-confirmed", _("Kế toán nhận quỹ của một ca"), _AMOUNT)
RECONCILED = declare("payments.reconciled", _("Đối soát một ngày"), {"day": _("ngày"), "differences": _("số sai lệch")})
CORRECTED = declare(
    "payments.difference-decided",
    _("Xử lý một sai lệch đối soát"),
    {"kind": _("loại"), "proposal": _("cách sửa"), "accepted": _("đã sửa"), "order": _("mã đơn")},
)
