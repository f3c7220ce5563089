"""What a role can allow in this module, beside the rights that each register brings with it."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.foundation.permissions import declare

PUBLISH = declare("masterdata.publish-catalogue", _("công bố bản mới của danh mục dùng chung"))
READERS = declare("masterdata.see-readers", _("xem ai đã xem dữ liệu của một người, lúc nào, để làm gì"))
