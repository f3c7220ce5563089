"""The stand-in of VNeID: a process of the demonstration, spoken to exactly like the real platform."""

from django.utils.translation import gettext_lazy as _
from pydantic import SecretStr

from tinhso.kernel.foundation.vendors import register
from tinhso.kernel.identity.vendors import KIND, option
from tinhso.kernel.identity.vendors.openid import OpenIdOptions, OpenIdPlatform

ADDRESS = "http://127.0.0.1:8014"
PUBLIC_SECRET = "khoa-trinh-dien-khong-bi-mat"  # noqa: S105 - known to everybody: the stand-in knows no other


class StandInOptions(OpenIdOptions):
    """As for the real platform, and already filled in."""

    issuer: str = option(_("Địa chỉ nhà phát hành (issuer)"), ADDRESS)
    client_id: str = option(_("Mã phần mềm (client_id)"), "tinh-so")
    client_secret: SecretStr = option(_("Khóa bí mật (client_secret)"), SecretStr(PUBLIC_SECRET))


@register(KIND)
class StandIn(OpenIdPlatform):
    """Invented citizens sign in without a telephone."""

    code = "stand-in"
    name = _("VNeID giả lập")
    sentence = _("Chương trình đóng thế VNeID, chỉ dùng trình diễn, tập huấn và kiểm thử.")
    shown_as = _("VNeID (giả lập)")
    stand_in = True
    demonstration = {"issuer": ADDRESS}
    Options = StandInOptions
