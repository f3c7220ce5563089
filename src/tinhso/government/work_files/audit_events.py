"""What the audit log keeps of work files."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.audit import declare

_REASON = {"reason": _("lý do")}
OPENED = declare("work_files.opened", _("Mở hồ sơ công việc"), {"symbol": _("số, ký hiệu")})
CHANGED = declare("work_files.changed", _("Sửa hồ sơ công việc"), {"fields": _("các mục đã sửa")})
VIEWED = declare("work_files.viewed", _("Xem hồ sơ công việc"), {})
DOWNLOADED = declare("work_files.downloaded", _("Mở tệp trong hồ sơ công việc"), {"name": _("tên tệp")})
PUT = declare("work_files.put", _("Đưa tài liệu vào hồ sơ công việc"), {"title": _("tài liệu"), "kind": _("loại")})
TAKEN_OUT = declare("work_files.taken-out", _("Rút tài liệu khỏi hồ sơ công việc"), {"title": _("tài liệu"), **_REASON})
CLOSED = declare("work_files.closed", _("Đóng hồ sơ công việc"), {"documents": _("số tài liệu")})
REOPENED = declare("work_files.reopened", _("Mở lại hồ sơ công việc"), _REASON)
NOTICED = declare(
    "work_files.noticed", _("Báo trước việc nộp lưu hồ sơ"), {"files": _("số hồ sơ"), "due": _("hạn nộp")}
)
OFFERED = declare("work_files.offered", _("Giao nộp hồ sơ vào lưu trữ"), {"sha256": _("mã băm gói tin")})
ACCEPTED = declare("work_files.accepted", _("Lưu trữ tiếp nhận hồ sơ"), {"files": _("số hồ sơ")})
RETURNED = declare("work_files.returned", _("Lưu trữ trả lại hồ sơ"), _REASON)
