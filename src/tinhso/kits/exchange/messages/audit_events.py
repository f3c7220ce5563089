"""What the audit log keeps of documents on their way; each message also stands in the exchange's own log."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.audit import declare

SENT = declare("exchange_messages.sent", _("Gửi văn bản điện tử"), {"recipients": _("số nơi nhận")})
RECALLED = declare("exchange_messages.recalled", _("Xin lấy lại văn bản đã gửi"), {"reason": _("lý do")})
RECALL_ANSWERED = declare(
    "exchange_messages.recall-answered",
    _("Trả lời đề nghị lấy lại văn bản"),
    {"agree": _("đồng ý"), "reason": _("lý do")},
)
RESENT = declare("exchange_messages.resent", _("Gửi lại văn bản không gửi được"), {"recipient": _("nơi nhận")})
GIVEN_UP = declare(
    "exchange_messages.given-up", _("Thôi gửi văn bản"), {"recipient": _("nơi nhận"), "reason": _("lý do")}
)
READDRESSED = declare(
    "exchange_messages.readdressed",
    _("Sửa nơi nhận của văn bản"),
    {"before": _("nơi nhận cũ"), "after": _("nơi nhận mới")},
)
CORRESPONDENT = declare(
    "exchange_messages.correspondent",
    _("Thay đổi hệ thống gửi nhận văn bản"),
    {"correspondent": _("mã hệ thống"), "what": _("việc")},
)
EVENTS = declare(
    "exchange_messages.events",
    _("Đặt các sự kiện mà hệ thống khác được báo"),
    {"correspondent": _("mã hệ thống"), "events": _("các sự kiện")},
)
