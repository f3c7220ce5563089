"""What a role can allow around directives."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.foundation.permissions import declare

VIEW = declare("directives.view", _("xem nhiệm vụ giao cho đơn vị, trừ nhiệm vụ hạn chế người xem"))
RESTRICTED = declare("directives.restricted", _("xem cả nhiệm vụ hạn chế người xem của đơn vị"))
ASSIGN = declare("directives.assign", _("nhập và giao nhiệm vụ nhân danh đơn vị"))
HAND = declare("directives.hand", _("phân công nhiệm vụ đơn vị được giao cho phòng, ban, cán bộ"))
DO = declare("directives.do", _("thực hiện nhiệm vụ, ghi tiến độ và báo cáo kết quả"))
CONFIRM = declare("directives.confirm", _("xác nhận, trả lại, gia hạn, tạm dừng, hủy bỏ nhiệm vụ mà đơn vị đã giao"))
URGE = declare("directives.urge", _("đôn đốc nhiệm vụ"))
MANAGE = declare("directives.manage", _("sửa quy định, mẫu nhiệm vụ và chốt bảng xếp hạng"))
