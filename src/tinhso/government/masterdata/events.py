"""What other modules may subscribe to, beside the events that each register brings with it."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.events import declare

CATALOGUE_PUBLISHED = declare(
    "masterdata.catalogue-published",
    _("Một bản mới của danh mục dùng chung được công bố"),
    {"catalogue": _("mã danh mục"), "number": _("số bản"), "valid_from": _("áp dụng từ ngày")},
)
