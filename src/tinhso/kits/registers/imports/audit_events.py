"""What the audit log keeps of imports: one entry for each act on a whole import; rows have their history."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.audit import declare

_REGISTER = {"register": _("mã của sổ")}

BEGUN = declare("registers_imports.begun", _("Tải lên một tệp để nhập vào sổ"), {**_REGISTER, "file": _("tên tệp")})
STARTED = declare(
    "registers_imports.started", _("Bắt đầu nhập một tệp vào sổ"), {**_REGISTER, "rows": _("số dòng đúng")}
)
FINISHED = declare(
    "registers_imports.finished",
    _("Nhập xong một tệp vào sổ"),
    {
        **_REGISTER,
        "stored": _("số bản ghi đã thêm"),
        "changed": _("số bản ghi đã sửa"),
        "bad": _("số dòng không nhập"),
    },
)
UNDO_STARTED = declare("registers_imports.undo-started", _("Bắt đầu hoàn tác một lần nhập"), _REGISTER)
UNDONE = declare(
    "registers_imports.undone",
    _("Hoàn tác xong một lần nhập"),
    {
        **_REGISTER,
        "removed": _("số bản ghi đã gỡ"),
        "restored": _("số bản ghi đã trả lại như trước"),
        "kept": _("số bản ghi giữ lại vì đã được sửa hoặc dùng đến"),
    },
)
DOWNLOADED = declare("registers_imports.downloaded", _("Tải bản đánh dấu ô sai của một tệp nhập"), _REGISTER)
