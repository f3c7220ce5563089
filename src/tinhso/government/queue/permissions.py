"""What a role can allow around the queue."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.foundation.permissions import declare

SERVE = declare("queue.serve", _("ngồi quầy, gọi số và phục vụ người dân"))
ISSUE = declare("queue.issue", _("phát số thứ tự cho người dân"))
FIGURES = declare("queue.figures", _("xem số liệu tải và thời gian chờ ở quầy"))
MANAGE = declare("queue.manage", _("khai báo sảnh, quầy, dịch vụ và đối tượng ưu tiên của hàng đợi"))
