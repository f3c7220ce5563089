"""What the audit log keeps of registers; ``register`` is the register's code in every entry."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.audit import declare

_REGISTER = {"register": _("mã của sổ")}

ADDED = declare("registers.added", _("Thêm một bản ghi"), _REGISTER)
CHANGED = declare(
    "registers.changed", _("Sửa một bản ghi"), {**_REGISTER, "fields": _("các mục đã đổi"), "reason": _("lý do")}
)
ENDED = declare("registers.ended", _("Kết thúc hiệu lực một bản ghi"), {**_REGISTER, "reason": _("lý do")})
EXPORTED = declare(
    "registers.exported",
    _("Xuất dữ liệu của một sổ"),
    {
        **_REGISTER,
        "kind": _("loại tệp"),
        "rows": _("số bản ghi"),
        "why": _("mục đích"),
        "personal": _("có dữ liệu cá nhân"),
    },
)
READ = declare("registers.read", _("Xem dữ liệu cá nhân trong một sổ"), _REGISTER, reading=True)
UNMASKED = declare(
    "registers.unmasked",
    _("Xem dữ liệu cá nhân của người chưa có trong hệ thống"),
    {**_REGISTER, "why": _("mục đích")},
)
MERGED = declare(
    "registers.merged",
    _("Gộp bản ghi trùng"),
    {**_REGISTER, "others": _("khóa các bản ghi khác"), "reason": _("lý do")},
)
SPLIT = declare("registers.split", _("Tách lại bản ghi đã gộp"), {**_REGISTER, "others": _("khóa các bản ghi khác")})
COMMENTED = declare("registers.commented", _("Ghi chú vào một bản ghi"), {**_REGISTER, "file": _("tên tệp kèm theo")})
BULK_CHANGED = declare(
    "registers.bulk-changed",
    _("Sửa nhiều bản ghi"),
    {**_REGISTER, "field": _("mục"), "changed": _("số bản ghi đã sửa"), "refused": _("số bản ghi bị từ chối")},
)
ERASED = declare("registers.erased", _("Xóa dữ liệu cá nhân của một bản ghi"), {**_REGISTER, "ground": _("căn cứ")})
EXTRACTED = declare(
    "registers.extracted", _("In trích lục một bản ghi"), {**_REGISTER, "verification": _("mã xác minh")}
)
