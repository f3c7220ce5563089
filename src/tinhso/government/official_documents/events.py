"""What happens to official documents that others may want to know."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.events import declare

_IN = {"document": "khóa của văn bản đến", "unit": "khóa của cơ quan nhận", "number": "số đến", "symbol": "số, ký hiệu"}

REGISTERED = declare("official_document.registered", _("Một văn bản đến đã được vào sổ"), _IN)
INSTRUCTED = declare(
    "official_document.instructed",
    "Một văn bản đến đã được phân công, kèm hạn xử lý nếu có",
    {
        "document": "khóa của văn bản đến",
        "instruction": "khóa của ý kiến chỉ đạo",
        "assignments": "khóa của các phần việc được giao",
        "lead_unit": "khóa của đơn vị chủ trì",
        "due_on": "hạn xử lý, theo ngày; trống nếu không có",
        "text": "lời chỉ đạo",
    },
)
COMPLETED = declare(
    "official_document.completed", "Việc xử lý một văn bản đến đã xong", _IN | {"answer": "văn bản trả lời"}
)
ISSUED = declare(
    "official_document.issued",
    _("Một văn bản đi hoặc văn bản nội bộ đã được ban hành"),
    {"document": "khóa của văn bản", "unit": "khóa của cơ quan ban hành", "symbol": "số, ký hiệu", "kind": "mã loại"},
)
RECALLED = declare(
    "official_document.recalled",
    "Một văn bản đã bị thu hồi",
    {"document": "khóa của văn bản", "direction": "đi hoặc đến", "reason": "lý do"},
)
