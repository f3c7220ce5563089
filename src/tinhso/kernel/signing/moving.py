"""Certificates in a reorganisation: an agency's seal is its own, and is not handed on."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.organizations.moving import Stays, register
from tinhso.kernel.signing.models import Credential

register(
    Stays(
        "signing.seals",
        _("Chứng thư số, con dấu điện tử của cơ quan"),
        model=Credential,
        condition="t.kind = 'agency' AND t.revoked_at IS NULL",
        note=_("Không chuyển: đơn vị mới đăng ký chứng thư số mới, chứng thư cũ làm thủ tục thu hồi."),
    )
)
