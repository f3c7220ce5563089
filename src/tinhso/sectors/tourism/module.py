"""The module's place in the house."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.foundation.modules import Module, NavigationItem
from tinhso.sectors.tourism import panels, permissions  # noqa: F401 - panels put themselves beside rows

MODULE = Module(
    code="tourism",
    name=_("Du lịch"),
    icon="beach",
    requires=("registers",),
    navigation=(
        NavigationItem(
            _("Bình luận về nơi đến"), "tourism:comments", icon="message", permission=permissions.MODERATE, order=515
        ),
    ),
    extras={"portal": (NavigationItem(_("Du lịch"), "tourism:home", icon="beach", order=45),)},
)
"""Registers of tourism, and its pages for everybody."""
