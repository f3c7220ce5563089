"""Rights over papers."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.foundation.permissions import declare

EDIT_TEMPLATES = declare("papers.edit-templates", _("Sửa mẫu giấy tờ"))
REVOKE = declare("papers.revoke", _("Thu hồi giấy tờ đã ban hành"))
