"""What accounts offer to the shell: the account's own page in the menu."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.foundation.modules import Module, NavigationItem

MODULE = Module(
    code="identity",
    name=_("Tài khoản và phân quyền"),
    icon="user",
    extras={"account": (NavigationItem(_("Tài khoản của tôi"), "identity:account", "user"),)},
)
