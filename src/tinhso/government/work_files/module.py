"""What work files tell the house."""

from django.utils.translation import gettext_lazy as _

from tinhso.government.work_files import permissions
from tinhso.kernel.foundation.modules import Module, NavigationItem

MODULE = Module(
    code="work_files",
    name=_("Hồ sơ công việc"),
    icon="folder",
    requires=("registers",),
    navigation=(
        NavigationItem(_("Hồ sơ công việc"), "work_files:index", icon="folder", permission=permissions.USE, order=170),
        NavigationItem(_("Nộp lưu hồ sơ"), "work_files:hand-overs", icon="box", permission=permissions.KEEP, order=174),
        NavigationItem(
            _("Lưu trữ tiếp nhận"), "work_files:archive", icon="box", permission=permissions.ARCHIVE, order=175
        ),
        NavigationItem(
            _("Hồ sơ xử lý trên mạng"),
            "work_files:figures",
            icon="chart-bar",
            permission=permissions.FIGURES,
            order=176,
        ),
    ),
)
