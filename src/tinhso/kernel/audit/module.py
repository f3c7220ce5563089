"""The room's place in the house: one check for the doctor."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.audit import queries
from tinhso.kernel.foundation.modules import Check, Module

MODULE = Module(code="audit", name=_("Nhật ký"), icon="list-check", checks=(Check(_("Chuỗi nhật ký"), queries.verify),))
