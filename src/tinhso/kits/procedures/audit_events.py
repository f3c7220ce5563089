"""What the audit log keeps of procedures and dossiers."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.audit import declare

DOSSIER_ACT = declare(
    "procedures.dossier-act",
    _("Một bước chuyển trạng thái của hồ sơ"),
    {"act": _("việc đã làm"), "status": _("mã trạng thái sau đó")},
)
DOSSIER_VIEWED = declare("procedures.dossier-viewed", _("Cán bộ đã mở xem hồ sơ của một người"), reading=True)
DOSSIER_TRACKED = declare("procedures.dossier-tracked", _("Tra cứu hồ sơ bằng mã, không đăng nhập"), {})
PROCEDURE_WITHDRAWN = declare(
    "procedures.procedure-withdrawn",
    _("Bãi bỏ một thủ tục"),
    {"last_day": _("ngày áp dụng cuối cùng"), "decision": _("quyết định bãi bỏ")},
)
VERSION_CALLED_OFF = declare(
    "procedures.version-called-off", _("Hủy hẹn công bố một phiên bản thủ tục"), {"number": _("số phiên bản")}
)
VERSION_PUBLISHED = declare(
    "procedures.version-published", _("Công bố một phiên bản thủ tục"), {"number": _("số phiên bản")}
)
