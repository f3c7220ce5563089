"""What a role can allow around personnel, beside the rights that each register brings."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.foundation.permissions import declare

LISTS = declare("personnel.lists", _("xem danh sách đến hạn nâng bậc, nghỉ hưu, hết nhiệm kỳ và số liệu nhân sự"))
SYNC = declare("personnel.sync", _("lập tệp đồng bộ nhân sự với cơ sở dữ liệu quốc gia"))
