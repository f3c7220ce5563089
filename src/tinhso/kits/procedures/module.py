"""What the kit tells the house."""

from importlib import import_module

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.foundation.modules import Check, Module
from tinhso.kits.procedures.doctor import check_deadlines

# Its guard and what follows from a step that waits for money belong to every transition.
import_module("tinhso.kits.procedures.services.payment")

MODULE = Module(
    code="procedures",
    name=_("Thủ tục và hồ sơ"),
    icon="file-text",
    checks=(Check(_("Sổ thời hạn hồ sơ"), check_deadlines),),
)
