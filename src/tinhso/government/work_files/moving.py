"""Work files in a reorganisation: those that are not in the archive are the heir's."""

from django.utils.translation import gettext_lazy as _

from tinhso.government.work_files.models import WorkFile
from tinhso.kernel.organizations.moving import Column, Group, register

register(
    Column(
        "work_files.open",
        _("Hồ sơ công việc chưa vào lưu trữ"),
        Group.WORK,
        WorkFile,
        condition="t.state NOT IN ('archived', 'offered')",
        order=39,
    )
)
