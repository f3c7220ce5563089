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

_SYSTEM = {"addresses": _("địa chỉ quay về"), "scopes": _("phạm vi thông tin")}

SYSTEM_REGISTERED = declare("identity.system-registered", _("Đăng ký phần mềm đăng nhập một lần"), _SYSTEM)
SYSTEM_CHANGED = declare("identity.system-changed", _("Sửa phần mềm đăng nhập một lần"), _SYSTEM)
SYSTEM_SECRET_RENEWED = declare("identity.system-secret-renewed", _("Cấp lại khoá bí mật của phần mềm"), {})
SYSTEM_ENDED = declare("identity.system-ended", _("Ngừng phần mềm đăng nhập một lần"), {})
PASSED_ON = declare("identity.passed-on", _("Đăng nhập sang phần mềm khác"), {"system": _("phần mềm")})
CONSENT_GIVEN = declare("identity.consent-given", _("Đồng ý chia sẻ thông tin"), {"scopes": _("phạm vi thông tin")})
CONSENT_WITHDRAWN = declare("identity.consent-withdrawn", _("Rút lại đồng ý chia sẻ thông tin"), {})
SESSION_ENDED = declare("identity.session-ended", _("Đăng xuất một thiết bị"), {"agent": _("trình duyệt")})
PASSKEY_ADDED = declare("identity.passkey-added", _("Thêm khoá truy cập"), {"name": _("tên khoá")})
PASSKEY_REMOVED = declare("identity.passkey-removed", _("Gỡ khoá truy cập"), {"name": _("tên khoá")})
PLATFORM_LINKED = declare(
    "identity.platform-linked",
    _("Liên kết tài khoản định danh điện tử"),
    {"platform": _("nền tảng định danh"), "level": _("mức độ định danh")},
)
PLATFORM_REFUSED = declare(
    "identity.platform-refused",
    _("Từ chối kết quả đăng nhập của nền tảng định danh"),
    {"platform": _("nền tảng định danh"), "why": _("lý do")},
)
BUSINESS_RECORDED = declare(
    "identity.business-recorded", _("Ghi nhận doanh nghiệp và người đại diện"), {"source": _("nguồn dữ liệu")}
)
REPRESENTATIVE_AUTHORISED = declare(
    "identity.representative-authorised", _("Ủy quyền đại diện doanh nghiệp"), {"until": _("đến hết ngày")}
)
REPRESENTATION_ENDED = declare("identity.representation-ended", _("Kết thúc đại diện doanh nghiệp"), {})
ACTING_FOR = declare("identity.acting-for", _("Bắt đầu thay mặt doanh nghiệp"), {})

_DELEGATION = {
    "role": _("mã vai trò"),
    "since": _("từ ngày"),
    "until": _("đến hết ngày"),
    "rights": _("số quyền được ủy quyền"),
}

DELEGATED = declare("identity.delegated", _("Ủy quyền cho người khác khi vắng mặt"), _DELEGATION)
DELEGATION_ENDED = declare("identity.delegation-ended", _("Kết thúc ủy quyền trước hạn"), _DELEGATION)
