"""What a role can allow in tourism; each register brings its own rights besides."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.foundation.permissions import declare

MODERATE = declare("tourism.moderate", _("duyệt bình luận của người dân về điểm tham quan, nơi lưu trú"))
