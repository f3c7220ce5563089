"""The module's place in the house."""

from django.utils.translation import gettext_lazy as _

from tinhso.government.personnel import (
    panels,  # noqa: F401 - puts the career beside files
    permissions,
)
from tinhso.kernel.foundation.modules import Module, NavigationItem

MODULE = Module(
    code="personnel",
    name=_("Nhân sự"),
    icon="id-badge",
    requires=("registers",),
    navigation=(
        NavigationItem(
            _("Nhân sự sắp tới"), "personnel:ahead", icon="calendar-event", permission=permissions.LISTS, order=296,
            args=("nang-bac",),
        ),
        NavigationItem(
            _("Số liệu nhân sự"), "personnel:figures", icon="chart-bar", permission=permissions.LISTS, order=297
        ),
        NavigationItem(_("Đồng bộ nhân sự"), "personnel:sync", icon="refresh", permission=permissions.SYNC, order=298),
        NavigationItem(_("Hồ sơ của tôi"), "personnel:own", icon="id-badge", order=299),
    ),
)  # fmt: skip
