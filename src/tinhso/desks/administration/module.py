"""What the desk tells the house: its entries in the navigation, each shown to those who may open it."""

from django.utils.translation import gettext_lazy as _

from tinhso.desks.administration.permissions import HEALTH, OPEN, UNITS
from tinhso.kernel.audit.permissions import READ
from tinhso.kernel.foundation.modules import Module, NavigationItem
from tinhso.kernel.identity.permissions import EDIT_ROLES, MANAGE_KEYS, MANAGE_SYSTEMS, SEE_ACCOUNTS
from tinhso.kernel.notify.permissions import EDIT_TEMPLATES as EDIT_MESSAGES
from tinhso.kernel.outside.permissions import MANAGE as MANAGE_OUTSIDE
from tinhso.kernel.papers.permissions import EDIT_TEMPLATES as EDIT_PAPERS
from tinhso.kernel.reorganization.permissions import MANAGE as REORGANIZE
from tinhso.kernel.signing.permissions import MANAGE as MANAGE_SIGNING
from tinhso.kernel.worktime.permissions import MANAGE as MANAGE_CALENDAR
from tinhso.kits.procedures.permissions import PUBLISH

NAVIGATION = (
    NavigationItem(_("Quản trị"), "administration:home", icon="settings", permission=OPEN, order=800),
    NavigationItem(_("Cơ quan, đơn vị"), "administration:units", icon="building-bank", permission=UNITS, order=801),
    NavigationItem(
        _("Sắp xếp đơn vị"),
        "administration:reorganizations",
        icon="arrows-exchange",
        permission=REORGANIZE,
        order=801,
    ),
    NavigationItem(_("Tài khoản cán bộ"), "administration:accounts", icon="users", permission=SEE_ACCOUNTS, order=802),
    NavigationItem(_("Vai trò và quyền"), "administration:roles", icon="user-shield", permission=EDIT_ROLES, order=803),
    NavigationItem(_("Khóa API"), "administration:keys", icon="key", permission=MANAGE_KEYS, order=804),
    NavigationItem(
        _("Đăng nhập một lần"), "administration:systems", icon="login-2", permission=MANAGE_SYSTEMS, order=804
    ),
    NavigationItem(
        _("Ngày nghỉ, giờ làm việc"),
        "administration:calendar",
        icon="calendar-time",
        permission=MANAGE_CALENDAR,
        order=805,
    ),
    NavigationItem(
        _("Thủ tục hành chính"), "administration:procedures", icon="file-text", permission=PUBLISH, order=806
    ),
    NavigationItem(
        _("Mẫu giấy tờ"), "administration:paper-templates", icon="file-type-pdf", permission=EDIT_PAPERS, order=807
    ),
    NavigationItem(
        _("Mẫu thông báo"), "administration:message-templates", icon="message", permission=EDIT_MESSAGES, order=808
    ),
    NavigationItem(_("Ký số"), "administration:signing", icon="signature", permission=MANAGE_SIGNING, order=809),
    NavigationItem(
        _("Hệ thống bên ngoài"), "administration:vendors", icon="plug-connected", permission=MANAGE_OUTSIDE, order=809
    ),
    NavigationItem(_("Nhật ký"), "administration:audit", icon="list-check", permission=READ, order=810),
    NavigationItem(_("Tình trạng hệ thống"), "administration:health", icon="heartbeat", permission=HEALTH, order=811),
)

MODULE = Module(
    code="administration", name=_("Quản trị"), icon="settings", requires=("procedures",), navigation=NAVIGATION
)
