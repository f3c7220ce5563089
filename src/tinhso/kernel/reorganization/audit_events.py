"""What the audit log keeps of a reorganisation."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.audit import declare

_RUN = {"plan": _("mã kế hoạch"), "moved": _("số dòng đã chuyển")}
PLANNED = declare(
    "reorganization.planned",
    _("Lưu kế hoạch sắp xếp đơn vị"),
    {"plan": _("mã kế hoạch"), "decision": _("số quyết định")},
)
BEGUN = declare("reorganization.begun", _("Bắt đầu thực hiện sắp xếp đơn vị"), {"plan": _("mã kế hoạch")})
DONE = declare("reorganization.done", _("Thực hiện xong sắp xếp đơn vị"), _RUN)
UNDOING = declare(
    "reorganization.undoing", _("Bắt đầu hoàn tác sắp xếp đơn vị"), {"plan": _("mã kế hoạch"), "reason": _("lý do")}
)
UNDONE = declare(
    "reorganization.undone",
    _("Hoàn tác xong sắp xếp đơn vị"),
    {"plan": _("mã kế hoạch"), "back": _("số dòng đã trả về"), "stayed": _("số dòng ở lại")},
)
CLOSED = declare("reorganization.closed", _("Chốt sắp xếp đơn vị, không hoàn tác được nữa"), {"plan": _("mã kế hoạch")})
