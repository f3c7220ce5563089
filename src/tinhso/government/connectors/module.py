"""What the connectors tell the house."""

from django.utils.translation import gettext_lazy as _

from tinhso.government.connectors import permissions
from tinhso.kernel.foundation.modules import Module, NavigationItem

MODULE = Module(
    code="connectors",
    name=_("Kết nối quốc gia"),
    icon="database",
    requires=("procedures",),
    navigation=(
        NavigationItem(
            _("Hỏi cơ sở dữ liệu quốc gia"), "connectors:index", icon="database", permission=permissions.ASK, order=180
        ),
        NavigationItem(
            _("Cổng DVC quốc gia"), "connectors:portal", icon="refresh", permission=permissions.WATCH, order=181
        ),
    ),
)
