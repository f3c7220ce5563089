"""The room's place in the house: one check for the doctor."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.foundation.modules import Check, Module
from tinhso.kernel.notify import queries

MODULE = Module(code="notify", name=_("Thông báo"), icon="bell", checks=(Check(_("Gửi thông báo"), queries.problems),))
