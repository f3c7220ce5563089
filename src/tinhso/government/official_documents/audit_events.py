"""What the audit log keeps of official documents: who read what, and every act that changes a book or a paper."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.audit import declare

VIEWED = declare("official_documents.viewed", _("Mở xem một văn bản"), {"symbol": _("số, ký hiệu")})
FILE_READ = declare(
    "official_documents.file-read",
    _("Xem hoặc tải tệp của một văn bản"),
    {"symbol": _("số, ký hiệu"), "file": _("tên tệp"), "way": _("cách mở")},
)
BOOK = declare(
    "official_documents.book", _("Mở hoặc sửa một sổ văn bản"), {"book": _("sổ"), "what": _("điều thay đổi")}
)
NUMBER = declare(
    "official_documents.number",
    _("Giữ hoặc hủy một số văn bản"),
    {"number": _("số"), "act": _("việc đã làm"), "reason": _("lý do")},
)
REGISTERED = declare("official_documents.registered", _("Vào sổ một văn bản đến"), {"number": _("số đến")})
REFUSED = declare("official_documents.refused", _("Từ chối tiếp nhận một văn bản"), {"reason": _("lý do")})
SECRET = declare(
    "official_documents.secret-refused", _("Từ chối một văn bản có dấu chỉ độ mật"), {"where": _("chỗ có dấu")}
)
INSTRUCTED = declare("official_documents.instructed", _("Chỉ đạo, phân công xử lý văn bản"), {"act": _("việc đã làm")})
DRAFTED = declare("official_documents.drafted", _("Soạn hoặc sửa một dự thảo"), {"version": _("phiên bản")})
SIGNED = declare(
    "official_documents.signed",
    _("Ký số một văn bản"),
    {"role": _("vai ký"), "act": _("việc đã làm"), "reason": _("lý do")},
)
ISSUED = declare("official_documents.issued", _("Ban hành một văn bản"), {"symbol": _("số, ký hiệu")})
RECALLED = declare("official_documents.recalled", _("Thu hồi một văn bản"), {"reason": _("lý do")})
IMPORTED = declare(
    "official_documents.imported",
    _("Nhập văn bản từ hệ thống cũ"),
    {"source": _("nguồn"), "added": _("số văn bản thêm"), "kept": _("số văn bản đã có")},
)
VERIFIED = declare("official_documents.verified", _("Kiểm tra chữ ký số của một văn bản"), {"verdict": _("kết luận")})
