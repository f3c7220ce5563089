"""What the room tells the house."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.foundation.modules import Check, Module
from tinhso.kernel.papers import typesetting

MODULE = Module(
    code="papers",
    name=_("Giấy tờ"),
    icon="file-certificate",
    checks=(Check(_("Phông chữ giấy tờ"), typesetting.missing_fonts),),
)
