"""What the portal tells the house."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.foundation.modules import Module, NavigationItem

MODULE = Module(
    code="portal",
    name="Cổng dịch vụ công",
    icon="world",
    requires=("procedures",),
    extras={
        "account": (
            NavigationItem(_("Hồ sơ của tôi"), "portal:dossiers", icon="files", order=10),
            NavigationItem(_("Hồ sơ đang làm dở"), "portal:drafts", icon="pencil", order=11),
        ),
    },
)
