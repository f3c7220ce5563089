"""What a role can allow around the desk itself; the rights over each matter are declared by its own room."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.foundation.permissions import declare

OPEN = declare("administration.open", _("mở các trang quản trị"))
UNITS = declare("administration.units", _("thêm, sửa và kết thúc cơ quan, đơn vị"))
HEALTH = declare("administration.health", _("xem tình trạng hệ thống và chạy các phép kiểm tra"))
