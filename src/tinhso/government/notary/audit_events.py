"""What the audit log keeps of notarial acts; its entries are sealed in a chain."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.audit import declare

SEARCHED = declare(
    "notary.searched",
    _("Tra cứu trước khi lập văn bản công chứng"),
    {
        "property": _("các khóa của tài sản đã tra"),
        "persons": _("số người đã tra"),
        "acts": _("số văn bản tìm thấy"),
        "notices": _("số thông báo ngăn chặn đang có hiệu lực"),
    },
)
RECORDED = declare(
    "notary.act-recorded",
    _("Ghi một văn bản công chứng"),
    {
        "number": _("số văn bản"),
        "kind": _("loại văn bản"),
        "search": _("khóa của lần tra cứu"),
        "digest": _("mã băm của nội dung văn bản đã ghi"),
    },
)
REFUSED = declare(
    "notary.act-refused",
    _("Từ chối ghi một văn bản công chứng"),
    {"why": _("lý do từ chối"), "search": _("khóa của lần tra cứu")},
)
BLOCKED = declare("notary.blocked", _("Nhập thông báo ngăn chặn"), {"number": _("số văn bản"), "issuer": _("nơi gửi")})
LIFTED = declare(
    "notary.lifted",
    _("Giải tỏa ngăn chặn"),
    {"number": _("số văn bản giải tỏa"), "lifts": _("số thông báo được giải tỏa")},
)
