"""What happens to documents on their way that others may want to know."""

from tinhso.kernel.events import declare

ARRIVED = declare(
    "exchange.document.arrived",
    "Một văn bản điện tử đã đến một đơn vị",
    {
        "unit_id": "đơn vị nhận",
        "sender": "mã định danh bên gửi",
        "edxml_id": "mã văn bản (cơ quan, ngày, số ký hiệu)",
        "business": "0 văn bản mới, 2 cập nhật, 3 thay thế",
    },
)
REPORTED = declare(
    "exchange.document.reported",
    "Bên nhận báo trạng thái của một văn bản đã gửi",
    {
        "dispatch_id": "lần gửi",
        "recipient": "mã định danh bên nhận",
        "status_code": "mã trạng thái",
        "description": "nội dung",
    },
)
RECALL_ASKED = declare(
    "exchange.document.recall_asked",
    "Bên gửi xin lấy lại một văn bản đã đến",
    {"unit_id": "đơn vị nhận", "reason": "lý do"},
)
REPLACED = declare(
    "exchange.document.replaced",
    "Một văn bản đã đến được thay bằng văn bản khác",
    {"unit_id": "đơn vị nhận", "new_arrival_id": "văn bản thay thế", "reason": "lý do"},
)
FAILED = declare(
    "exchange.document.failed",
    "Một văn bản không gửi được đến một nơi nhận",
    {"dispatch_id": "lần gửi", "recipient": "mã định danh bên nhận", "code": "mã lý do", "reason": "lý do"},
)
EVENT_CAME = declare(
    "exchange.event.received",
    "Một sự kiện (CloudEvents) đến từ hệ thống khác",
    {"source": "hệ thống gửi", "type": "loại sự kiện", "subject": "đối tượng", "data": "dữ liệu"},
)
