"""What the counter tells the house."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.foundation.modules import Module, NavigationItem

MODULE = Module(
    code="counter",
    name=_("Bộ phận một cửa"),
    icon="building-bank",
    requires=("procedures", "queue", "workspace"),
    navigation=(
        NavigationItem(
            _("Quầy một cửa"), "counter:home", icon="building-bank", permission="procedures.receive", order=20
        ),
        NavigationItem(
            _("Tiếp nhận hồ sơ"), "counter:choose", icon="file-plus", permission="procedures.receive", order=21
        ),
        NavigationItem(
            _("Trả kết quả"), "counter:results", icon="package", permission="procedures.hand_over", order=22
        ),
    ),
)
