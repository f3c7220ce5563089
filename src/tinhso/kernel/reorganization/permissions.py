"""What a role can allow about reorganising units."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.foundation.permissions import declare

MANAGE = declare(
    "reorganization.manage", _("lập, xem trước, thực hiện, hoàn tác và chốt việc sắp xếp đơn vị của toàn tỉnh")
)
