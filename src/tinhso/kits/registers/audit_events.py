"""What the audit log keeps of registers; ``register`` is the register's code in every entry."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.audit import declare

_REGISTER = {"register": _("mã của sổ")}

ADDED = declare("registers.added", _("Thêm một bản ghi"), _REGISTER)
CHANGED = declare(
    "registers.changed", _("Sửa một bản ghi"), {**_REGISTER, "fields": _("các mục đã đổi"), "reason": _("lý do")}
)
ENDED = declare("registers.ended", _("Kết thúc hiệu lực một bản ghi"), {**_REGISTER, "reason": _("lý do")})
EXPORTED = declare("registers.exported", _("Xuất dữ liệu của một sổ"), {**_REGISTER, "kind": _("loại tệp")})
READ = declare("registers.read", _("Xem dữ liệu cá nhân trong một sổ"), _REGISTER, reading=True)
UNMASKED = declare(
    "registers.unmasked",
    _("Xem dữ liệu cá nhân của người chưa có trong hệ thống"),
    {**_REGISTER, "why": _("mục đích")},
)
