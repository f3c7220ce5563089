"""What the leader's desk tells the house."""

from django.utils.translation import gettext_lazy as _

from tinhso.desks.leader import permissions
from tinhso.kernel.foundation.modules import Module, NavigationItem

MODULE = Module(
    code="leader",
    name=_("Bàn làm việc của lãnh đạo"),
    icon="device-ipad",
    requires=("procedures",),
    navigation=(
        NavigationItem(_("Bàn lãnh đạo"), "leader:home", icon="device-ipad", permission=permissions.OPEN, order=5),
    ),
    url_prefix="lanh-dao/",
)
