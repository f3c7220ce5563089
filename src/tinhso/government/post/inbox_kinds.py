"""What the post puts into the one inbox."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.inbox import declare

TROUBLE = declare("post.trouble", _("Bưu gửi bị hoàn hoặc thất lạc"), "post:parcel")
EXPECTED = declare("post.papers-arrived", _("Giấy tờ qua bưu chính đã về"), "post:parcel")
