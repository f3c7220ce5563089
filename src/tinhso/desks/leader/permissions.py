"""What a role can allow at the leader's desk; what may be signed there, each kind of paper says."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.foundation.permissions import declare

OPEN = declare("leader.open", _("mở bàn làm việc của lãnh đạo"))
