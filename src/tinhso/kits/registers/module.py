"""What the kit tells the house."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.foundation.modules import Module

MODULE = Module(code="registers", name=_("Sổ, cơ sở dữ liệu"), icon="database")
