"""Refusals of this room."""

from django.utils.translation import gettext as _

from tinhso.kernel.foundation.errors import Refused


class Unauthenticated(Refused):
    """Nobody is known to be asking: the API answers 401, screens send to the sign-in page."""

    status = 401
    title = "Chưa xác thực"

    def __init__(self, message: str = "") -> None:
        super().__init__(
            message
            or _(
                "Yêu cầu này cần khoá API hợp lệ trong tiêu đề “Authorization: Bearer …”. "
                "Khoá có thể đã hết hạn hoặc bị thu hồi; người quản trị của cơ quan có thể cấp khoá mới."
            ),
            code="unauthenticated",
        )


class TooManyAttempts(Refused):
    """Sign-in failed too often for this name or from this address."""

    status = 429
    title = "Đăng nhập tạm dừng"

    def __init__(self, minutes: int) -> None:
        super().__init__(
            _(
                "Đăng nhập không thành công quá nhiều lần. Hãy thử lại sau {minutes} phút, "
                "hoặc nhờ người quản trị đặt lại mật khẩu."
            ).format(minutes=minutes),
            code="too-many-attempts",
            retry_after=minutes * 60,
        )
