"""What the portal tells the house."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tinhso.kernel.foundation.modules import Module, NavigationItem

MODULE = Module(
    code="portal",
    name=_("Cổng dịch vụ công"),
    icon="world",
    requires=("procedures", "linked", "statistics"),
    extras={
        "portal": (
            NavigationItem(pgettext_lazy("navigation", "Thủ tục"), "portal:search", icon="list-search", order=10),
            NavigationItem(_("Làm nhiều việc một lần"), "portal:linked", icon="link", order=15),
            NavigationItem(_("Tra cứu hồ sơ"), "portal:track", icon="file-search", order=20),
            NavigationItem(_("Kết quả phục vụ"), "portal:satisfaction", icon="mood-smile", order=40),
            NavigationItem(_("Trợ giúp"), "portal:help", icon="help", order=50),
        ),
        "account": (
            NavigationItem(_("Hồ sơ của tôi"), "portal:dossiers", icon="files", order=1),
            NavigationItem(_("Hồ sơ đang làm dở"), "portal:drafts", icon="pencil", order=2),
        ),
    },
)
