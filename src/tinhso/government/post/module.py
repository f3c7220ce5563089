"""What the post tells the house."""

from django.utils.translation import gettext_lazy as _

from tinhso.government.post import panels, permissions
from tinhso.kernel.foundation.modules import Module, NavigationItem
from tinhso.kits.procedures.panels import register

register(panels.OWN)
register(panels.OPEN_TO_ALL)

MODULE = Module(
    code="post",
    name=_("Bưu chính"),
    icon="truck-delivery",
    requires=("procedures",),
    navigation=(
        NavigationItem(_("Bưu gửi"), "post:index", icon="truck-delivery", permission=permissions.SEND, order=155),
    ),
)
