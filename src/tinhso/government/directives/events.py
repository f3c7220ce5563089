"""What happens to directives that others may want to know."""

from tinhso.kernel.events import declare

_COMMON = {"code": "mã nhiệm vụ", "lead": "mã định danh đơn vị chủ trì", "due": "hạn, nếu có"}

ASSIGNED = declare(
    "directives.assigned", "Một nhiệm vụ được giao", _COMMON | {"source_key": "khóa của văn bản, nếu giao từ văn bản"}
)
REPORTED = declare("directives.reported", "Đơn vị báo cáo kết quả nhiệm vụ", _COMMON)
ENDED = declare(
    "directives.ended",
    "Một nhiệm vụ kết thúc",
    _COMMON | {"state": "kết thúc ra sao: done_on_time, done_late, cancelled"},
)
RANKED = declare("directives.ranked", "Bảng xếp hạng của một kỳ được chốt", {"period": "kỳ", "digest": "mã băm"})
