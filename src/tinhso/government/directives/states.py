"""The words of a directive: where it comes from, how it stands, what happens to it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Source(models.TextChoices):
    """Where an order was given."""

    DOCUMENT = "document", _("Văn bản")
    MEETING = "meeting", _("Kết luận cuộc họp")
    PHONE = "phone", _("Chỉ đạo qua điện thoại")
    FIELD = "field", _("Chỉ đạo tại hiện trường")


class EntryKind(models.TextChoices):
    """By which rule the time for entering an order is counted."""

    URGENT = "urgent", _("Khẩn: nhập ngay")
    NORMAL = "normal", _("Thường")
    MANY = "many", _("Văn bản giao nhiều nhiệm vụ")


class Phase(models.TextChoices):
    """How far a directive has come; whether that is in time is told by ``State`` at a moment."""

    WAITING = "waiting", _("Chưa thực hiện")
    DOING = "doing", _("Đang thực hiện")
    REPORTED = "reported", _("Chờ xác nhận")
    DONE = "done", _("Hoàn thành")
    SUSPENDED = "suspended", _("Tạm dừng")
    CANCELLED = "cancelled", _("Hủy bỏ")


OPEN = (Phase.WAITING, Phase.DOING, Phase.REPORTED)
ENDED = (Phase.DONE, Phase.CANCELLED)


class State(models.TextChoices):
    """The seven states that are published."""

    NOT_STARTED = "not_started", _("Chưa thực hiện")
    DOING = "doing", _("Đang thực hiện")
    DONE_ON_TIME = "done_on_time", _("Hoàn thành đúng hạn")
    DONE_LATE = "done_late", _("Hoàn thành quá hạn")
    OVERDUE = "overdue", _("Quá hạn")
    SUSPENDED = "suspended", _("Tạm dừng")
    CANCELLED = "cancelled", _("Hủy bỏ")


TONES = {
    State.NOT_STARTED: "info",
    State.DOING: "progress",
    State.DONE_ON_TIME: "success",
    State.DONE_LATE: "waiting",
    State.OVERDUE: "danger",
    State.SUSPENDED: "neutral",
    State.CANCELLED: "neutral",
}


class Light(models.TextChoices):
    """The traffic light of the list."""

    RED = "red", _("Đỏ: quá hạn")
    AMBER = "amber", _("Vàng: sắp đến hạn")
    GREEN = "green", _("Xanh: còn hạn")
    NONE = "none", _("Không tính hạn")


class Act(models.TextChoices):
    """The lines of the ledger."""

    ASSIGNED = "assigned", _("Giao nhiệm vụ")
    HANDED = "handed", _("Giao người thực hiện")
    STARTED = "started", _("Bắt đầu thực hiện")
    NOTED = "noted", _("Ghi tiến độ")
    BLOCKED = "blocked", _("Báo vướng mắc")
    CLEARED = "cleared", _("Đã gỡ vướng mắc")
    REPORTED = "reported", _("Báo cáo kết quả")
    CONFIRMED = "confirmed", _("Xác nhận hoàn thành")
    RETURNED = "returned", _("Trả lại, chưa tính hoàn thành")
    EXTENSION_ASKED = "extension_asked", _("Đề nghị gia hạn")
    EXTENDED = "extended", _("Gia hạn")
    EXTENSION_REFUSED = "extension_refused", _("Không đồng ý gia hạn")
    SUSPENDED = "suspended", _("Tạm dừng")
    RESUMED = "resumed", _("Thực hiện tiếp")
    CANCELLED = "cancelled", _("Hủy bỏ")
    URGED = "urged", _("Đôn đốc")
    LINKED = "linked", _("Gắn hồ sơ, văn bản")


class PartRole(models.TextChoices):
    """As what a unit takes part."""

    ISSUER = "issuer", _("Giao việc")
    LEAD = "lead", _("Chủ trì")
    JOINT = "joint", _("Phối hợp")


class ProductKind(models.TextChoices):
    """What stands as the result."""

    DOCUMENT = "document", _("Văn bản (số, ký hiệu)")
    DATASET = "dataset", _("Dữ liệu, bảng số liệu")
    PHOTO = "photo", _("Ảnh hiện trường")
    OTHER = "other", _("Sản phẩm khác")


class Every(models.TextChoices):
    """How often a recurring directive is given."""

    ONCE = "", _("Không định kỳ (chỉ là mẫu)")
    WEEK = "week", _("Hằng tuần")
    MONTH = "month", _("Hằng tháng")
    QUARTER = "quarter", _("Hằng quý")
    YEAR = "year", _("Hằng năm")


class RuleKind(models.TextChoices):
    """What the province rules by dated data."""

    ENTRY = "entry", _("Thời hạn nhập nhiệm vụ")
    REMINDERS = "reminders", _("Nhắc việc")
    RANKING = "ranking", _("Công thức xếp hạng")
