"""What the room tells the house."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.foundation.modules import Module

MODULE = Module(code="reorganization", name=_("Sắp xếp đơn vị"), icon="arrows-exchange")
