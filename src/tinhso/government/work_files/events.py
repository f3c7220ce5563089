"""What the rest of the house is told of work files."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.events import declare

_FIELDS = {"unit": _("mã đơn vị"), "symbol": _("số, ký hiệu hồ sơ")}
OPENED = declare("work_files.opened", _("Hồ sơ công việc đã được mở"), _FIELDS)
CLOSED = declare("work_files.closed", _("Hồ sơ công việc đã đóng"), _FIELDS)
ACCEPTED = declare("work_files.accepted", _("Hồ sơ công việc đã vào lưu trữ"), _FIELDS)
