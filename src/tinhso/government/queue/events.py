"""What happens in a queue that others may want to know."""

from tinhso.kernel.events import declare

_COMMON = {"hall": "địa chỉ của sảnh", "label": "số thứ tự", "counter": "số quầy, nếu đã đến quầy"}

TICKET_CALLED = declare("queue.ticket-called", "Một số thứ tự được gọi đến quầy", _COMMON)
TICKET_ENDED = declare(
    "queue.ticket-ended", "Việc của một số thứ tự đã kết thúc", _COMMON | {"state": "kết thúc ra sao"}
)
TICKET_RATED = declare(
    "queue.ticket-rated", "Người dân đã đánh giá quầy phục vụ", _COMMON | {"score": "điểm từ 1 đến 5"}
)
