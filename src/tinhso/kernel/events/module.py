"""The room's place in the house: no menu of its own, one check for the doctor."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.events import queries
from tinhso.kernel.foundation.modules import Check, Module

MODULE = Module(
    code="events",
    name=_("Sự kiện và việc nền"),
    icon="activity",
    checks=(Check(_("Việc nền và giao sự kiện"), queries.problems),),
)
