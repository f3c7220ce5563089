"""What a role can allow around accounts and roles."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.foundation.permissions import declare

SEE_ACCOUNTS = declare("identity.see", _("xem danh sách tài khoản và vai trò của đơn vị"))
MANAGE_ACCOUNTS = declare("identity.manage", _("cấp, khoá tài khoản và đặt lại mật khẩu của đơn vị"))
HELP_CITIZENS = declare("identity.citizens", _("khoá tài khoản và đặt lại mật khẩu của người dân tại quầy"))
ASSIGN_ROLES = declare("identity.assign", _("giao và kết thúc vai trò của người trong đơn vị"))
MANAGE_KEYS = declare("identity.keys", _("cấp và thu hồi khoá API của đơn vị"))
MANAGE_SYSTEMS = declare(
    "identity.systems", _("đăng ký phần mềm của đơn vị dùng đăng nhập một lần và cấp lại khoá bí mật")
)
EDIT_ROLES = declare("identity.roles", _("sửa vai trò: chọn các quyền mà một vai trò mang theo"))
