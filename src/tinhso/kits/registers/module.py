"""What the kit tells the house: an entry of the navigation for every register."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.foundation.modules import Module, NavigationItem
from tinhso.kits.registers.definition import REGISTERS

MODULE = Module(
    code="registers",
    name=_("Sổ, cơ sở dữ liệu"),
    icon="database",
    navigation=tuple(
        NavigationItem(
            found.title, "registers:list", found.icon, permission=found.rights.view, order=found.menu_order,
            args=(found.code,),
        )
        for found in REGISTERS.values()
    ),
)  # fmt: skip
