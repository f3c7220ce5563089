"""What a role can allow around documents on their way."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.foundation.permissions import declare

WORK = declare("exchange_messages.work", _("xử lý văn bản điện tử không gửi, không nhận được của đơn vị"))
MANAGE = declare("exchange_messages.manage", _("quản lý các hệ thống gửi nhận văn bản và danh mục mã định danh"))
