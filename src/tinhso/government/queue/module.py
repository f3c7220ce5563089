"""What the queue tells the house."""

from django.utils.translation import gettext_lazy as _

from tinhso.government.queue import permissions
from tinhso.kernel.foundation.modules import Module, NavigationItem

MODULE = Module(
    code="queue",
    name=_("Hàng đợi một cửa"),
    icon="ticket",
    requires=("procedures",),
    navigation=(
        NavigationItem(_("Hàng đợi"), "queue:hall", icon="ticket", permission=permissions.ISSUE, order=23),
        NavigationItem(
            _("Tải và thời gian chờ"), "queue:figures", icon="chart-bar", permission=permissions.FIGURES, order=60
        ),
        NavigationItem(_("Sảnh và quầy"), "queue:halls", icon="building", permission=permissions.MANAGE, order=85),
    ),
    extras={
        "portal": (NavigationItem(_("Lấy số, đặt lịch"), "queue:places", icon="ticket", order=30),),
        "account": (NavigationItem(_("Số và lịch hẹn của tôi"), "queue:mine", icon="ticket", order=3),),
    },
)
