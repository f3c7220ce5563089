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
WRITING_BEGUN = declare("administration.writing-begun", _("Bắt đầu soạn thủ tục"))
WRITING_DISCARDED = declare("administration.writing-discarded", _("Bỏ bản soạn thủ tục"))
PROCEDURES_IMPORTED = declare(
    "administration.procedures-imported",
    _("Nhập thủ tục từ tệp"),
    {"written": _("số bản soạn"), "published": _("số đã công bố")},
)
LOG_SEARCHED = declare(
    "administration.log-searched", _("Tra nhật ký về dữ liệu của một người"), {"text": _("từ đã tra")}
)
VENDOR_CHOSEN = declare(
    "administration.vendor-chosen",
    _("Chọn hoặc cấu hình hệ thống bên ngoài"),
    {"vendor": _("nhà cung cấp"), "valid_from": _("từ ngày"), "options": _("tùy chọn, không gồm bí mật")},
)
