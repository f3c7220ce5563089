"""What directive tracking tells the house."""

from django.utils.translation import gettext_lazy as _

from tinhso.government.directives import permissions
from tinhso.government.directives.doctor import check_ledger, check_rankings
from tinhso.kernel.foundation.modules import Check, Module, NavigationItem

MODULE = Module(
    code="directives",
    name=_("Nhiệm vụ giao"),
    icon="checklist",
    navigation=(
        NavigationItem(_("Nhiệm vụ giao"), "directives:list", icon="checklist", permission=permissions.VIEW, order=17),
    ),
    checks=(
        Check(_("Sổ nhiệm vụ giao"), check_ledger),
        Check(_("Bảng xếp hạng đã chốt"), check_rankings),
    ),
    url_prefix="nhiem-vu/",
)
