"""What the notary tells the house."""

from django.utils.translation import gettext_lazy as _

from tinhso.government.notary import panels, permissions  # noqa: F401 - panels put themselves beside rows
from tinhso.kernel.foundation.modules import Module, NavigationItem

MODULE = Module(
    code="notary",
    name=_("Công chứng, ngăn chặn"),
    icon="file-certificate",
    requires=("registers",),
    navigation=(
        NavigationItem(
            _("Tra cứu trước khi công chứng"), "notary:search", icon="search", permission=permissions.SEARCH, order=450
        ),
        NavigationItem(
            _("Nhập thông báo ngăn chặn"), "notary:block", icon="lock", permission=permissions.BLOCK, order=456
        ),
        NavigationItem(
            _("Số liệu công chứng"), "notary:figures", icon="chart-bar", permission=permissions.FIGURES, order=457
        ),
    ),
)
