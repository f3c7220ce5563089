"""The right that working time knows."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.foundation.permissions import declare

MANAGE = declare("worktime.manage", _("Khai báo ngày nghỉ, ngày làm bù và giờ làm việc"))
