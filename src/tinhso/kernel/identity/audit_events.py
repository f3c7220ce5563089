"""What the audit log keeps of accounts, roles and keys."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.audit import declare

_ROLE = {"role": _("mã vai trò"), "until": _("đến hết ngày")}

SIGNED_IN = declare("identity.signed-in", _("Đăng nhập"), {"strong": _("có xác thực hai lớp")})
SIGNED_OUT = declare("identity.signed-out", _("Đăng xuất"), {})
SIGN_IN_FAILED = declare("identity.sign-in-failed", _("Đăng nhập không thành công"), {"step": _("bước bị từ chối")})
SIGN_IN_BLOCKED = declare("identity.sign-in-blocked", _("Tạm dừng đăng nhập vì sai quá nhiều lần"), {})
ACCOUNT_CREATED = declare("identity.account-created", _("Tạo tài khoản"), {"kind": _("loại tài khoản")})
ACCOUNT_SUSPENDED = declare("identity.account-suspended", _("Khoá tài khoản"), {"reason": _("lý do")})
ACCOUNT_RESUMED = declare("identity.account-resumed", _("Mở khoá tài khoản"), {})
PASSWORD_CHANGED = declare("identity.password-changed", _("Đổi mật khẩu"), {})
PASSWORD_RESET = declare("identity.password-reset", _("Người quản trị đặt lại mật khẩu"), {})
SESSIONS_ENDED = declare("identity.sessions-ended", _("Đăng xuất khỏi mọi thiết bị khác"), {})
SECOND_FACTOR_SET = declare("identity.second-factor-set", _("Cài đặt xác thực hai lớp"), {})
SECOND_FACTOR_REMOVED = declare("identity.second-factor-removed", _("Gỡ xác thực hai lớp"), {"reason": _("lý do")})
RECOVERY_CODES_RENEWED = declare("identity.recovery-codes-renewed", _("Tạo lại mã dự phòng"), {})
RECOVERY_CODE_USED = declare("identity.recovery-code-used", _("Đăng nhập bằng mã dự phòng"), {})
ROLE_GIVEN = declare("identity.role-given", _("Giao vai trò"), _ROLE)
ROLE_ENDED = declare("identity.role-ended", _("Kết thúc vai trò"), _ROLE)
ROLES_LOADED = declare("identity.roles-loaded", _("Nạp danh mục vai trò"), {"count": _("số vai trò thay đổi")})
ROLE_CHANGED = declare(
    "identity.role-changed",
    _("Sửa vai trò"),
    {"given": _("quyền thêm vào"), "taken": _("quyền bỏ đi"), "name": _("tên vai trò")},
)
KEY_CREATED = declare("identity.key-created", _("Cấp khoá API"), {"role": _("mã vai trò"), "label": _("tên khoá")})
KEY_REVOKED = declare("identity.key-revoked", _("Thu hồi khoá API"), {"label": _("tên khoá")})
