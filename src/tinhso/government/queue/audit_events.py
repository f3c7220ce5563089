"""What the audit log keeps of the queue: who changed halls, counters, services and rules, and who passed whom over."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.audit import declare

STRUCTURE = declare(
    "queue.structure",
    _("Thay đổi sảnh, quầy, dịch vụ hoặc đối tượng ưu tiên của hàng đợi"),
    {"what": _("điều thay đổi")},
)
TICKET_MOVED = declare(
    "queue.ticket-moved",
    _("Chuyển hoặc đưa một số thứ tự trở lại hàng đợi"),
    {"act": _("việc đã làm"), "note": _("ghi chú")},
)
