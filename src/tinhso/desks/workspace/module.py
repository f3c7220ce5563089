"""What the workspace tells the house."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.foundation.modules import Module, NavigationItem

MODULE = Module(
    code="workspace",
    name=_("Không gian làm việc"),
    icon="briefcase",
    requires=("procedures", "linked"),
    navigation=(
        NavigationItem(_("Việc cần làm"), "workspace:inbox", icon="inbox", order=10),
        NavigationItem(_("Chờ ký"), "workspace:to-sign", icon="signature", permission="procedures.sign", order=15),
        NavigationItem(_("Tra cứu hồ sơ"), "workspace:dossiers", icon="files", permission="procedures.view", order=30),
        NavigationItem(_("Hồ sơ liên thông"), "workspace:linked", icon="link", permission="procedures.view", order=32),
        NavigationItem(
            _("Tiến độ"), "workspace:progress", icon="chart-bar", permission="procedures.supervise", order=40
        ),
        NavigationItem(_("Bàn giao"), "workspace:slips", icon="send", permission="procedures.view", order=50),
        NavigationItem(
            _("Giao lại việc"), "workspace:reassign", icon="users", permission="procedures.assign", order=55
        ),
        NavigationItem(_("Ủy quyền"), "workspace:delegations", icon="user-check", order=60),
    ),
    extras={"search": "workspace:dossiers"},
)
