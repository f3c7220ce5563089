"""What work files tell the house."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.foundation.modules import Module

MODULE = Module(code="work_files", name=_("Hồ sơ công việc"), icon="folder", requires=("registers",))
