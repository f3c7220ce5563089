"""What a role can allow in this module; who supervises dossiers sees their statistics."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.foundation.permissions import declare

CLOSE = declare("statistics.close", _("chốt số liệu kỳ báo cáo và lập bản đính chính"))
