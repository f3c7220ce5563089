"""The module's place in the house."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.foundation.modules import Module, NavigationItem
from tinhso.sectors.tourism import panels  # noqa: F401 - panels put themselves beside rows

MODULE = Module(
    code="tourism",
    name=_("Du lịch"),
    icon="beach",
    requires=("registers",),
    extras={"portal": (NavigationItem(_("Du lịch"), "tourism:home", icon="beach", order=45),)},
)
"""Registers of tourism, and its pages for everybody."""
