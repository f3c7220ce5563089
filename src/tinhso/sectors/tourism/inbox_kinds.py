"""What tourism puts into the one inbox."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.inbox import declare

COMMENT = declare("tourism.comment", _("Bình luận chờ duyệt"), "tourism:comment")
