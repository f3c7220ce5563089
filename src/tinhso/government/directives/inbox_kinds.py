"""What directives put into the one inbox."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.inbox import declare

TAKE = declare("directives.take", _("Phân công, thực hiện nhiệm vụ được giao"), "directives:directive")
JOIN = declare("directives.join", _("Phối hợp thực hiện nhiệm vụ"), "directives:directive")
CONFIRM = declare("directives.confirm", _("Xác nhận kết quả nhiệm vụ"), "directives:directive")
EXTENSION = declare("directives.extension", _("Trả lời đề nghị gia hạn nhiệm vụ"), "directives:directive")
