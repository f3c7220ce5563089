"""How an import stands, and what can be wrong with a row."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """How far an import has come."""

    MATCHING = "matching", _("Chờ ghép cột")
    CHECKING = "checking", _("Đang kiểm tra")
    CHECKED = "checked", _("Đã kiểm tra, chờ nhập")
    STORING = "storing", _("Đang nhập")
    PAUSED = "paused", _("Tạm dừng")
    DONE = "done", _("Đã nhập xong")
    UNDOING = "undoing", _("Đang hoàn tác")
    UNDONE = "undone", _("Đã hoàn tác")
    FAILED = "failed", _("Không đọc được tệp")
    DROPPED = "dropped", _("Đã bỏ")


AT_WORK = frozenset({State.CHECKING, State.STORING, State.UNDOING})
TONES = {
    State.MATCHING: "waiting", State.CHECKING: "progress", State.CHECKED: "waiting", State.STORING: "progress",
    State.PAUSED: "waiting", State.DONE: "success", State.UNDOING: "progress", State.UNDONE: "neutral",
    State.FAILED: "danger", State.DROPPED: "neutral",
}  # fmt: skip


class Fault(models.TextChoices):
    """The kinds of what is wrong; the codes are stable."""

    REQUIRED = "required", _("Thiếu giá trị bắt buộc")
    VALUE = "value", _("Giá trị sai dạng")
    UNKNOWN = "unknown", _("Giá trị không có trong danh mục")
    CONTROL = "control", _("Ký tự điều khiển")
    FORMULA = "formula", _("Nội dung là công thức hoặc câu lệnh")
    FORMULA_ERROR = "formula-error", _("Công thức báo lỗi")
    FORMULA_UNREAD = "formula-unread", _("Công thức chưa có kết quả")
    UNREADABLE = "unreadable", _("Ô không đọc được")
    RULE = "rule", _("Các mục không khớp nhau")
    CONSTRAINT = "constraint", _("Vượt giới hạn của sổ")
    IN_FILE = "duplicate-in-file", _("Trùng với dòng khác trong tệp")
    STORED = "duplicate", _("Đã có trong sổ")
    UNIT = "unit", _("Ngoài phạm vi đơn vị được giao")
    RIGHT = "right", _("Chưa được giao quyền sửa mục này")
    CHANGED = "changed-since", _("Đã khác từ khi kiểm tra")


WORDS = {
    Fault.CONTROL: _("Ô có ký tự điều khiển không nhìn thấy. Hãy xóa nội dung rồi nhập lại."),
    Fault.FORMULA: _("Ô bắt đầu như một công thức hoặc câu lệnh của bảng tính. Hãy ghi giá trị, không ghi công thức."),
    Fault.FORMULA_ERROR: _("Công thức trong ô báo lỗi. Hãy sửa công thức hoặc ghi thẳng giá trị."),
    Fault.FORMULA_UNREAD: _("Công thức chưa được tính. Hãy mở tệp bằng Excel, lưu lại rồi tải lên."),
    Fault.UNREADABLE: _("Không đọc được nội dung ô. Hãy nhập lại ô này."),
    Fault.UNIT: _("Quý vị chưa được giao thêm bản ghi cho đơn vị này."),
    Fault.RIGHT: _(
        "Mục này là dữ liệu cá nhân mà quý vị chưa được giao quyền xem đầy đủ nên không sửa được. "
        "Hãy bỏ cột này khi ghép cột, hoặc để trống ô."
    ),
}
