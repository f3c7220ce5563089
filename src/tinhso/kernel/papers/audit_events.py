"""What the room records."""

from tinhso.kernel.audit.declarations import declare

REVOKED = declare("papers.revoked", "Thu hồi giấy tờ đã ban hành", {"reason": "Lý do"})
TEMPLATE_SAVED = declare(
    "papers.template-saved", "Lưu phiên bản mới của mẫu giấy tờ", {"template": "Mã mẫu", "version": "Phiên bản"}
)
FETCHED = declare("papers.fetched", "Tải bản ký số từ trang xác minh", {})
