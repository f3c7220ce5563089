"""What linked procedures tell the house."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.foundation.modules import Check, Module
from tinhso.kits.procedures import panels
from tinhso.kits.procedures.linked.doctor import check_deadlines, check_progress
from tinhso.kits.procedures.linked.panel import context_of

_PLACES = frozenset({panels.OFFICER, panels.CITIZEN})
panels.register(panels.DossierPanel("linked", _PLACES, "linked/panel.html", context_of, order=10))

MODULE = Module(
    code="linked",
    name=_("Thủ tục liên thông"),
    icon="link",
    requires=("procedures",),
    checks=(
        Check(_("Sổ thời hạn hồ sơ liên thông"), check_deadlines),
        Check(_("Tiến trình hồ sơ liên thông"), check_progress),
    ),
)
