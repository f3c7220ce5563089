"""What the audit room itself declares."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.audit.declarations import declare

PERSON_VIEWED = declare("audit.person-viewed", _("Đã xem dữ liệu cá nhân"), reading=True)
