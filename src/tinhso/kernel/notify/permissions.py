"""The right that messages know."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.foundation.permissions import declare

EDIT_TEMPLATES = declare("notify.edit-templates", _("sửa lời các mẫu thông báo gửi người dân và cán bộ"))
