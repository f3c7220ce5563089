"""What the rest of the house is told of a reorganisation."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.events import declare

_FIELDS = {"plan": _("mã kế hoạch"), "effective_on": _("ngày có hiệu lực")}
DONE = declare("reorganization.done", _("Sắp xếp đơn vị đã thực hiện xong"), _FIELDS)
UNDONE = declare("reorganization.undone", _("Sắp xếp đơn vị đã được hoàn tác"), _FIELDS)
CLOSED = declare("reorganization.closed", _("Sắp xếp đơn vị đã chốt"), _FIELDS)
