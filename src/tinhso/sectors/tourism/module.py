"""The module's place in the house."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.foundation.modules import Module

MODULE = Module(code="tourism", name=_("Du lịch"), icon="beach", requires=("registers",))
