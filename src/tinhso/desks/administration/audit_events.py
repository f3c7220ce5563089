"""What the audit log keeps of deeds at this desk whose rooms lie below the log."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.audit import declare

UNIT_ADDED = declare("administration.unit-added", _("Thêm cơ quan, đơn vị"), {"identifier": _("mã định danh")})
UNIT_CORRECTED = declare(
    "administration.unit-corrected", _("Sửa thông tin cơ quan, đơn vị"), {"fields": _("mục đã sửa")}
)
UNIT_ENDED = declare(
    "administration.unit-ended",
    _("Kết thúc hoạt động của cơ quan, đơn vị"),
    {"last_day": _("ngày cuối"), "successor": _("đơn vị kế thừa"), "basis": _("căn cứ")},
)
DAY_SET = declare(
    "administration.calendar-day-set",
    _("Khai báo ngày nghỉ hoặc ngày làm bù"),
    {"day": _("ngày"), "kind": _("loại"), "scope": _("phạm vi"), "reason": _("lý do")},
)
DAY_REMOVED = declare(
    "administration.calendar-day-removed", _("Bỏ ngày nghỉ hoặc ngày làm bù"), {"day": _("ngày"), "scope": _("phạm vi")}
)
YEAR_COVERED = declare(
    "administration.calendar-year-covered",
    _("Khai báo lịch của một năm"),
    {"year": _("năm"), "decided": _("đã có thông báo chính thức"), "source": _("căn cứ")},
)
HOURS_SET = declare(
    "administration.office-hours-set",
    _("Đặt giờ làm việc"),
    {"valid_from": _("từ ngày"), "weekdays": _("thứ trong tuần"), "intervals": _("giờ làm việc")},
)
DRAFT_SAVED = declare("administration.draft-saved", _("Lưu dự thảo thủ tục"), {"number": _("số phiên bản")})
LOG_SEARCHED = declare(
    "administration.log-searched", _("Tra nhật ký về dữ liệu của một người"), {"text": _("từ đã tra")}
)
