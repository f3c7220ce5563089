"""What outside systems tell the house about themselves."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.foundation.modules import Check, Module
from tinhso.kernel.outside.queries import check

MODULE = Module(
    code="outside",
    name=_("Hệ thống bên ngoài"),
    icon="plug-connected",
    checks=(Check(_("Cấu hình hệ thống bên ngoài"), check),),
)
