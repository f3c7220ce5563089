"""What a role can allow around the post."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.foundation.permissions import declare

SEND = declare("post.send", _("gửi kết quả và nhận giấy tờ qua bưu chính"))
