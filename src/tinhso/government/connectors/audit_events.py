"""What the audit log keeps of national systems."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.audit import declare

ASKED = declare(
    "connectors.asked",
    _("Hỏi cơ sở dữ liệu quốc gia"),
    {"service": _("cơ sở dữ liệu"), "question": _("hỏi về, đã che"), "result": _("kết quả")},
)
