"""What the audit log keeps of the statistics."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.audit import declare

CLOSED = declare(
    "statistics.period-closed",
    _("Chốt số liệu một kỳ báo cáo"),
    {"period": _("mã kỳ"), "number": _("số bản; 0 là bản đầu"), "digest": _("mã băm SHA-256 của các dòng")},
)
PRINTED = declare("statistics.paper-issued", _("Phát hành biểu thống kê hoặc sổ theo dõi"), {"period": _("mã kỳ")})
FOLLOWED_UP = declare("statistics.rating-followed-up", _("Ghi cách xử lý một đánh giá không hài lòng"))
