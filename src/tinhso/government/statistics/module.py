"""The module's place in the house."""

from django.utils.translation import gettext_lazy as _

from tinhso.government.statistics import dossier_panel  # noqa: F401 - puts its panel on the pages of dossiers
from tinhso.government.statistics.doctor import check_closings, check_sums
from tinhso.kernel.foundation.modules import Check, Module, NavigationItem
from tinhso.kits.procedures.permissions import SUPERVISE, VIEW

MODULE = Module(
    code="statistics",
    name=_("Thống kê"),
    icon="report-analytics",
    requires=("procedures",),
    navigation=(
        NavigationItem(
            _("Hôm nay của đơn vị"), "statistics:today", icon="calendar-stats", permission=SUPERVISE, order=35
        ),
        NavigationItem(_("Thống kê"), "statistics:form", icon="report-analytics", permission=SUPERVISE, order=45),
        NavigationItem(_("Ai giữ bao lâu"), "statistics:holding", icon="hourglass", permission=SUPERVISE, order=46),
        NavigationItem(_("Sổ theo dõi hồ sơ"), "statistics:book", icon="notebook", permission=VIEW, order=47),
    ),
    checks=(
        Check(_("Số liệu thống kê khớp đếm độc lập"), check_sums),
        Check(_("Các kỳ đã chốt"), check_closings),
    ),
    url_prefix="thong-ke/",
)
