"""What the audit log keeps of linked procedures."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.audit import declare

APPLICATION_ACT = declare("linked.application-act", _("Một việc trên hồ sơ liên thông"), {"act": _("việc đã làm")})
APPLICATION_TRACKED = declare("linked.application-tracked", _("Tra cứu hồ sơ liên thông bằng mã, không đăng nhập"), {})
VERSION_PUBLISHED = declare(
    "linked.version-published", _("Công bố một phiên bản thủ tục liên thông"), {"number": _("số phiên bản")}
)
