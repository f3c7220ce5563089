"""An identity platform that never answers: to see, and to test, how people are told and let in otherwise."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.foundation.vendors import VendorFailed, register
from tinhso.kernel.identity.vendors import KIND, Flow, Identity, IdentityPlatform


@register(KIND)
class AlwaysFails(IdentityPlatform):
    """Refuses whatever it is asked."""

    code = "always-fails"
    name = _("Nền tảng luôn hỏng")
    sentence = _("Luôn báo lỗi: để thử xem người dân thấy gì khi nền tảng định danh ngừng hoạt động.")
    stand_in = True

    def probe(self) -> list[str]:
        """Say what it always says."""
        return [str(_failed().message)]

    def authorization_url(self, flow: Flow, redirect_uri: str) -> str:
        """Fail."""
        raise _failed()

    def identity(self, flow: Flow, redirect_uri: str, code: str) -> Identity:
        """Fail."""
        raise _failed()


def _failed() -> VendorFailed:
    return VendorFailed(_("Nền tảng định danh đang ngừng hoạt động. Hãy thử lại sau, hoặc đăng nhập bằng mật khẩu."))
