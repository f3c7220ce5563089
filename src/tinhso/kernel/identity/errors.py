"""Refusals of this room."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.kernel.foundation.errors import Refused


class TooManyAttempts(Refused):
    """Sign-in failed too often for this name or from this address."""

    status = 429
    title = gettext_lazy("Đăng nhập tạm dừng")

    def __init__(self, minutes: int) -> None:
        super().__init__(
            _(
                "Đăng nhập không thành công quá nhiều lần. Hãy thử lại sau {minutes} phút, "
                "hoặc nhờ người quản trị đặt lại mật khẩu."
            ).format(minutes=minutes),
            code="too-many-attempts",
            retry_after=minutes * 60,
        )
