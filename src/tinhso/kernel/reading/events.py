"""What the rest of the house is told of reading."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.events import declare

LAYOUT_READ = declare(
    "reading.layout-read",
    _("Đã đọc thể thức của một văn bản"),
    {"sha256": _("mã băm nội dung"), "state": _("kết quả: done hoặc failed")},
)
