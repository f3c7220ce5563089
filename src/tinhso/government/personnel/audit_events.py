"""What the audit log keeps of personnel, beside what registers write."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.audit import declare

SYNCED = declare(
    "personnel.synced", _("Lập tệp đồng bộ nhân sự"), {"format": _("định dạng"), "purpose_words": _("mục đích")}
)
