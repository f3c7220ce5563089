"""Rights over signing."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.foundation.permissions import declare

USE_SEAL = declare("signing.use-seal", _("Ký số của cơ quan (đóng dấu số) lên giấy tờ"))
MANAGE = declare("signing.manage", _("Đăng ký, thu hồi chứng thư số và gốc tin cậy"))
