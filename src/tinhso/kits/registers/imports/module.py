"""What importing tells the house."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.foundation.modules import Check, Module, NavigationItem
from tinhso.kits.registers.imports import permissions
from tinhso.kits.registers.imports.doctor import check_stopped

MODULE = Module(
    code="registers_imports",
    name=_("Nhập dữ liệu vào sổ"),
    icon="upload",
    requires=("registers",),
    navigation=(
        NavigationItem(
            _("Nhập từ tệp"),
            "registers_imports:index",
            icon="upload",
            permission=permissions.IMPORT,
            order=490,
        ),
    ),
    checks=(Check(_("Các lần nhập tệp"), check_stopped),),
)
